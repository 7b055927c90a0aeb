"""What a new zoning does to a place that somebody chose or where somebody practises."""

from installations.enums import ImpactOutcome, ZoneRightOutcome

_AFTER_LOSS = {
    ZoneRightOutcome.ELIGIBLE: ImpactOutcome.KEPT,
    ZoneRightOutcome.KEPT: ImpactOutcome.KEPT,
    ZoneRightOutcome.PROTECTED: ImpactOutcome.PROTECTED,
    ZoneRightOutcome.TO_CONFIRM: ImpactOutcome.TO_CONFIRM,
    ZoneRightOutcome.NOT_ELIGIBLE: ImpactOutcome.LOST,
}


def impact_of(
    *, before: bool | None, after: bool | None, same_level: bool, right: ZoneRightOutcome
) -> ImpactOutcome | None:
    """Return the consequence for one place; None when the new zoning changes nothing there.

    ``before`` and ``after`` tell whether the level serves, None when nobody can tell; ``right`` is this person's
    right there under the new zoning.
    """
    if same_level and before == after:
        return None
    if after:
        return ImpactOutcome.KEPT if before else ImpactOutcome.GAINED
    if before is False and after is False:
        return None
    return _AFTER_LOSS[right]
