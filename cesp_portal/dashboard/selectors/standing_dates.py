"""Since when and until when a person stands where they stand."""

import datetime as dt

from cesp_portal.common.rules.french import day_text
from cesp_portal.dashboard.enums import Standing
from contracts.models import Contract, ThirdCycleSuspension
from installations.enums import DECLARED_STATUSES, SpellKind

DAY = dt.timedelta(days=1)


def dates_of(contract: Contract, standing: Standing, on: dt.date) -> str:
    """Return the days of a standing in a sentence, empty when the file does not say them."""
    match standing:
        case Standing.TRAINING:
            said = f"Contrat conclu le {day_text(contract.concluded_on)}."
        case Standing.ALLOWANCE_SUSPENDED:
            leave = contract.training_suspensions.filter(starts_on__lte=on, ends_until__gt=on).first()
            said = _between(leave.starts_on, leave.ends_until) if leave else ""
        case Standing.ALLOWANCE_STOPPED:
            third_cycle = ThirdCycleSuspension.objects.filter(contract=contract).first()
            said = _since(third_cycle.effective_on if third_cycle else None, ", jusqu'à votre installation")
        case Standing.LOOKING:
            said = _since(contract.training_completed_on, ", jour de la fin de votre formation")
        case Standing.DEFERRED:
            said = _spell(contract, SpellKind.DEFERRAL, on)
        case Standing.PRACTICE_SUSPENDED:
            said = _spell(contract, SpellKind.PRACTICE_SUSPENSION, on)
        case Standing.PRACTISING:
            first = contract.practice_periods.filter(status__in=DECLARED_STATUSES).order_by("days").first()
            said = _since(first.days.lower if first else None, ", premier jour déclaré")
        case _:
            said = _since(contract.closed_on, "")
    return said


def _spell(contract: Contract, kind: SpellKind, on: dt.date) -> str:
    spell = contract.granted_spells.filter(kind=kind, is_revoked=False, days__contains=on).first()
    return _between(spell.days.lower, spell.days.upper) if spell else ""


def _between(first: dt.date, until: dt.date) -> str:
    return f"Du {day_text(first)} au {day_text(until - DAY)} inclus."


def _since(first: dt.date | None, more: str) -> str:
    return f"Depuis le {day_text(first)}{more}." if first else ""
