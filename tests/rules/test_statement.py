"""The account of a contract: figures, ledger, changes and explanation of files worked by hand."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from cesp_portal.common.enums import Profession
from cesp_portal.common.rules.calendar import Month
from cesp_portal.common.rules.errors import FactError
from contracts.enums import Regime, Track
from contracts.rules.commitment_facts import CommitmentFacts, DayRange, Leave
from installations.enums import PracticeStatus
from installations.rules.ledger import LedgerMonth
from installations.rules.statement import PracticePeriod, Statement, StatementFacts, statement

# An intern paid from November 2021 to October 2024 but for three months of leave: 33 months, 33 owed.
CONTRACT = CommitmentFacts(
    profession=Profession.MEDECINE,
    track=Track.ETUDIANT,
    regime=Regime.R2,
    cycle_at_application=3,
    academic_year="2021-2022",
    des_on=date(2024, 10, 31),
    de_on=date(2024, 10, 15),
    leaves=(Leave("maternite", date(2023, 1, 1), date(2023, 3, 31), suspension_requested=True),),
    as_of=date(2025, 12, 31),
)
HALF, FULL = Fraction(1, 2), Fraction(1)
VERIFIED, DECLARED, PLANNED = PracticeStatus.VERIFIED, PracticeStatus.DECLARED, PracticeStatus.PLANNED
# Half-time from January to June 2025, verified; full time from July, declared and going on.
PRACTICE = (
    PracticePeriod(HALF, True, date(2025, 1, 1), date(2025, 6, 30), status=VERIFIED),
    PracticePeriod(FULL, True, date(2025, 7, 1), status=DECLARED),
)


def line_of(answer: Statement, month: str) -> LedgerMonth:
    return next(line for line in answer.ledger if line.month == Month.parse(month))


def test_figures_of_a_file_worked_by_hand() -> None:
    answer = statement(StatementFacts(CONTRACT, PRACTICE))
    assert (answer.first_paid_month, answer.last_paid_month) == (
        Month.parse("2021-11"),
        Month.parse("2024-10"),
    )
    assert (answer.months_paid, answer.months_owed, answer.months_owed_at_end) == (33, 33, 33)
    assert (answer.months_verified, answer.months_declared, answer.months_left) == (3, 6, 24)
    assert answer.ends_on == date(2027, 12, 31)
    assert answer.months_planned == 24
    assert answer.as_of == date(2025, 12, 31)


def test_ledger_says_of_each_month_what_it_was() -> None:
    answer = statement(StatementFacts(CONTRACT, PRACTICE))
    assert answer.ledger[0].month == Month.parse("2021-11")
    assert answer.ledger[-1].month == Month.parse("2027-12")
    paid = line_of(answer, "2022-12")
    assert (paid.paid, paid.state, paid.label) == (1, "paid", "allocation versée")
    assert [line_of(answer, f"2023-0{month}").state for month in (1, 2, 3)] == ["leave"] * 3
    assert line_of(answer, "2023-04").paid == 1
    assert line_of(answer, "2024-11").state == "after"
    half = line_of(answer, "2025-03")
    assert (half.verified, half.declared, half.planned) == (HALF, 0, 0)
    full = line_of(answer, "2025-07")
    assert (full.verified, full.declared, full.planned) == (0, 1, 0)
    to_come = line_of(answer, "2026-01")
    assert (to_come.verified, to_come.declared, to_come.planned) == (0, 0, 1)


def test_changes_are_told_one_by_one_in_order() -> None:
    answer = statement(StatementFacts(CONTRACT, PRACTICE, (DayRange(date(2026, 3, 1), date(2026, 4, 30)),)))
    told = [(change.on, change.sentence) for change in answer.changes]
    assert told == sorted(told, key=lambda one: one[0])
    assert told == [
        (date(2021, 11, 1), "Premier mois payé : novembre\xa02021."),
        (date(2023, 1, 1), "L'allocation est suspendue pendant un congé."),
        (date(2023, 4, 1), "L'allocation reprend après un congé."),
        (date(2024, 10, 31), "La formation est terminée."),
        (date(2025, 1, 1), "Exercice vérifié à 0,50 d'un temps plein, en zone éligible."),
        (date(2025, 6, 30), "Dernier jour d'exercice à 0,50 d'un temps plein (vérifié)."),
        (date(2025, 7, 1), "Exercice déclaré à 1,00 d'un temps plein, en zone éligible."),
        (date(2026, 3, 1), "L'exercice est suspendu."),
        (date(2026, 5, 1), "L'exercice reprend après une suspension."),
        (date(2028, 2, 29), "Tous les mois dus sont accomplis, si l'exercice continue ainsi."),
    ]
    assert all(change.line for change in answer.changes[1:3])


def test_planned_practice_runs_only_after_the_reference_day() -> None:
    plan = PracticePeriod(FULL, True, date(2025, 7, 1), status=PLANNED)
    answer = statement(StatementFacts(CONTRACT, (PRACTICE[0], plan)))
    assert (answer.months_verified, answer.months_declared) == (3, 0)
    assert answer.months_left == 30
    assert answer.ends_on == date(2028, 6, 30)


def test_verified_practice_counts_at_the_speed_it_has_alone() -> None:
    both = (
        PracticePeriod(Fraction(3, 10), True, date(2025, 1, 1), status=VERIFIED),
        PracticePeriod(Fraction(3, 10), True, date(2025, 1, 1), status=DECLARED),
    )
    answer = statement(StatementFacts(CONTRACT, both))
    assert (answer.months_verified, answer.months_declared) == (0, Fraction(36, 5))


def test_declared_months_never_exceed_what_is_owed() -> None:
    early = PracticePeriod(FULL, True, date(2024, 11, 1), status=DECLARED)
    answer = statement(StatementFacts(replace(CONTRACT, as_of=date(2030, 1, 1)), (early,)))
    assert (answer.months_verified, answer.months_declared, answer.months_left) == (0, 33, 0)
    assert answer.ends_on == date(2027, 7, 31)
    assert sum(line.declared for line in answer.ledger) == 33


def test_student_owes_months_and_has_no_end_date() -> None:
    student = replace(CONTRACT, des_on=None, de_on=None, as_of=date(2023, 12, 1))
    answer = statement(StatementFacts(student))
    assert (answer.months_paid, answer.months_owed, answer.months_left) == (23, 24, 24)
    assert (answer.months_verified, answer.months_declared) == (0, 0)
    assert answer.ends_on is None
    assert answer.months_owed_at_end is None
    assert answer.months_planned is None
    assert [finding.code for finding in answer.findings] == ["FLOOR_24"]
    assert len(answer.ledger) == 26


def test_practice_of_a_student_never_counts() -> None:
    student = replace(CONTRACT, des_on=None, de_on=None)
    answer = statement(StatementFacts(student, PRACTICE))
    assert "BEFORE_DIPLOMAS" in {finding.code for finding in answer.findings}
    assert (answer.months_verified, answer.months_declared) == (0, 0)


def test_deferral_under_way_moves_the_end_before_it_is_over() -> None:
    deferred = replace(
        CONTRACT, deferrals=(DayRange(date(2024, 11, 1), date(2025, 10, 31)),), as_of=date(2025, 4, 30)
    )
    later = PracticePeriod(FULL, True, date(2025, 11, 1), status=PLANNED)
    answer = statement(StatementFacts(deferred, (later,)))
    assert (answer.months_owed, answer.months_owed_at_end) == (39, 45)
    assert answer.ends_on == date(2029, 7, 31)
    assert answer.months_planned == 45
    assert line_of(answer, "2025-04").state == "deferred"
    assert line_of(answer, "2025-05").paid == 0
    assert [change.sentence for change in answer.changes if "report" in change.sentence] == [
        "Un report d'installation commence.",
        "Dernier jour du report d'installation.",
    ]


def test_third_cycle_suspension_shows_in_the_ledger() -> None:
    suspended = replace(
        CONTRACT,
        cycle_at_application=2,
        internship_started_on=date(2022, 11, 2),
        third_cycle_suspension_requested_on=date(2022, 11, 20),
        leaves=(),
    )
    answer = statement(StatementFacts(suspended))
    assert (answer.months_paid, answer.months_owed) == (15, 24)
    assert (line_of(answer, "2022-12").state, line_of(answer, "2023-01").state) == ("paid", "third_cycle")
    assert (line_of(answer, "2024-10").state, line_of(answer, "2024-11").state) == ("third_cycle", "after")
    assert (date(2023, 1, 1), "L'allocation est suspendue pendant le 3e cycle.") in {
        (change.on, change.sentence) for change in answer.changes
    }
    assert {finding.code for finding in answer.findings} == {"PAYMENT_SUSPENDED", "FLOOR_24"}


def test_unknown_start_gives_no_figure_and_says_why() -> None:
    answer = statement(StatementFacts(replace(CONTRACT, track=Track.PADHUE)))
    assert answer.months_paid is answer.months_owed is answer.months_verified is answer.ends_on is None
    assert answer.first_paid_month is None
    assert answer.ledger == ()
    assert "START_UNKNOWN" in {finding.code for finding in answer.findings}


def test_explanation_goes_from_the_first_month_to_the_end_date() -> None:
    lines = [str(line) for line in statement(StatementFacts(CONTRACT, PRACTICE)).explain]
    assert "premier mois payé novembre\xa02021" in lines[0]
    assert "31\xa0octobre\xa02024" in lines[1]
    assert any("janvier\xa02023 à mars\xa02023 3\xa0mois" in line for line in lines)
    assert "payés 33\xa0mois ; dus 33\xa0mois" in lines[-2]
    assert "fin prévue si l'exercice continue 31\xa0décembre\xa02027" in lines[-1]


def test_statement_without_reference_day_is_refused() -> None:
    with pytest.raises(FactError, match="as_of"):
        statement(StatementFacts(replace(CONTRACT, as_of=None)))


@pytest.mark.parametrize(
    ("periods", "fact"),
    [
        ((PracticePeriod(Fraction(11, 10), True, date(2025, 1, 1)),), r"periods\[0\].share"),
        ((PracticePeriod(FULL, True, date(2025, 1, 2), date(2025, 1, 1)),), r"periods\[0\].to"),
        ((PRACTICE[1], PracticePeriod(HALF, True, date(2025, 8, 1))), r"periods\[1\]"),
    ],
)
def test_impossible_practice_names_the_fact(periods: tuple[PracticePeriod, ...], fact: str) -> None:
    with pytest.raises(FactError, match=fact):
        statement(StatementFacts(CONTRACT, periods))


def test_overlapping_suspensions_name_the_fact() -> None:
    pauses = (DayRange(date(2025, 8, 1), date(2025, 9, 30)), DayRange(date(2025, 9, 30), date(2025, 10, 31)))
    with pytest.raises(FactError, match="suspensions"):
        statement(StatementFacts(CONTRACT, PRACTICE, pauses))


def test_thousand_periods_cost_what_they_are() -> None:
    days = [date.fromordinal(date(2025, 1, 1).toordinal() + number) for number in range(1000)]
    daily = tuple(PracticePeriod(FULL, True, day, day, status=VERIFIED) for day in days)
    answer = statement(StatementFacts(replace(CONTRACT, as_of=date(2030, 1, 1)), daily))
    whole = PracticePeriod(FULL, True, days[0], days[-1], status=VERIFIED)
    assert (
        answer.months_verified
        == statement(StatementFacts(replace(CONTRACT, as_of=date(2030, 1, 1)), (whole,))).months_verified
    )
