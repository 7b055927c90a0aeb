"""What a signatory may do at a place on a given day: eligible, protected by an old project, kept, or not."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from cesp_portal.common.enums import Profession
from cesp_portal.common.rules.calendar import add_years, check_order
from cesp_portal.common.rules.errors import FactError
from cesp_portal.common.rules.facts import FROM
from cesp_portal.common.rules.findings import Finding, Line, Verdict
from cesp_portal.common.rules.parameters import Dated
from contracts.enums import Regime
from contracts.rules.parameters import PARAMETERS as CONTRACT_PARAMETERS
from installations.enums import ZoneRightOutcome
from installations.rules.parameters import FINDINGS, PARAMETERS
from zonage.rules.levels import LevelReading, qpv_replaces_level, read_level, zoning_of

_R1 = {Regime.R1_MED, Regime.R1_ODO}


@dataclass(frozen=True, slots=True)
class ZoneChange:
    """The level of a place from a day on."""

    level: str
    start: date = field(metadata=FROM)


@dataclass(frozen=True, slots=True)
class ZoneRightFacts:
    """The place's history, the project filed for it, and the day examined; later facts are not yet known on that day.

    ``qpv_level``: the level of the priority district that holds the address.
    """

    profession: Profession | None = None
    regime: Regime | None = None
    region: str | None = None
    history: tuple[ZoneChange, ...] = ()
    project_filed_on: date | None = None
    project_changed_on: date | None = None
    installed_since: date | None = None
    on: date | None = None
    qpv_level: str | None = None


@dataclass(frozen=True, slots=True)
class ZoneRight:
    """``level`` on that day; ``old_zone_aids``: whether the aids of the lost zone stay due, None when none was lost."""

    outcome: ZoneRightOutcome
    level: str | None
    old_zone_aids: bool | None
    findings: tuple[Finding, ...]
    explain: tuple[Line, ...]


def zone_right(facts: ZoneRightFacts) -> ZoneRight:
    """The right on that day. Raises ``FactError`` on two levels for one day or a change before the filing."""
    check_order(facts.project_filed_on, facts.project_changed_on, "project_changed_on")
    history = _ordered(facts.history)
    if facts.profession is None or facts.on is None:
        missing = tuple(
            FINDINGS.missing(name) for name in ("profession", "on") if getattr(facts, name) is None
        )
        return ZoneRight(ZoneRightOutcome.TO_CONFIRM, None, None, missing, ())
    place = _Place(facts, facts.profession, history)
    return _right_on(place, facts.on)


def _ordered(history: tuple[ZoneChange, ...]) -> tuple[ZoneChange, ...]:
    if len({change.start for change in history}) < len(history):
        raise FactError("history", "deux niveaux commencent le même jour ; gardez-en un")
    return tuple(sorted(history, key=lambda change: change.start))


@dataclass(frozen=True, slots=True)
class _Place:
    """The facts with what is known for sure: a profession and an ordered history."""

    facts: ZoneRightFacts
    profession: Profession
    history: tuple[ZoneChange, ...]

    def level_on(self, day: date) -> str | None:
        levels = [change.level for change in self.history if change.start <= day]
        return levels[-1] if levels else None

    def read(self, level: str, day: date) -> LevelReading:
        return read_level(self.profession, level, self.facts.region, day)

    def lost_on(self, day: date) -> date | None:
        """The last day on which the place stopped being eligible, None if it never was before ``day``."""
        lost, before = None, False
        for change in self.history:
            if change.start <= day:
                eligible = self.read(change.level, change.start).eligible is True
                lost = change.start if before and not eligible else lost
                before = eligible
        return lost


def _right_on(place: _Place, day: date) -> ZoneRight:
    findings: list[Finding] = []
    explain = [zoning_of(place.profession).line()]
    level = _level(place, day, findings)
    if level is None:
        findings.append(FINDINGS.finding("ZONE_UNKNOWN", on=day))
        return ZoneRight(ZoneRightOutcome.TO_CONFIRM, None, None, tuple(findings), tuple(explain))
    reading = place.read(level, day)
    if reading.zoning is None:
        findings.append(FINDINGS.finding("ZONING_BASIS_UNKNOWN", profession=place.profession))
    elif reading.eligible is None:
        findings.append(FINDINGS.finding("LEVEL_UNKNOWN", level=level))
    elif reading.borrowed:
        findings.append(FINDINGS.finding("DENTAL_ZONING_MISSING", region=place.facts.region or ""))
    if reading.eligible is None:
        return ZoneRight(ZoneRightOutcome.TO_CONFIRM, level, None, tuple(findings), tuple(explain))
    if reading.eligible:
        return ZoneRight(ZoneRightOutcome.ELIGIBLE, level, None, tuple(findings), tuple(explain))
    return _without_zone(place, day, level, findings, explain)


def _level(place: _Place, day: date, findings: list[Finding]) -> str | None:
    """The level of the commune, or of the priority district where it replaces it."""
    qpv = place.facts.qpv_level
    if qpv is not None and qpv_replaces_level(place.profession):
        findings.append(FINDINGS.finding("QPV_LEVEL_WINS", qpv_level=qpv))
        return qpv
    if qpv is not None and place.profession is Profession.ODONTOLOGIE:
        findings.append(FINDINGS.finding("QPV_NOT_FOR_DENTISTS", qpv_level=qpv))
    return place.level_on(day)


def _without_zone(
    place: _Place, day: date, level: str, findings: list[Finding], explain: list[Line]
) -> ZoneRight:
    """The place does not count on that day: was it settled, or planned, while it did?"""
    if any(finding.code == "QPV_LEVEL_WINS" for finding in findings):
        return _district_without_zone(place, level, findings, explain)
    since = place.facts.installed_since
    if since is not None and since < day:
        earlier = _right_on(replace(place, facts=replace(place.facts, installed_since=None)), since)
        return _kept(earlier, level, findings, explain)
    return _protected(place, day, level, findings, explain)


def _district_without_zone(
    place: _Place, level: str, findings: list[Finding], explain: list[Line]
) -> ZoneRight:
    """The past levels of a district are not among the facts: with a project or a place, an agent decides."""
    if place.facts.installed_since or place.facts.project_filed_on:
        findings.append(FINDINGS.finding("ZONE_UNKNOWN"))
        return ZoneRight(ZoneRightOutcome.TO_CONFIRM, level, None, tuple(findings), tuple(explain))
    findings.append(FINDINGS.finding("NOT_ELIGIBLE_ZONE", level=level))
    return ZoneRight(ZoneRightOutcome.NOT_ELIGIBLE, level, None, tuple(findings), tuple(explain))


def _kept(earlier: ZoneRight, level: str, findings: list[Finding], explain: list[Line]) -> ZoneRight:
    """A place where one settled rightly stays right."""
    explain.append(PARAMETERS["installed_keeps_place"].latest().line())
    if earlier.outcome in (ZoneRightOutcome.ELIGIBLE, ZoneRightOutcome.PROTECTED):
        aids = earlier.outcome is ZoneRightOutcome.ELIGIBLE
        findings.append(FINDINGS.finding("OLD_AIDS_KEPT" if aids else "OLD_AIDS_LOST"))
        return ZoneRight(ZoneRightOutcome.KEPT, level, aids, tuple(findings), tuple(explain))
    return ZoneRight(
        earlier.outcome, level, None, (*findings, *earlier.findings), (*explain, *earlier.explain)
    )


def _protected(
    place: _Place, day: date, level: str, findings: list[Finding], explain: list[Line]
) -> ZoneRight:
    """A project left unchanged long enough before the zone was lost, as the regime and the region say."""
    facts, lost_on = place.facts, place.lost_on(day)
    stable_since = _stable_since(facts, day)
    if lost_on is None:
        findings.append(FINDINGS.finding("NOT_ELIGIBLE_ZONE", level=level))
        return ZoneRight(ZoneRightOutcome.NOT_ELIGIBLE, level, None, tuple(findings), tuple(explain))
    national = _national(facts, stable_since, lost_on, explain)
    if national:
        return ZoneRight(ZoneRightOutcome.PROTECTED, level, False, (*findings, *national), tuple(explain))
    outcome, regional = _regional(facts, stable_since, lost_on, day, explain)
    aids = False if outcome is ZoneRightOutcome.PROTECTED else None
    return ZoneRight(outcome, level, aids, (*findings, *regional), tuple(explain))


def _stable_since(facts: ZoneRightFacts, day: date) -> date | None:
    """Since when the project has not moved, as known on that day."""
    known = [
        one for one in (facts.project_filed_on, facts.project_changed_on) if one is not None and one <= day
    ]
    return max(known, default=None)


def _national(
    facts: ZoneRightFacts, stable_since: date | None, lost_on: date, explain: list[Line]
) -> tuple[Finding, ...]:
    """The findings of a project that the texts protect; empty when they do not."""
    if stable_since is None or facts.regime in (None, Regime.TO_CONFIRM):
        return ()
    years = CONTRACT_PARAMETERS["stable_project_years"].latest(regime=facts.regime)
    explain.append(
        years.line(
            ("projet inchangé depuis le", f"{stable_since:%d/%m/%Y}"),
            ("zone perdue le", f"{lost_on:%d/%m/%Y}"),
        )
    )
    if add_years(stable_since, years.integer) > lost_on:
        return ()
    stable = FINDINGS.finding(
        "STABLE_TWO_YEARS" if years.integer == 2 else "STABLE_THREE_YEARS",
        stable_since=stable_since,
        lost_on=lost_on,
    )
    if CONTRACT_PARAMETERS["zone_loss_repays_sums"].latest(regime=facts.regime).flag:
        return (stable, FINDINGS.finding("REPAY_WITHOUT_PENALTY"), FINDINGS.finding("OLD_AIDS_LOST"))
    return (stable, FINDINGS.finding("OLD_AIDS_LOST"))


def _regional(
    facts: ZoneRightFacts, stable_since: date | None, lost_on: date, day: date, explain: list[Line]
) -> tuple[ZoneRightOutcome, tuple[Finding, ...]]:
    """What the region adds, or the refusal; an agent decides where the regime or the region is not known."""
    policy = PARAMETERS["zone_loss_policy"].at(day, region=facts.region, fact="on")
    explain.append(policy.line())
    recent = FINDINGS.finding("PROJECT_TOO_RECENT", Verdict.NOT_MET, lost_on=lost_on)
    doubt = FINDINGS.finding("PROJECT_TOO_RECENT", Verdict.CANNOT_TELL, lost_on=lost_on)
    planned_before = stable_since is not None and stable_since < lost_on
    if policy.code == "souhait_note" and planned_before:
        return ZoneRightOutcome.TO_CONFIRM, (doubt, FINDINGS.finding("WISH_NOTED_BEFORE"))
    if _lost_recently(policy, facts.region, lost_on, day):
        if facts.regime in _R1:
            return ZoneRightOutcome.TO_CONFIRM, (doubt, FINDINGS.finding("ZONE_LOST_RECENTLY"))
        return ZoneRightOutcome.PROTECTED, (
            FINDINGS.finding("ZONE_LOST_RECENTLY"),
            FINDINGS.finding("OLD_AIDS_LOST"),
        )
    unknown = _unknown_words(facts)
    if planned_before and unknown:
        return ZoneRightOutcome.TO_CONFIRM, (doubt, *unknown)
    if stable_since is None:
        return ZoneRightOutcome.NOT_ELIGIBLE, (FINDINGS.finding("NOT_ELIGIBLE_ZONE"),)
    return ZoneRightOutcome.NOT_ELIGIBLE, (recent,)


def _lost_recently(policy: Dated, region: str | None, lost_on: date, day: date) -> bool:
    if policy.code != "trois_ans_avant_installation":
        return False
    years = PARAMETERS["zone_lost_within_years"].at(day, region=region, fact="on").integer
    return day <= add_years(lost_on, years)


def _unknown_words(facts: ZoneRightFacts) -> tuple[Finding, ...]:
    """What is missing to refuse: the regime or the region."""
    unknown = []
    if facts.regime in (None, Regime.TO_CONFIRM):
        unknown.append(FINDINGS.finding("REGIME_TO_CONFIRM"))
    if facts.region is None:
        unknown.append(FINDINGS.missing("region"))
    return tuple(unknown)
