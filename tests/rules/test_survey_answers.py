"""How answers are read, what they change, and which figures may be shown."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.enums import FileFact, QuestionKind
from contracts.rules.survey_answers import Change, UnreadableAnswer, changes, read_answer, shown_answer
from contracts.rules.survey_figures import SMALLEST_SHOWN, publishable


@pytest.mark.parametrize(
    ("kind", "typed", "value", "shown"),
    [
        (QuestionKind.DATE, "2026-10-31", "2026-10-31", "31/10/2026"),
        (QuestionKind.DATE, " 31/10/2026 ", "2026-10-31", "31/10/2026"),
        (QuestionKind.SHARE, "80 %", "0.8", "80 %"),
        (QuestionKind.SHARE, "62,5", "0.625", "62,5 %"),
        (QuestionKind.SHARE, "100", "1", "100 %"),
        (QuestionKind.COMMUNE, "Fabrezan 11200", "Fabrezan (11200)", "Fabrezan (11200)"),
        (QuestionKind.COMMUNE, "Saint-Denis (97400)", "Saint-Denis (97400)", "Saint-Denis (97400)"),
        (QuestionKind.TEXT, "  deux\nlignes\x00 ", "deux\nlignes", "deux\nlignes"),
        (QuestionKind.CHOICE, "Oui", "Oui", "Oui"),
        (QuestionKind.DATE, "   ", "", ""),
    ],
)
def test_answer_is_normalised_and_shown_as_people_write_it(
    kind: QuestionKind, typed: str, value: str, shown: str
) -> None:
    assert read_answer(kind, typed, choices=["Oui", "Non"]) == value
    assert shown_answer(kind, value) == shown


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (QuestionKind.DATE, "30/02/2026"),
        (QuestionKind.DATE, "0001-01-01"),
        (QuestionKind.DATE, "31/12/9999"),
        (QuestionKind.DATE, "hier"),
        (QuestionKind.SHARE, "0"),
        (QuestionKind.SHARE, "101"),
        (QuestionKind.SHARE, "1e309"),
        (QuestionKind.SHARE, "NaN"),
        (QuestionKind.SHARE, "-50"),
        (QuestionKind.COMMUNE, "Fabrezan"),
        (QuestionKind.COMMUNE, "11200"),
        (QuestionKind.CHOICE, "Peut-être"),
        (QuestionKind.TEXT, "x" * 2001),
        (QuestionKind.DOCUMENT, "un texte"),
    ],
)
def test_answer_that_cannot_be_read_says_what_is_expected(kind: QuestionKind, typed: str) -> None:
    with pytest.raises(UnreadableAnswer) as refused:
        read_answer(kind, typed, choices=["Oui", "Non"])

    assert str(refused.value).endswith(".")


@given(kind=st.sampled_from(QuestionKind), typed=st.text(max_size=60))
def test_no_text_breaks_the_reading(kind: QuestionKind, typed: str) -> None:
    try:
        value = read_answer(kind, typed, choices=["Oui"])
    except UnreadableAnswer:
        return
    shown_answer(kind, value)


def test_only_what_differs_from_the_file_is_proposed() -> None:
    said = {FileFact.DES: "2026-10-31", FileFact.SPECIALTY: "pediatrie", FileFact.ADDRESS: ""}
    on_file = {FileFact.DES: "2026-10-31", FileFact.SPECIALTY: "medecine_generale", FileFact.ADDRESS: "ici"}

    assert changes(said, on_file) == (Change(FileFact.SPECIALTY, "medecine_generale", "pediatrie"),)


def test_small_count_hides_another_one_with_it() -> None:
    shown = {figure.label: figure.count for figure in publishable({"Oui": 40, "Non": 3, "Ne sait pas": 9})}

    assert shown == {"Oui": 40, "Non": None, "Ne sait pas": None}


def test_share_comes_with_each_shown_count() -> None:
    assert publishable({"Oui": 15, "Non": 45})[0].share == Decimal("25.0")


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 30), max_size=6))
def test_no_small_count_is_shown_nor_left_alone(counts: dict[str, int]) -> None:
    figures = publishable(counts)
    hidden = [counts[figure.label] for figure in figures if figure.count is None]

    assert not any(figure.count is not None and 0 < figure.count < SMALLEST_SHOWN for figure in figures)
    assert len(hidden) != 1 or sum(counts.values()) == hidden[0]


def test_nobody_works_a_hidden_count_out_of_those_shown() -> None:
    """Exhaustive for up to five groups: the reader subtracts, and knows that a hidden count is at least 1."""
    for size, most in ((2, 12), (3, 12), (4, 8), (5, 6)):
        for counts in product(range(most + 1), repeat=size):
            figures = publishable({str(number): count for number, count in enumerate(counts)})
            hidden = [counts[int(figure.label)] for figure in figures if figure.count is None]
            if not hidden or len(hidden) == size:
                continue  # when all is hidden, a hidden count may be 0
            room = sum(hidden) - len(hidden)
            assert room >= SMALLEST_SHOWN - 2, (counts, hidden)
            assert set(hidden) != {SMALLEST_SHOWN - 1}, (counts, hidden)


@pytest.mark.parametrize(
    "counts", [(1, 1, 1, 1, 1), (1, 1, 1, 1, 1, 0), (1, 1, 1, 1, 1, 20), (4, 4, 4, 4, 4, 4)]
)
def test_counts_that_their_sum_would_tell_are_hidden_with_another(counts: tuple[int, ...]) -> None:
    figures = publishable({str(number): count for number, count in enumerate(counts)})
    assert [figure.count for figure in figures] == [None] * len(counts)
