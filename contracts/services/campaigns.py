"""Campaigns: opened and dated by the faculty office or the referent."""

import datetime as dt
import uuid

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import Faculty
from cesp_portal.common.db import locked, refusing
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import Refusal
from contracts.enums import Stream
from contracts.models import Campaign
from contracts.policies.selection import demand, may_open_campaign
from contracts.rules.deadlines import ListTransmissionFacts, list_transmission
from contracts.rules.streams import open_streams, opens_on, overlapping

DATE_FIELDS = ("opens_on", "closes_on", "commission_on", "transmit_by_on")

_REFUSALS = {
    "campaign_once_per_faculty_year_stream": Refusal(
        "CAMPAIGN_EXISTS",
        "Cette faculté a déjà une campagne pour cette année et cette filière.",
        "Ouvrez la campagne existante et changez ses dates.",
    ),
    "campaign_closes_after_opening": Refusal(
        "CLOSES_BEFORE_OPENING", "La clôture précède l'ouverture.", "Corrigez l'une des deux dates."
    ),
    "campaign_list_sent_after_opening": Refusal(
        "LIST_BEFORE_OPENING",
        "Le dernier jour d'envoi de la liste précède l'ouverture.",
        "Corrigez l'une des deux dates.",
    ),
    "campaign_commission_after_opening": Refusal(
        "COMMISSION_BEFORE_OPENING",
        "La commission précède l'ouverture des candidatures.",
        "Corrigez l'une des deux dates.",
    ),
}


def open_campaign(
    *,
    actor: Actor,
    faculty_id: uuid.UUID,
    academic_year: str,
    stream: Stream,
    opens_on: dt.date,
    closes_on: dt.date,
    transmit_by_on: dt.date,
    at: dt.datetime,
    commission_on: dt.date | None = None,
    refill_delay_days: int = 0,
) -> Campaign:
    """Open the campaign of a faculty in a stream. Raises Refusal: it exists, its dates cross, no text opens it."""
    faculty = Faculty.objects.get(id=faculty_id)
    demand(may_open_campaign(actor, agency_id=faculty.agency_id, faculty_id=faculty.id))
    _demand_open_stream(stream, closes_on)
    _demand_legal_transmission(actor, academic_year, closes_on, transmit_by_on)
    with transaction.atomic():
        _demand_streams_apart(faculty, academic_year, stream)
        with refusing(_REFUSALS):
            campaign = Campaign.objects.create(
                faculty=faculty,
                agency_id=faculty.agency_id,
                academic_year=academic_year,
                stream=stream,
                opens_on=opens_on,
                closes_on=closes_on,
                commission_on=commission_on,
                transmit_by_on=transmit_by_on,
                refill_delay_days=refill_delay_days,
            )
        journal.record(
            actor=actor,
            action="contracts.campaign_opened",
            obj=campaign,
            at=at,
            agency_id=campaign.agency_id,
            facts={"academic_year": academic_year, "stream": str(stream), **_dates(campaign)},
        )
    return campaign


@transaction.atomic
def change_campaign(
    *,
    actor: Actor,
    campaign_id: uuid.UUID,
    opens_on: dt.date,
    closes_on: dt.date,
    transmit_by_on: dt.date,
    at: dt.datetime,
    commission_on: dt.date | None = None,
    refill_delay_days: int = 0,
) -> Campaign:
    """Change the dates of a campaign, for example to reopen the sending of the list. Raises Refusal."""
    campaign = locked_pool(campaign_id)
    demand(may_open_campaign(actor, agency_id=campaign.agency_id, faculty_id=campaign.faculty_id))
    _demand_open_stream(Stream(campaign.stream), closes_on)
    if transmit_by_on != campaign.transmit_by_on:
        _demand_legal_transmission(actor, campaign.academic_year, closes_on, transmit_by_on)
    before = _dates(campaign)
    campaign.opens_on = opens_on
    campaign.closes_on = closes_on
    campaign.commission_on = commission_on
    campaign.transmit_by_on = transmit_by_on
    campaign.refill_delay_days = refill_delay_days
    with refusing(_REFUSALS):
        campaign.save(update_fields=[*DATE_FIELDS, "refill_delay_days"])
    journal.record(
        actor=actor,
        action="contracts.campaign_changed",
        obj=campaign,
        at=at,
        agency_id=campaign.agency_id,
        facts={"before": before, "after": _dates(campaign)},
    )
    return campaign


def _demand_open_stream(stream: Stream, closes_on: dt.date) -> None:
    if stream in open_streams(closes_on):
        return
    since = opens_on(stream)
    raise Refusal(
        "STREAM_NOT_OPEN",
        f"La filière {stream.label} n'est pas ouverte à des candidatures closes le {closes_on:%d/%m/%Y}.",
        f"Elle l'est aux candidatures reçues depuis le {since:%d/%m/%Y}." if since else "Vérifiez l'année.",
    )


def _demand_streams_apart(faculty: Faculty, academic_year: str, stream: Stream) -> None:
    """Refuse a stream whose people another campaign of the faculty already selects; the faculty is locked."""
    locked(Faculty.objects.filter(id=faculty.id))
    other = faculty.campaigns.filter(academic_year=academic_year, stream__in=overlapping(stream)).first()
    if other is not None:
        raise Refusal(
            "STREAMS_OVERLAP",
            f"La faculté sélectionne déjà ces personnes dans une autre campagne : {other.get_stream_display()}.",
            "Ouvrez une campagne pour toute la médecine, ou une par cycle, pas les deux.",
        )


def _demand_legal_transmission(
    actor: Actor, academic_year: str, closes_on: dt.date, transmit_by_on: dt.date
) -> None:
    """Refuse an office that puts the sending of its list after the day of the text; the agency answers for that.

    Candidatures that the text of January 2026 opens later in the year have no such day.
    """
    legal = list_transmission(ListTransmissionFacts(academic_year=academic_year)).last_day
    if legal is not None and closes_on <= legal < transmit_by_on and actor.is_a(Role.SCOLARITE):
        raise Refusal(
            "TRANSMISSION_AFTER_LEGAL_DAY",
            f"La liste part au plus tard le {legal:%d/%m/%Y} : le texte ne laisse pas plus de temps à la faculté.",
            "Choisissez ce jour ou un jour plus tôt. Pour envoyer après, écrivez à l'agence : elle seule le permet.",
        )


def locked_pool(campaign_id: uuid.UUID) -> Campaign:
    """Lock the campaign, that is its places: always the first lock of an action on lists, places or offers."""
    return (
        Campaign.objects.select_for_update(of=("self",))
        .select_related("faculty", "agency")
        .get(id=campaign_id)
    )


def _dates(campaign: Campaign) -> dict[str, str]:
    days = {name: getattr(campaign, name) for name in DATE_FIELDS}
    return {name: day.isoformat() for name, day in days.items() if day is not None}
