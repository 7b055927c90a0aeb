"""The facts of a contract as the rules read them."""

import datetime as dt
from fractions import Fraction

from cesp_portal.common.enums import Profession
from cesp_portal.common.rules.calendar import Month
from contracts.enums import Outcome, Regime, Track
from contracts.models import Contract, ThirdCycleSuspension
from contracts.rules.commitment import Commitment, commitment
from contracts.rules.commitment_facts import CommitmentFacts, DayRange, Leave
from installations.enums import SpellKind


def commitment_facts(contract: Contract, on: dt.date) -> CommitmentFacts:
    """Return the milestones of a contract on that day; what comes later is not known yet."""
    third_cycle = _third_cycle(contract)
    return CommitmentFacts(
        profession=Profession(contract.profession),
        track=Track(contract.track),
        regime=Regime(contract.regime),
        cycle_at_application=contract.cycle_at_application,
        academic_year=contract.academic_year,
        first_paid_month=Month.parse(contract.first_paid_month) if contract.first_paid_month else None,
        internship_started_on=_known(contract.internship_started_on, on),
        third_cycle_suspension_requested_on=_known(third_cycle.requested_on, on) if third_cycle else None,
        third_cycle_suspended_on=third_cycle.effective_on if third_cycle else None,
        leaves=tuple(
            Leave(
                motive=leave.motive,
                start=leave.starts_on,
                end=leave.ends_until - dt.timedelta(days=1),
                suspension_requested=True,
            )
            for leave in contract.training_suspensions.all()
            if leave.starts_on <= on
        ),
        des_on=_known(contract.des_on, on),
        de_on=_known(contract.de_on, on),
        training_completed_on=_known(contract.training_completed_on, on),
        deferrals=tuple(day_ranges(contract, SpellKind.DEFERRAL)),
        as_of=on,
    )


def commitment_of(contract: Contract, on: dt.date) -> Commitment:
    """Return the months paid and owed on that day."""
    return commitment(commitment_facts(contract, on))


def day_ranges(contract: Contract, kind: SpellKind) -> list[DayRange]:
    """Return the spells of that kind that decisions in force granted, both days included."""
    granted = [
        spell for spell in contract.granted_spells.all() if spell.kind == kind and not spell.is_revoked
    ]
    spells = sorted(granted, key=lambda spell: spell.days.lower)
    return [DayRange(spell.days.lower, spell.days.upper - dt.timedelta(days=1)) for spell in spells]


def _third_cycle(contract: Contract) -> ThirdCycleSuspension | None:
    """Return the request of the third cycle, unless the authority refused it."""
    try:
        asked = contract.third_cycle_suspension
    except ThirdCycleSuspension.DoesNotExist:
        return None
    return None if asked.outcome == Outcome.REFUSED else asked


def share_text(share: Fraction) -> str:
    """Return a share as it is stored in JSON, exact."""
    return f"{share.numerator}/{share.denominator}"


def _known(day: dt.date | None, on: dt.date) -> dt.date | None:
    return day if day is not None and day <= on else None
