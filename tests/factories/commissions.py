"""A commission that convenes, marks and ranks, as its office does."""

import datetime as dt
from typing import Any

from cesp_portal.common.accounts.actors import Actor
from contracts.enums import MemberQuality
from contracts.models import Candidate, Commission
from contracts.selectors.commissions import ranked
from contracts.services import commissions as services
from contracts.services import sittings
from tests.factories.contracts import CandidateFactory
from tests.factories.selection import noon

DAY = dt.date(2025, 12, 16)
AT = noon(DAY)


def sit(office: Actor, commission: Commission, quality: MemberQuality, *, chair: bool = False) -> Any:
    return services.add_member(
        actor=office,
        commission_id=commission.id,
        quality=quality,
        name=f"Membre {quality.label}",
        email=f"{quality}@example.org",
        is_chair=chair,
        at=AT,
    )


def judge(office: Actor, candidate: Candidate, project: int, *, favourable: bool = True) -> None:
    values = {
        "project_mark": project,
        "results_mark": 12,
        "social_mark": 10,
        "is_favourable": favourable,
        "comment": "",
    }
    sittings.record_opinion(actor=office, candidate_id=candidate.id, values=values, at=AT)


def candidates(commission: Commission, number: int = 3) -> list[Candidate]:
    letters = "ABCDEFG"
    return [
        CandidateFactory(
            campaign=commission.campaign, last_name=f"INVENTE{letters[one]}", ine=f"12345678{one}AB"
        )
        for one in range(number)
    ]


def prepare_again(office: Actor, commission: Commission, **changes: Any) -> None:
    facts = {"starts_at": AT, "place": "Salle du conseil", "quorum": 2, **changes}
    services.prepare_commission(
        actor=office, campaign_id=commission.campaign_id, at=AT + dt.timedelta(minutes=5), **facts
    )


def ranks(commission: Commission) -> list[tuple[str, int, str]]:
    return [
        (one.kind, one.rank, one.candidate.last_name)
        for one in ranked(commission).select_related("candidate")
    ]


def hold(office: Actor, commission: Commission) -> None:
    """Everybody needed is present."""
    chair = sit(office, commission, MemberQuality.DOYEN, chair=True)
    agency = sit(office, commission, MemberQuality.ARS)
    sittings.record_attendance(
        actor=office, commission_id=commission.id, present=[chair.id, agency.id], at=AT
    )
