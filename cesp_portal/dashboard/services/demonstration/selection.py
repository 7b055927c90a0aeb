"""Campaigns of the demonstration: past ones whose contracts run, and those of this year at work."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import Faculty
from cesp_portal.dashboard.services.demonstration.careers import Career, Path
from cesp_portal.dashboard.services.demonstration.days import academic_year, morning
from cesp_portal.dashboard.services.demonstration.offices import DEMONSTRATION, Offices
from cesp_portal.dashboard.services.demonstration.people import Person
from contracts.enums import OrderKind, Stream
from contracts.models import Campaign, Candidate, Contract, Offer
from contracts.rules.selection_files import COLUMN_NAMES
from contracts.services.answers import record_receipt, refuse_offer
from contracts.services.campaigns import open_campaign
from contracts.services.contracts import record_earlier_contract
from contracts.services.lists import confirm_list, receive_list
from contracts.services.offers import call_all
from contracts.services.places import publish_quota
from contracts.services.quotas import Allocation, record_quota_order
from contracts.services.signatures import conditions_of, sign_offer

PROJECT = "Exercer dans une petite ville de la région, en cabinet de groupe."
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Signed:
    """Somebody who signed, and the story that follows."""

    person: Person
    career: Career


def past_contracts(faculty: Faculty, signed: Sequence[Signed]) -> list[Contract]:
    """Tell the campaign of a past year: list sent, then contracts concluded before the portal."""
    career = signed[0].career
    campaign = open_campaign(
        actor=DEMONSTRATION,
        faculty_id=faculty.id,
        academic_year=academic_year(career.start),
        stream=career.path.stream,
        opens_on=dt.date(career.start, 10, 1),
        closes_on=career.applied_on,
        transmit_by_on=dt.date(career.start + 1, 1, 15),
        commission_on=dt.date(career.start, 12, 15),
        at=morning(dt.date(career.start, 9, 20)),
    )
    sent_on = dt.date(career.start + 1, 1, 8)
    people = [(one.person, one.career.path) for one in signed]
    send_list(campaign, people, principal=len(people), actor=DEMONSTRATION, on=sent_on)
    return [
        record_earlier_contract(
            actor=DEMONSTRATION,
            candidate_id=Candidate.objects.get(campaign=campaign, ine=one.person.ine).id,
            concluded_on=career.concluded_on,
            on=career.concluded_on,
            at=morning(career.concluded_on),
            project=PROJECT,
        )
        for one in signed
    ]


def send_list(
    campaign: Campaign, people: Sequence[tuple[Person, Path]], *, principal: int, actor: Actor, on: dt.date
) -> None:
    """Send the list of these people, the first ``principal`` ones on the principal list."""
    content = _list_file(people, principal)
    reading = receive_list(
        actor=actor, campaign_id=campaign.id, content=content, filename="liste.csv", on=on, at=morning(on)
    )
    if reading.upload is None:
        raise RuntimeError(f"{campaign}: {[str(issue) for issue in reading.verdict.issues]}")
    confirm_list(
        actor=actor,
        upload_id=reading.upload.id,
        sha256=reading.upload.sha256,
        replaces=reading.replaces,
        on=on,
        at=morning(on),
    )


def _list_file(people: Sequence[tuple[Person, Path]], principal: int) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMN_NAMES, delimiter=";")
    writer.writeheader()
    for number, (person, path) in enumerate(people):
        first_list = number < principal
        writer.writerow(
            {
                "nom": person.last_name,
                "prenom": person.first_name,
                "date_naissance": f"{person.born_on:%d/%m/%Y}",
                "email": person.email,
                "ine": person.ine,
                "filiere": path.stream.value,
                "cycle": path.cycle,
                "annee": path.year_of_study,
                "specialite": path.specialty,
                "liste": "principale" if first_list else "complementaire",
                "rang": number + 1 if first_list else number + 1 - principal,
                "avis": "favorable",
            }
        )
    return text.getvalue().encode()


def campaign_of_the_year(faculty: Faculty, stream: Stream, start: int, on: dt.date) -> Campaign:
    """Open this year's campaign: candidatures closed six weeks ago, list awaited."""
    return open_campaign(
        actor=DEMONSTRATION,
        faculty_id=faculty.id,
        academic_year=academic_year(start),
        stream=stream,
        opens_on=on - 90 * DAY,
        closes_on=on - 55 * DAY,
        commission_on=on - 48 * DAY,
        transmit_by_on=max(dt.date(start + 1, 1, 15), on + 20 * DAY),
        refill_delay_days=0,
        at=morning(on - 95 * DAY),
    )


def publish_places(
    offices: Offices, start: int, lines: Iterable[tuple[Faculty, Stream, int]], on: dt.date
) -> None:
    """Record and publish the quota order of the year."""
    order = record_quota_order(
        actor=offices.payer,
        academic_year=academic_year(start),
        number=f"DEMO-{start + 1}-01",
        signed_on=on,
        kind=OrderKind.FIRST,
        lines=[Allocation(faculty.id, stream, places) for faculty, stream, places in lines],
        on=on,
        at=morning(on),
    )
    publish_quota(actor=offices.payer, order_id=order.id, at=morning(on))


def offers_at_every_stage(campaign: Campaign, referent: Actor, on: dt.date) -> None:
    """Send the offers: one signed, one waiting, one about to lapse, one refused whose successor is called."""
    sent_on = on - 37 * DAY
    offers = call_all(actor=referent, campaign_id=campaign.id, on=sent_on, at=morning(sent_on))
    waiting, signed, ending, refused = offers[:4]
    for offer, ago in ((waiting, 9), (signed, 30), (ending, 28), (refused, 33)):
        day = on - ago * DAY
        record_receipt(actor=referent, offer_id=offer.id, received_on=day, on=day, at=morning(day))
    _sign(signed, on - 21 * DAY)
    refused_on = on - 26 * DAY
    refuse_offer(
        actor=referent, offer_id=refused.id, on=refused_on, at=morning(refused_on), reason="Courriel du jour."
    )


def _sign(offer: Offer, on: dt.date) -> None:
    candidate = Candidate.objects.select_related("user").get(id=offer.candidate_id)
    if candidate.user is None:
        raise RuntimeError(f"{candidate} has no account to sign with.")
    sign_offer(
        actor=Actor(user_id=candidate.user.id, name=str(candidate), role=Role.CANDIDAT),
        offer_id=offer.id,
        acknowledged=[code for code, _ in conditions_of(offer, on)],
        project=PROJECT,
        on=on,
        at=morning(on),
    )
