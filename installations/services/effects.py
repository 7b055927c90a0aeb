"""What a signed decision changes: planned periods, deferrals, suspensions, the end of a contract."""

import datetime as dt
from fractions import Fraction
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from cesp_portal.common.db import refusing
from cesp_portal.common.refusals import Refusal
from installations.enums import (
    FAVOURABLE,
    PeriodStatus,
    PracticeKind,
    RequestKind,
    SpellKind,
)
from installations.models import Decision, GrantedSpell, PracticePeriod
from installations.rules.places import place_key

SPELLS = {
    RequestKind.DEFERRAL: SpellKind.DEFERRAL,
    RequestKind.PRACTICE_SUSPENSION: SpellKind.PRACTICE_SUSPENSION,
}
SETTLING = (
    RequestKind.INSTALLATION,
    RequestKind.CHANGE_OF_PLACE,
    RequestKind.TRANSFER,
    RequestKind.REPLACEMENT,
)
DAYS_TAKEN = Refusal(
    "DAYS_ALREADY_GRANTED",
    "Un report ou une suspension couvre déjà une partie de ces jours.",
    "Corrigez les dates, ou retirez d'abord l'autre décision.",
)


def apply_effects(decision: Decision, at: dt.datetime) -> None:
    """Write what the decision grants; a refusal or an adjournment grants nothing."""
    if decision.outcome not in FAVOURABLE:
        return
    kind = RequestKind(decision.request.kind)
    if kind in SPELLS:
        _grant_spell(decision, SPELLS[kind])
    elif kind in SETTLING:
        _plan_practice(decision, at)


def revoke_effects(decision: Decision, at: dt.datetime) -> None:
    """Undo what a decision granted and that has not been lived yet; declared and verified periods stay."""
    decision.granted_spells.update(is_revoked=True)
    for period in decision.practice_periods.filter(status=PeriodStatus.PLANNED):
        period.status = PeriodStatus.REJECTED
        period.rejected_reason = f"La décision n° {decision.number} n'est plus en vigueur."
        period.save(update_fields=["status", "rejected_reason"])


def _grant_spell(decision: Decision, kind: SpellKind) -> None:
    first, last = _day(decision.effect["starts_on"]), _day(decision.effect["ends_on"])
    if first is None or last is None:
        raise Refusal(
            "DAYS_MISSING", "Les dates accordées ne sont pas connues.", "Reprenez le projet de décision."
        )
    with refusing({"granted_spells_never_overlap": DAYS_TAKEN}):
        GrantedSpell.objects.create(
            contract=decision.request.contract,
            decision=decision,
            kind=kind,
            days=DateRange(first, last + dt.timedelta(days=1)),
        )


def _plan_practice(decision: Decision, at: dt.datetime) -> None:
    starts_on, ends_on = _day(decision.effect["starts_on"]), _day(decision.effect["ends_on"])
    contract = decision.request.contract
    if starts_on is None:
        return
    if decision.request.kind in (RequestKind.CHANGE_OF_PLACE, RequestKind.TRANSFER):
        _stop_planned(contract.practice_periods.filter(status=PeriodStatus.PLANNED), starts_on)
    for site in decision.effect["sites"]:
        share = Fraction(site["share"])
        if share <= 0:
            continue
        PracticePeriod.objects.create(
            contract=contract,
            agency_id=contract.agency_id,
            decision=decision,
            kind=PracticeKind.REMPLACEMENT
            if decision.request.kind == RequestKind.REPLACEMENT
            else PracticeKind.INSTALLATION,
            days=DateRange(starts_on, ends_on + dt.timedelta(days=1) if ends_on else None),
            status=PeriodStatus.PLANNED,
            created_at=at,
            created_by_id=decision.prepared_by_id,
            **_place(site),
        )


def _place(site: dict[str, Any]) -> dict[str, Any]:
    share = Fraction(site["share"])
    return {
        "commune_code": site["commune_code"],
        "commune_name": site["commune_name"],
        "structure": site["structure"],
        "place_key": place_key(site["commune_code"], site["structure"]),
        "mode": site["mode"],
        "share_numerator": share.numerator,
        "share_denominator": share.denominator,
        "is_eligible": site["serves"],
    }


def _stop_planned(periods: Any, on: dt.date) -> None:
    for period in periods:
        if period.days.lower >= on:
            period.status = PeriodStatus.REJECTED
            period.rejected_reason = "Remplacée par un changement de lieu."
        elif period.days.upper is None or period.days.upper > on:
            period.days = DateRange(period.days.lower, on)
        period.save(update_fields=["status", "rejected_reason", "days"])


def _day(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None
