"""What a decision freezes for its own kind: places left, hearing, documents awaited, limits, periods served."""

import datetime as dt
from typing import Any

from cesp_portal.common.rules.calendar import months_between
from cesp_portal.common.rules.french import months_text
from contracts.rules.commitment_facts import DayRange
from installations.enums import (
    DECLARED_STATUSES,
    SPELL_KINDS,
    HearingChoice,
    PeriodStatus,
    RequestKind,
    SpellKind,
)
from installations.models import Request
from installations.rules.assessment import Assessment
from installations.rules.documents import expected_documents
from installations.rules.parameters import PARAMETERS
from installations.selectors.cases import hearing_of
from installations.selectors.contract_facts import day_ranges
from installations.selectors.served import served_rows

MOVES = (RequestKind.CHANGE_OF_PLACE, RequestKind.TRANSFER)
OTHER_DOCUMENT = "autre"
ONE_DAY = dt.timedelta(days=1)


def particular_parts(request: Request, assessment: Assessment) -> dict[str, Any]:
    """Return, as JSON values, what the letter of this kind says beside its places, days and amounts."""
    kind = RequestKind(request.kind)
    ends = kind is RequestKind.END_OF_COMMITMENT
    counted = assessment.counted_months if kind is RequestKind.REPLACEMENT else None
    return {
        "awaited": _awaited(request, assessment.on),
        "left": _left(request) if kind in MOVES else [],
        "suspended": _suspended(request) if kind in MOVES else [],
        "hearing": _hearing(request),
        "limits": _limits(request) if kind in SPELL_KINDS else [],
        "length": _length(request) if kind in SPELL_KINDS else "",
        "counted": months_text(counted) if counted is not None else "",
        "served": [
            [place, first.isoformat(), last.isoformat(), share]
            for place, first, last, share in served_rows(request.contract)
        ]
        if ends
        else [],
    }


def _awaited(request: Request, on: dt.date) -> list[str]:
    """The documents of the list that are not joined yet, in its order."""
    joined = set(request.documents.values_list("kind", flat=True))
    return [
        document.label[:1].lower() + document.label[1:]
        for document in expected_documents(request.kind, request.agency.region_code, on)
        if document.code not in joined and document.code != OTHER_DOCUMENT
    ]


def _left(request: Request) -> list[list[str | None]]:
    """The places where the person practises, or would, on the eve of the move, with the last day known there."""
    if request.starts_on is None:
        return []
    periods = request.contract.practice_periods.filter(
        status__in=(*DECLARED_STATUSES, PeriodStatus.PLANNED), days__startswith__lt=request.starts_on
    ).order_by("-days", "id")
    rows = list(periods)
    going_on = [row for row in rows if row.last_day is None or row.last_day >= request.starts_on]
    known = going_on or rows[:1]
    names = {
        f"{row.structure}, {row.commune_name} ({row.commune_code})": row.last_day for row in reversed(known)
    }
    return [[name, last.isoformat() if last else None] for name, last in names.items()]


def _suspended(request: Request) -> list[str]:
    """The suspension granted on the day of the move or its eve, those that follow each other taken as one."""
    if request.starts_on is None:
        return []
    spells: list[DayRange] = []
    for one in day_ranges(request.contract, SpellKind.PRACTICE_SUSPENSION):
        follows = bool(spells) and spells[-1].end + ONE_DAY == one.start
        spells.append(DayRange(spells.pop().start, one.end) if follows else one)
    eve = request.starts_on - ONE_DAY
    met = [one for one in spells if one.start <= request.starts_on and one.end >= eve]
    return [met[0].start.isoformat(), met[0].end.isoformat()] if met else []


def _hearing(request: Request) -> dict[str, Any] | None:
    hearing = hearing_of(request)
    if hearing is None:
        return None
    return {
        "heard_on": hearing.heard_on.isoformat(),
        "others": hearing.requests.count() - 1,
        "grounds": hearing.grounds,
        "is_kept": hearing.choice == HearingChoice.ALL or hearing.chosen_id == request.id,
        "all_kept": hearing.choice == HearingChoice.ALL,
    }


def _limits(request: Request) -> list[str]:
    """What may not be combined, by the policy of the region."""
    excludes = PARAMETERS["deferral_excludes_replacement"].find(
        request.starts_on or dt.date.max, region=request.agency.region_code
    )
    if excludes is None or not excludes.known or not excludes.flag:
        return []
    if request.kind == RequestKind.DEFERRAL:
        return ["Dans cette région, un report ne se cumule pas avec des remplacements comptés."]
    if request.kind == RequestKind.REPLACEMENT:
        return ["Dans cette région, des remplacements comptés ne se cumulent pas avec un report."]
    return []


def _length(request: Request) -> str:
    if request.starts_on is None or request.ends_on is None:
        return ""
    return months_text(months_between(request.starts_on, request.ends_on))
