"""Ends: the commitment accomplished, and the contract broken before."""

import datetime as dt
from fractions import Fraction
from itertools import groupby

from cesp_portal.common.enums import Profession
from cesp_portal.common.rules.calendar import Month, months_between
from cesp_portal.common.rules.errors import FactError
from cesp_portal.common.rules.findings import Confidence, Finding, Verdict
from cesp_portal.common.rules.french import amount_text, day_text, months_text
from cesp_portal.common.rules.parameters import THE_RULE
from contracts.enums import Cause, Regime, Stage
from contracts.models import Contract
from contracts.rules.indemnities import Indemnity, IndemnityFacts, MonthRange, indemnity
from contracts.rules.paid_months import count_paid_months
from installations.enums import DECLARED_STATUSES, SpellKind
from installations.models import Request
from installations.rules.assessment import Assessment
from installations.rules.projects import stability_of
from installations.rules.service import Service, ServiceFacts, service
from installations.selectors.contract_facts import commitment_facts, commitment_of, day_ranges
from installations.selectors.declarations import project_versions
from installations.selectors.served import verified_periods

EXEMPTIONS = ("NOTHING_DUE", "STABLE_TWO_YEARS", "STABLE_THREE_YEARS", "NO_PENALTY")
ESTIMATE = "estimation : la formule de l'annexe n'est pas disponible"


def examine_end(request: Request, on: dt.date) -> Assessment:
    """Tell whether the verified months reach what is owed."""
    contract = request.contract
    owed = commitment_of(contract, on).months_owed
    served = verified_service(contract, owed, on)
    if owed is None or served.months_served is None:
        finding = _finding("COUNT_UNKNOWN", Verdict.CANNOT_TELL, "Le décompte ne peut pas être établi.")
        return Assessment(on=on, findings=(finding, *served.findings))
    reached = served.months_served >= owed
    finding = _finding(
        "ALL_SERVED" if reached else "STILL_OWED",
        Verdict.MET if reached else Verdict.NOT_MET,
        f"{months_text(served.months_served)} d'exercice sont vérifiés, pour {months_text(owed)} dus.",
    )
    return Assessment(
        on=on,
        findings=(finding,),
        months_owed=owed,
        counted_months=served.months_served,
        amounts=(
            ("Mois dus", months_text(owed)),
            ("Mois d'exercice vérifiés", months_text(served.months_served)),
        ),
    )


def examine_termination(request: Request, on: dt.date) -> Assessment:
    """Tell what a termination costs on the day its notice was received."""
    contract = request.contract
    received_on = request.starts_on or on
    owed = commitment_of(contract, received_on).months_owed
    served = verified_service(contract, owed, received_on)
    facts = IndemnityFacts(
        regime=Regime(contract.regime),
        profession=Profession(contract.profession),
        paid=paid_ranges(contract, received_on),
        stage=stage_of(contract, received_on),
        cause=Cause(request.cause) if request.cause else None,
        received_on=received_on,
        months_owed=owed,
        months_served=served.months_served if served.months_served is not None else Fraction(0),
        project_unchanged_years=_stable_years(contract, received_on),
    )
    try:
        answer = indemnity(facts)
    except FactError as error:
        return Assessment(on=on, findings=(_finding("FACTS_DISAGREE", Verdict.CANNOT_TELL, str(error)),))
    amounts = _amounts(facts, answer)
    return Assessment(on=on, findings=answer.findings, months_owed=owed, amounts=amounts)


def _heading(label: str) -> str:
    return label[:1].upper() + label[1:]


def _amounts(facts: IndemnityFacts, answer: Indemnity) -> tuple[tuple[str, str], ...]:
    """What the letter prints: cause, stage, months, the rates month by month, the sums, the exemptions examined."""
    rows = []
    if facts.cause:
        rows.append(("Motif", _cause_text(facts.cause)))
    if facts.stage:
        rows.append(("Étape du parcours", str(facts.stage.label)))
    if facts.received_on:
        rows.append(("Jour de réception", day_text(facts.received_on)))
    if facts.months_owed is not None:
        rows.append(("Mois d'allocation versés ou dus", months_text(facts.months_owed)))
    rows += [
        (_heading(line.rule if not name or name.startswith(THE_RULE) else name), value)
        for line in answer.explain
        for name, value in line.values
        if name != "cause"  # told above, in the words of a letter
    ]
    note = f" ({ESTIMATE})" if answer.is_estimate else ""
    for label, amount in (
        ("Indemnité", answer.indemnity),
        ("Pénalité", answer.penalty),
        ("Total", answer.total),
    ):
        if amount is not None:
            rows.append((label, amount_text(amount) + note))
    applied = [finding.sentence for finding in answer.findings if finding.code in EXEMPTIONS]
    rows.append(
        (
            "Exonérations examinées",
            " ".join(applied) or "Celles que les textes prévoient : aucune ne s'applique",
        )
    )
    return tuple(rows)


def _cause_text(cause: Cause) -> str:
    """The cause as a letter prints it: nothing in a letter tells somebody's health."""
    return "Cas d'exonération prévu par les textes" if cause is Cause.INCAPACITE else str(cause.label)


def verified_service(contract: Contract, owed: int | None, on: dt.date) -> Service:
    """Return the months that were verified, and those only."""
    return service(
        ServiceFacts(
            months_owed=owed,
            training_completed_on=contract.training_completed_on,
            periods=tuple(verified_periods(contract)),
            suspensions=tuple(day_ranges(contract, SpellKind.PRACTICE_SUSPENSION)),
            as_of=on,
        )
    )


def stage_of(contract: Contract, on: dt.date) -> Stage:
    """Return how far the person has come on that day: practice that serves nothing is not practice."""
    completed = contract.training_completed_on
    if completed is None or completed > on:
        return Stage.BEFORE_DIPLOMA
    in_practice = (
        contract.practice_periods.filter(status__in=DECLARED_STATUSES, days__startswith__lte=on)
        .exclude(is_eligible=False)
        .exists()
    )
    return Stage.IN_PRACTICE if in_practice else Stage.AFTER_DIPLOMA


def paid_ranges(contract: Contract, on: dt.date) -> tuple[MonthRange, ...] | None:
    """Return the months of allowance up to that day, as ranges; None when they cannot be told."""
    paid = count_paid_months(commitment_facts(contract, on))
    if paid.total is None or paid.training is None:
        return None
    indexes = set(range(*paid.training))
    for start, end in paid.suspended:
        indexes -= set(range(start, end))
    for start, end in paid.deferred:
        indexes |= set(range(start, end))
    ordered = sorted(indexes)
    if len(ordered) != paid.total:
        return None
    groups = groupby(enumerate(ordered), key=lambda pair: pair[1] - pair[0])
    ranges = [[index for _, index in group] for _, group in groups]
    return tuple(MonthRange(Month(one[0]), Month(one[-1])) for one in ranges)


def _stable_years(contract: Contract, on: dt.date) -> Fraction | None:
    versions = project_versions(contract)
    if not versions:
        return None
    since = stability_of(versions, versions[-1].commune_code).since
    return months_between(since, on) / 12 if since and since <= on else None


def _finding(code: str, verdict: Verdict, sentence: str) -> Finding:
    return Finding(code=code, verdict=verdict, sentence=sentence, confidence=Confidence.TEXT)
