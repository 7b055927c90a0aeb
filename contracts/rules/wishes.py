"""The wish of the sixth year: when it may be filed, what it needs, and what remains possible afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cesp_portal.common.enums import Profession
from cesp_portal.common.rules.calendar import Month
from cesp_portal.common.rules.findings import Finding, Line, Verdict, conclude
from cesp_portal.common.rules.french import day_and_month
from contracts.enums import MedicalSpecialty, Subdivision
from contracts.rules.parameters import FINDINGS, PARAMETERS
from contracts.rules.subdivisions import REGIONS_OF, is_in_region

NEW_YEAR_MONTH = 9
GENERAL_MEDICINE = MedicalSpecialty.MEDECINE_GENERALE


@dataclass(frozen=True, slots=True)
class WishFacts:
    """A wish as it is filed; ``opens_on`` and ``closes_on`` (both included) are those of the agency's campaign.

    ``year_of_study`` is the one computed on ``filed_on``; ``agreement`` is the other agency's answer, None before it.
    """

    profession: Profession
    region: str
    specialty: MedicalSpecialty
    subdivision: Subdivision
    filed_on: date
    opens_on: date
    closes_on: date
    year_of_study: int | None = None
    internship_started_on: date | None = None
    agreement: bool | None = None


@dataclass(frozen=True, slots=True)
class WishExamination:
    """What the rules find; ``may_be_filed`` is False only for what nobody can settle later."""

    may_be_filed: bool
    needs_agreement: bool
    findings: tuple[Finding, ...]
    explain: tuple[Line, ...]


def usual_window(year: int) -> tuple[date, date]:
    """First and last day of the months in which agencies usually gather the wishes of that spring."""
    new_year = date(year, 1, 1)
    first = PARAMETERS["wish_first_month"].at(new_year, fact="year").integer
    last = PARAMETERS["wish_last_month"].at(new_year, fact="year").integer
    return date(year, first, 1), Month.of(date(year, last, 1)).last_day


def year_of_study_on(day: date, *, at_application: int | None, applied_on: date) -> int | None:
    """The year of study of that day if every year was passed since the application; None when it was not given."""
    if at_application is None:
        return None
    return at_application + _academic_year(day) - _academic_year(applied_on)


def _academic_year(day: date) -> int:
    return day.year if day.month >= NEW_YEAR_MONTH else day.year - 1


def examine_wish(facts: WishFacts) -> WishExamination:
    """Examine a wish: closed doors first, then what others must agree to."""
    closed = tuple(_closed_doors(facts))
    elsewhere = not is_in_region(facts.subdivision, facts.region)
    findings = (*closed, *_agreement(facts, elsewhere), *_specialty(facts))
    return WishExamination(
        may_be_filed=conclude(closed) is not Verdict.NOT_MET,
        needs_agreement=elsewhere,
        findings=findings,
        explain=wish_lines(facts.filed_on),
    )


def wish_lines(on: date) -> tuple[Line, ...]:
    """The rules that a person who files a wish should know, each with its source."""
    names = (
        "wish_first_month",
        "wish_last_month",
        "wish_year_of_study",
        "post_is_reserved",
        "choice_list_month",
    )
    return tuple(PARAMETERS[name].at(on, fact="on").line() for name in names)


@dataclass(frozen=True, slots=True)
class ToldRule:
    """A rule in one sentence, as the person who files a wish reads it, and the values that it rests on."""

    sentence: str
    lines: tuple[Line, ...]

    @property
    def sources(self) -> str:
        """Where it comes from, each text once."""
        return " ; ".join(dict.fromkeys(str(line.source) for line in self.lines if line.source))

    @property
    def to_confirm(self) -> bool:
        """Whether one of its values rests on less than a text."""
        return any(line.to_confirm for line in self.lines)


def told_rules(on: date) -> tuple[ToldRule, ...]:
    """The rules of ``wish_lines``, told."""
    first, last, year, reserved, published = wish_lines(on)
    opens_on, closes_on = usual_window(on.year)
    is_reserved = PARAMETERS["post_is_reserved"].at(on, fact="on").flag
    needed = PARAMETERS["wish_year_of_study"].at(on, fact="on").integer
    month = PARAMETERS["choice_list_month"].at(on, fact="on").text
    return (
        ToldRule(
            f"Les agences recueillent les vœux entre le {day_and_month(opens_on)} et le {day_and_month(closes_on)}.",
            (first, last),
        ),
        ToldRule(f"Le vœu se dépose pendant la {needed}e année d'études.", (year,)),
        ToldRule(
            "Le poste demandé pour vous vous est réservé."
            if is_reserved
            else "Le poste demandé pour vous n'est pas réservé : chacun choisit à son rang.",
            (reserved,),
        ),
        ToldRule(f"L'arrêté qui publie les postes de la liste CESP paraît en {month}.", (published,)),
    )


def _closed_doors(facts: WishFacts) -> Iterator[Finding]:
    if facts.profession is not Profession.MEDECINE:
        yield FINDINGS.finding("WISH_MEDICINE_ONLY", profession=facts.profession)
    if not facts.opens_on <= facts.filed_on <= facts.closes_on:
        yield FINDINGS.finding(
            "WISH_OUT_OF_WINDOW", opens_on=facts.opens_on, closes_on=facts.closes_on, on=facts.filed_on
        )
    if facts.internship_started_on is not None and facts.internship_started_on <= facts.filed_on:
        yield FINDINGS.finding("WISH_CHOICE_MADE", internship_started_on=facts.internship_started_on)
    needed = PARAMETERS["wish_year_of_study"].at(facts.filed_on, fact="on").integer
    if facts.year_of_study is None:
        yield FINDINGS.missing("year_of_study")
    elif facts.year_of_study < needed:
        # A later computed year means a year taken again: the wish is still to come.
        yield FINDINGS.finding("WISH_NOT_SIXTH_YEAR", year_of_study=facts.year_of_study)


def _agreement(facts: WishFacts, elsewhere: bool) -> Iterator[Finding]:
    if elsewhere:
        code = {
            None: "WISH_OTHER_AGENCY",
            True: "WISH_OTHER_AGENCY_AGREES",
            False: "WISH_OTHER_AGENCY_DECLINES",
        }[facts.agreement]
        yield FINDINGS.finding(code, subdivision=facts.subdivision)


def _specialty(facts: WishFacts) -> Iterator[Finding]:
    if facts.specialty is GENERAL_MEDICINE:
        return
    rule = PARAMETERS["open_specialties"]
    known = [region for region in REGIONS_OF[facts.subdivision] if rule.has(region=region)]
    if not known:
        yield FINDINGS.finding("WISH_SPECIALTY_UNKNOWN", specialty=facts.specialty)
    elif all(facts.specialty not in rule.latest(region=region).codes for region in known):
        yield FINDINGS.finding("WISH_SPECIALTY_NOT_OPEN", specialty=facts.specialty)


@dataclass(frozen=True, slots=True)
class SecondThoughtsFacts:
    """A change of speciality after the choice; each fact is None while it is not known."""

    subdivision: Subdivision | None = None
    on_cesp_list: bool | None = None
    rank_reaches: bool | None = None
    same_subdivision: bool | None = None


@dataclass(frozen=True, slots=True)
class SecondThoughts:
    """Whether a change is open, and each condition."""

    verdict: Verdict
    findings: tuple[Finding, ...]
    explain: tuple[Line, ...]


def second_thoughts(facts: SecondThoughtsFacts) -> SecondThoughts:
    """Examine the right to second thoughts of a signatory who stays in the scheme."""
    closed = PARAMETERS["second_thoughts_closed"].latest()
    conditions = {
        "SECOND_THOUGHTS_LIST": facts.on_cesp_list,
        "SECOND_THOUGHTS_RANK": facts.rank_reaches,
        "SECOND_THOUGHTS_SUBDIVISION": facts.same_subdivision,
    }
    findings = [FINDINGS.finding(code, _verdict(holds)) for code, holds in conditions.items()]
    if facts.subdivision is not None and facts.subdivision in closed.codes:
        findings.append(FINDINGS.finding("SECOND_THOUGHTS_NOTHING_ELSE", subdivision=facts.subdivision))
    return SecondThoughts(conclude(findings), tuple(findings), (closed.line(),))


def _verdict(holds: bool | None) -> Verdict:
    if holds is None:
        return Verdict.CANNOT_TELL
    return Verdict.MET if holds else Verdict.NOT_MET
