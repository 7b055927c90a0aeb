"""Confronting the declared places with a published extract of the RPPS."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.journal import services as journal
from contracts.enums import ContractStatus
from installations.enums import DECLARED_STATUSES, RppsOutcome
from installations.models import PracticePeriod, RppsReading
from installations.rules.rpps import Activity, matching_activities, name_key, outcome_of
from zonage.models import Commune


def read_extract(
    *, actor: Actor, lines: Iterable[str], extract: str, at: dt.datetime
) -> Counter[RppsOutcome]:
    """Write what the extract says of each period still going on, and of the last one of those who are free.

    Return how many of each answer.

    Raises RppsUnreadable before anything is written. The lines are read once, one by one.
    """
    periods = [*_going_on(), *_last_of_those_who_are_free()]
    keys = {period.id: _key(period) for period in periods}
    activities: dict[str, list[Activity]] = defaultdict(list)
    for key, activity in matching_activities(lines, frozenset(keys.values())):
        activities[key].append(activity)
    return _write(actor, periods, activities, extract=extract, at=at)


def _going_on() -> QuerySet[PracticePeriod]:
    declared = PracticePeriod.objects.filter(status__in=DECLARED_STATUSES)
    return declared.filter(days__upper_inf=True).select_related("contract__candidate")


def _last_of_those_who_are_free() -> QuerySet[PracticePeriod]:
    """The last place of each accomplished commitment: it tells whether people stay."""
    served = PracticePeriod.objects.filter(
        status__in=DECLARED_STATUSES, contract__status=ContractStatus.COMPLETED, days__upper_inf=False
    )
    last = served.order_by("contract_id", "-days__startswith", "pk").distinct("contract_id")
    return last.select_related("contract__candidate")


@transaction.atomic
def _write(
    actor: Actor,
    periods: list[PracticePeriod],
    activities: dict[str, list[Activity]],
    *,
    extract: str,
    at: dt.datetime,
) -> Counter[RppsOutcome]:
    counts: Counter[RppsOutcome] = Counter()
    for period in periods:
        outcome, communes = outcome_of(
            activities.get(_key(period), []), period.contract.profession, _same_place(period.commune_code)
        )
        counts[outcome] += 1
        reading, _ = RppsReading.objects.update_or_create(
            period=period,
            extract=extract,
            defaults={"outcome": outcome, "communes": list(communes), "read_at": at},
        )
        journal.record(
            actor=actor,
            action="installations.rpps_read",
            obj=reading,
            at=at,
            agency_id=period.agency_id,
            subject_id=period.contract.candidate_id,
            facts={"outcome": outcome.value, "extract": extract},
        )
    return counts


def _key(period: PracticePeriod) -> str:
    candidate = period.contract.candidate
    return name_key(candidate.last_name, candidate.first_name)


def _same_place(code: str) -> frozenset[str]:
    """A commune, its arrondissements, and the commune that an arrondissement is part of."""
    parents = Commune.objects.filter(code=code).exclude(parent_code="").values_list("parent_code", flat=True)
    children = Commune.objects.filter(parent_code=code, kind="ARM").values_list("code", flat=True)
    return frozenset({code, *parents, *children})
