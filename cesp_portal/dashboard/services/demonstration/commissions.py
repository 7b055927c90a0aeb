"""A commission of the demonstration: convened, its candidates known, some opinions already given."""

import datetime as dt
from collections.abc import Iterable

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.dashboard.services.demonstration.accounts import AGENTS
from cesp_portal.dashboard.services.demonstration.careers import DENTAL
from cesp_portal.dashboard.services.demonstration.days import morning
from cesp_portal.dashboard.services.demonstration.offices import DEMONSTRATION
from cesp_portal.dashboard.services.demonstration.people import Person
from contracts.enums import MemberQuality
from contracts.models import Campaign, Candidate, CommissionMember
from contracts.services.candidate_files import change_file, open_file
from contracts.services.commissions import add_member, convene, prepare_commission
from contracts.services.seats import record_member_opinion

DAY = dt.timedelta(days=1)
DEAN = next(account for account in AGENTS if account.role is Role.COMMISSION)
OTHERS = (
    (MemberQuality.ARS, "Maud Castelnau", "siege.ars@example.org"),
    (MemberQuality.ORDRE, "Bastian Hourquet", "siege.ordre@example.org"),
    (MemberQuality.ETUDIANT_3, "Noa Belcastel", "siege.etudiant@example.org"),
)
PROJECTS = (
    "Reprendre le cabinet d'un praticien qui part, dans le canton où j'ai fait mon stage actif.",
    "Ouvrir un fauteuil dans une maison de santé, avec deux demi-journées à l'hôpital local.",
    "Exercer en centre de santé, et soigner les résidents des maisons de retraite voisines.",
)
MARKS = ((16, 12, 9), (13, 14, 11), (11, 10, 15))


def commission_at_work(campaign: Campaign, people: Iterable[Person], on: dt.date) -> int:
    """Open files, convene the commission and let its dean judge all but the last; return how many candidates."""
    candidates = [
        _file(campaign, person, project, campaign.opens_on + 14 * DAY)
        for person, project in zip(people, PROJECTS, strict=False)
    ]
    prepared = on - 12 * DAY
    commission = prepare_commission(
        actor=DEMONSTRATION,
        campaign_id=campaign.id,
        starts_at=morning(on + 4 * DAY),
        place="Salle des actes, allées de la faculté",
        quorum=3,
        at=morning(prepared),
    )
    dean = (MemberQuality.DOYEN, f"{DEAN.first_name} {DEAN.last_name}", DEAN.email)
    for quality, name, email in (dean, *OTHERS):
        add_member(
            actor=DEMONSTRATION,
            commission_id=commission.id,
            quality=quality,
            name=name,
            email=email,
            is_chair=quality is MemberQuality.DOYEN,
            at=morning(prepared),
        )
    convene(actor=DEMONSTRATION, commission_id=commission.id, at=morning(on - 8 * DAY))
    chair = commission.members.get(is_chair=True)
    for candidate, marks in list(zip(candidates, MARKS, strict=False))[:-1]:
        _judge(chair, candidate, marks, on - 2 * DAY)
    return len(candidates)


def _file(campaign: Campaign, person: Person, project: str, on: dt.date) -> Candidate:
    identity = {
        "last_name": person.last_name,
        "first_name": person.first_name,
        "born_on": person.born_on,
        "email": person.email,
        "ine": person.ine,
        "cycle": DENTAL.cycle,
        "year_of_study": DENTAL.year_of_study,
        "specialty": DENTAL.specialty,
    }
    at = morning(on)
    candidate = open_file(actor=DEMONSTRATION, campaign_id=campaign.id, identity=identity, on=on, at=at)
    declared = {"project": project, "enrolled_in_france": True, "auditor": False, "other_commitment": False}
    return change_file(actor=DEMONSTRATION, candidate_id=candidate.id, values=declared, on=on, at=at)


def _judge(member: CommissionMember, candidate: Candidate, marks: tuple[int, int, int], on: dt.date) -> None:
    project, results, social = marks
    record_member_opinion(
        actor=Actor(
            user_id=member.user_id,
            name=member.name,
            role=Role.COMMISSION,
            faculty_id=candidate.faculty_id,
        ),
        candidate_id=candidate.id,
        values={
            "project_mark": project,
            "results_mark": results,
            "social_mark": social,
            "is_favourable": True,
            "comment": "Projet précis et déjà préparé sur place.",
        },
        at=morning(on),
    )
