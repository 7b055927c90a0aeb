"""What the people of a crowd do: leaves, practice, requests; each kind of row in one statement."""

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange

from cesp_portal.common.accounts.models import Faculty
from cesp_portal.dashboard.services.demonstration.days import morning
from cesp_portal.dashboard.services.demonstration.lives import Life, Stage
from contracts.enums import LeaveMotive
from contracts.models import Contract, TrainingSuspension
from installations.enums import PeriodStatus, PracticeMode, RequestKind, RequestStatus
from installations.models import PracticePeriod, Request, RequestSite
from installations.rules.places import place_key

DAY = dt.timedelta(days=1)
STRUCTURE = "Maison de santé de démonstration"
BATCH = 2000


@dataclass(frozen=True, slots=True)
class Town:
    """A commune where people practise."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Office:
    """A faculty whose people form the crowd, the agents who follow them, the towns where they go."""

    faculty: Faculty
    referent_id: uuid.UUID
    backup_id: uuid.UUID | None
    towns: tuple[Town, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the crowd with the rows that are already made."""

    life: Life
    office: Office
    town: Town
    contract: Contract


def write_leaves(members: Sequence[Member], on: dt.date) -> None:
    away = [member.contract for member in members if member.life.stage is Stage.LEAVE]
    TrainingSuspension.objects.bulk_create(
        [
            TrainingSuspension(
                contract=contract,
                agency_id=contract.agency_id,
                motive=LeaveMotive.MATERNITE,
                starts_on=on - 40 * DAY,
                ends_until=on + 70 * DAY,
                requested_on=on - 60 * DAY,
            )
            for contract in away
        ],
        batch_size=BATCH,
    )


def write_practice(members: Sequence[Member]) -> None:
    """Write the years of practice of each."""
    periods = [period for member in members for period in _periods(member)]
    PracticePeriod.objects.bulk_create(periods, batch_size=BATCH)


def _periods(member: Member) -> Iterator[PracticePeriod]:
    """Years that ended are verified; the year that runs is declared."""
    for first, until in member.life.practice:
        told_at = morning((until or first) + 10 * DAY)
        verified = {
            "status": PeriodStatus.VERIFIED,
            "verified_at": told_at,
            "verified_by_id": member.office.referent_id,
            "verified_until": until,
        }
        yield PracticePeriod(
            contract=member.contract,
            agency_id=member.contract.agency_id,
            commune_code=member.town.code,
            commune_name=member.town.name,
            structure=STRUCTURE,
            place_key=place_key(member.town.code, STRUCTURE),
            mode=PracticeMode.LIBERAL,
            days=DateRange(first, until),
            share_numerator=member.life.share.numerator,
            share_denominator=member.life.share.denominator,
            is_eligible=True,
            created_at=told_at,
            created_by_id=member.contract.user_id,
            **(verified if until else {"status": PeriodStatus.DECLARED}),
        )


def write_requests(members: Sequence[Member], on: dt.date) -> None:
    """Write the installations that were asked for and wait for an answer."""
    asking = [member for member in members if member.life.stage is Stage.ASKING]
    sites = [
        RequestSite(
            position=1,
            commune_code=member.town.code,
            commune_name=member.town.name,
            structure=STRUCTURE,
            address="12 rue de l'Exemple",
            mode=PracticeMode.LIBERAL,
            half_days=Decimal(member.life.career.share),
        )
        for member in asking
    ]
    for member, site in zip(asking, sites, strict=True):
        site.request = _request(member, site, on)
    Request.objects.bulk_create([site.request for site in sites], batch_size=BATCH)
    RequestSite.objects.bulk_create(sites, batch_size=BATCH)


def _request(member: Member, site: RequestSite, on: dt.date) -> Request:
    sent_on = member.life.career.diploma_on + 30 * DAY
    contract = member.contract
    return Request(
        contract=contract,
        agency_id=contract.agency_id,
        kind=RequestKind.INSTALLATION,
        status=RequestStatus.SUBMITTED,
        starts_on=sent_on + 75 * DAY,
        created_at=morning(sent_on),
        created_by_id=contract.user_id,
        submitted_at=morning(min(sent_on, on)),
        facts={
            "kind": RequestKind.INSTALLATION,
            "submitted_on": sent_on.isoformat(),
            "starts_on": (sent_on + 75 * DAY).isoformat(),
            "ends_on": None,
            "cause": "",
            "explanation": "",
            "target_agency": "",
            "person": {"name": contract.candidate.full_name, "email": contract.candidate.email},
            "contract": {
                "number": contract.number,
                "concluded_on": contract.concluded_on.isoformat(),
                "profession": contract.profession,
                "regime": contract.regime,
                "training_completed_on": member.life.career.diploma_on.isoformat(),
            },
            "project": [],
            "sites": [
                {
                    "commune_code": site.commune_code,
                    "commune_name": site.commune_name,
                    "address": site.address,
                    "structure": site.structure,
                    "mode": site.mode,
                    "half_days": str(site.half_days),
                    "hours": None,
                }
            ],
            "documents": [],
        },
    )
