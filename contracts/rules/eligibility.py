"""Who may apply: profession, year, enrolment, region, other commitments."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from cesp_portal.common.enums import Profession
from cesp_portal.common.rules.calendar import check_order
from cesp_portal.common.rules.errors import FactError
from cesp_portal.common.rules.findings import Finding, Line, Verdict, conclude
from cesp_portal.common.rules.parameters import Dated
from cesp_portal.common.rules.regions import OTHER_TERRITORIES, REGIONS
from contracts.enums import Regime, Track
from contracts.rules.parameters import FINDINGS, PARAMETERS
from contracts.rules.regimes import possible_regimes


@dataclass(frozen=True, slots=True)
class EligibilityFacts:
    """The regime, or the dates that choose it; ``specialty`` only once it is chosen."""

    regime: Regime | None = None
    applied_on: date | None = None
    concluded_on: date | None = None
    region: str | None = None
    profession: Profession | None = None
    track: Track | None = None
    year_of_study: int | None = None
    enrolled_in_france: bool | None = None
    auditor: bool | None = None
    industrial_pharmacy: bool | None = None
    other_commitment: bool | None = None
    specialty: str | None = None
    other_region_agreement: bool | None = None


@dataclass(frozen=True, slots=True)
class Eligibility:
    outcome: Verdict
    findings: tuple[Finding, ...]
    explain: tuple[Line, ...]


def eligibility(facts: EligibilityFacts) -> Eligibility:
    """Every condition examined; one that only some of the possible regimes pose cannot be told."""
    check_order(facts.applied_on, facts.concluded_on, "concluded_on")
    if facts.region is not None and facts.region not in REGIONS and facts.region not in OTHER_TERRITORIES:
        raise FactError("region", f"« {facts.region} » n'est pas le code INSEE d'une région")
    if facts.year_of_study is not None and facts.year_of_study < 1:
        raise FactError("year_of_study", f"l'année {facts.year_of_study} n'existe pas")
    regimes = _regimes(facts)
    findings = tuple(dict.fromkeys((*_by_regime(facts, regimes), *_whatever_the_regime(facts))))
    return Eligibility(conclude(findings), findings, _explain(regimes))


def _regimes(facts: EligibilityFacts) -> list[Regime]:
    """The regimes still possible; ``TO_CONFIRM`` stands for the two that border it."""
    if facts.regime is not None and facts.regime is not Regime.TO_CONFIRM:
        return [facts.regime]
    possible = possible_regimes(facts.applied_on, facts.concluded_on, facts.profession)
    if facts.regime is Regime.TO_CONFIRM or Regime.TO_CONFIRM in possible:
        oldest = Regime.R1_ODO if facts.profession is Profession.ODONTOLOGIE else Regime.R1_MED
        possible = frozenset({oldest, Regime.R2})
    return sorted(possible)


def _by_regime(facts: EligibilityFacts, regimes: list[Regime]) -> Iterator[Finding]:
    """Conditions whose content depends on the regime: unmet only if unmet under each possible one."""
    checks: tuple[Callable[[EligibilityFacts, Regime], Finding | None], ...] = (
        _profession,
        _track,
        _year,
        _cumulation,
    )
    for check in checks:
        results = [check(facts, regime) for regime in regimes]
        found = [finding for finding in results if finding is not None]
        if len(found) == len(results) and len({finding.verdict for finding in found}) == 1:
            yield found[0]
        elif any(finding.verdict is not Verdict.MET for finding in found):
            yield FINDINGS.finding("REGIME_TO_CONFIRM")


def _profession(facts: EligibilityFacts, regime: Regime) -> Finding | None:
    if facts.profession is None:
        return FINDINGS.missing("profession")
    if facts.profession in PARAMETERS["open_professions"].latest(regime=regime).codes:
        return None
    return FINDINGS.finding("PROFESSION_NOT_OPEN", profession=facts.profession)


def _track(facts: EligibilityFacts, regime: Regime) -> Finding | None:
    if facts.track is None:
        return FINDINGS.missing("track")
    if facts.track is Track.ETUDIANT or facts.profession is None:
        return None
    tracks = PARAMETERS["open_tracks"].latest(regime=regime, profession=facts.profession).codes
    if not tracks or facts.track in tracks:
        return None
    return FINDINGS.finding("TRACK_NOT_OPEN", track=facts.track)


def _year(facts: EligibilityFacts, regime: Regime) -> Finding | None:
    if facts.track is Track.PADHUE:
        return None
    if facts.year_of_study is None:
        return FINDINGS.missing("year_of_study")
    if facts.year_of_study >= PARAMETERS["first_year_open"].latest(regime=regime).integer:
        return None
    return FINDINGS.finding("TOO_EARLY_YEAR", _of_students(facts), year_of_study=facts.year_of_study)


def _cumulation(facts: EligibilityFacts, regime: Regime) -> Finding | None:
    forbidden = PARAMETERS["cumulation_forbidden"].latest(regime=regime).flag
    if facts.other_commitment is None:
        return FINDINGS.missing("other_commitment") if forbidden else None
    if not facts.other_commitment:
        return None
    return FINDINGS.finding("CUMULATION" if forbidden else "CUMULATION_RISK", other_commitment="oui")


def _whatever_the_regime(facts: EligibilityFacts) -> Iterator[Finding]:
    if facts.track is not Track.PADHUE:
        yield from _enrolment(facts)
    if facts.profession is Profession.PHARMACIE:
        yield from _industrial_pharmacy(facts)
    yield from _territory(facts)
    if facts.profession is Profession.MEDECINE and facts.specialty is not None:
        yield from _specialty(facts)


def _industrial_pharmacy(facts: EligibilityFacts) -> Iterator[Finding]:
    """The industrial track of the studies is excluded; whoever consolidates a diploma follows none."""
    if facts.industrial_pharmacy:
        yield FINDINGS.finding("INDUSTRIAL_PHARMACY")
    elif facts.industrial_pharmacy is None and facts.track is not Track.PADHUE:
        yield FINDINGS.missing("industrial_pharmacy")


def _enrolment(facts: EligibilityFacts) -> Iterator[Finding]:
    if facts.auditor is not False:
        unknown = facts.auditor is None
        yield FINDINGS.missing("auditor") if unknown else FINDINGS.finding("AUDITOR", _of_students(facts))
    if facts.enrolled_in_france is not True:
        unknown = facts.enrolled_in_france is None
        yield (
            FINDINGS.missing("enrolled_in_france")
            if unknown
            else FINDINGS.finding("ABROAD", _of_students(facts))
        )


def _of_students(facts: EligibilityFacts) -> Verdict:
    """The verdict of what only students must fulfil: while the track is unknown, nothing is refused."""
    return Verdict.NOT_MET if facts.track is Track.ETUDIANT else Verdict.CANNOT_TELL


def _territory(facts: EligibilityFacts) -> Iterator[Finding]:
    region = facts.region
    if region is None:
        yield FINDINGS.missing("region")
    elif region in OTHER_TERRITORIES:
        written = region in PARAMETERS["territories_outside"].latest().codes
        yield FINDINGS.finding(
            "OUTSIDE_SCHEME_TERRITORY", Verdict.NOT_MET if written else Verdict.CANNOT_TELL, region=region
        )
    closed = PARAMETERS["regions_closed_to_padhue"]
    if facts.track is Track.PADHUE and region and closed.has(region=region):
        shut = closed.on(facts.applied_on, region=region, fact="applied_on").codes
        if facts.profession in shut:
            yield FINDINGS.finding("NO_PLACE_IN_REGION", region=region)


def _specialty(facts: EligibilityFacts) -> Iterator[Finding]:
    """A region opens its specialities; another one needs the written agreement of the region that receives."""
    if facts.other_region_agreement is True or facts.specialty == "medecine_generale" or facts.region is None:
        return
    rule = PARAMETERS["open_specialties"]
    if not rule.has(region=facts.region):
        yield FINDINGS.finding("REGION_POLICY_UNKNOWN", specialty=facts.specialty, region=facts.region)
    elif facts.specialty not in rule.on(facts.applied_on, region=facts.region, fact="applied_on").codes:
        unknown = facts.other_region_agreement is None
        verdict = Verdict.CANNOT_TELL if unknown else Verdict.NOT_MET
        yield FINDINGS.finding("OTHER_REGION_AGREEMENT_MISSING", verdict, specialty=facts.specialty)


def _explain(regimes: list[Regime]) -> tuple[Line, ...]:
    names = ("open_professions", "first_year_open", "cumulation_forbidden")
    values: list[Dated] = [PARAMETERS[name].latest(regime=regime) for regime in regimes for name in names]
    return tuple(value.line(("régime", str(dict(value.key)["regime"]))) for value in values)
