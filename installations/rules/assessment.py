"""What was found about a request, all findings together, and what they recommend."""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from cesp_portal.common.rules.findings import Finding, Verdict, conclude
from installations.enums import FAVOURABLE, Outcome


@dataclass(frozen=True, slots=True)
class Alternative:
    """An eligible commune near a place that is not; ``kilometres`` as the crow flies."""

    commune_code: str
    commune_name: str
    label: str
    kilometres: int


@dataclass(frozen=True, slots=True)
class SiteAssessment:
    """One place: the right to settle there for this person on that day, and what it rests on."""

    position: int
    commune_code: str
    commune_name: str
    structure: str
    address: str
    mode: str
    mode_label: str
    time: str
    right: str
    level: str
    level_label: str
    order: dict[str, Any] | None
    unchanged_since: date | None
    half_days: Fraction
    hours: Fraction
    weight: Fraction
    findings: tuple[Finding, ...] = ()
    district: str = ""
    alternatives: tuple[Alternative, ...] = ()

    @property
    def serves(self) -> bool:
        """Whether practice there may serve the commitment (an agent may still have to confirm it)."""
        return self.right in ("eligible", "protected", "kept")


@dataclass(frozen=True, slots=True)
class Assessment:
    """All that the rules say of a request on one day. ``share`` and the months are None when not asked."""

    on: date
    findings: tuple[Finding, ...]
    sites: tuple[SiteAssessment, ...] = ()
    share: Fraction | None = None
    months_owed: int | None = None
    counted_months: Fraction | None = None
    expected_end_on: date | None = None
    amounts: tuple[tuple[str, str], ...] = field(default=())

    @property
    def all_findings(self) -> tuple[Finding, ...]:
        """Those of the request, then those of each place."""
        return (*self.findings, *(finding for site in self.sites for finding in site.findings))

    @property
    def verdict(self) -> Verdict:
        """What the findings of the request conclude together; those of a place only explain it."""
        return conclude(self.findings)


def goes_against(outcome: Outcome, verdict: Verdict) -> bool:
    """Tell whether a decision says the contrary of the findings: it then needs a written reason."""
    if outcome in FAVOURABLE:
        return verdict is Verdict.NOT_MET
    return outcome is Outcome.REFUSED and verdict is Verdict.MET
