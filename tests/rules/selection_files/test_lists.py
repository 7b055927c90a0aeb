"""The list as a whole: persons, ranks, sizes."""

import pytest

from tests.factories.selection_files import as_csv, candidate, candidates
from tests.rules.selection_files.conftest import Check


def codes(verdict: object) -> list[str]:
    return [str(issue.code) for issue in verdict.issues]  # type: ignore[attr-defined] # any verdict


def test_good_list_is_accepted_whole(check: Check) -> None:
    verdict = check(as_csv())
    assert verdict.verdict == "accept"
    assert verdict.issues == ()
    assert [row.rang for row in verdict.rows] == [1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 6, 7]
    assert verdict.importable_rows == 12


def test_rejected_list_gives_no_row(check: Check) -> None:
    assert check(as_csv([candidate(1, rang="x")])).rows == ()


def test_doubtful_list_gives_its_rows_for_the_preview_and_none_to_import(check: Check) -> None:
    verdict = check(as_csv([candidate(1), candidate(2, rang="3")]))
    assert verdict.verdict == "confirm"
    assert len(verdict.rows) == 2
    assert verdict.importable_rows == 0


def test_gap_inside_ranks_is_a_doubt_that_names_the_missing_ranks(check: Check) -> None:
    rows = [candidate(1), candidate(2), candidate(5), candidate(7)]
    verdict = check(as_csv(rows))
    assert verdict.verdict == "confirm"
    assert codes(verdict) == ["L_RANK_GAP"]
    assert "3, 4 et 6" in verdict.issues[0].message
    assert verdict.issues[0].line == 4


@pytest.mark.parametrize("first", [2, 6])
def test_ranks_that_start_later_are_a_doubt(check: Check, first: int) -> None:
    rows = [candidate(rank, rang=str(rank)) for rank in range(first, first + 3)]
    assert codes(check(as_csv(rows))) == ["L_RANK_GAP"]


def test_same_rank_three_times_is_one_issue_naming_three_lines(check: Check) -> None:
    verdict = check(as_csv([candidate(number, rang="1") for number in (1, 2, 3)]))
    assert verdict.verdict == "reject"
    assert codes(verdict) == ["L_RANK_DUPLICATE"]
    assert "Lignes 2, 3 et 4" in verdict.issues[0].message


def test_ranks_are_counted_per_stream(check: Check) -> None:
    rows = [candidate(1), candidate(2, filiere="odontologie", rang="1")]
    assert check(as_csv(rows), filieres=frozenset({"medecine", "odontologie"})).verdict == "accept"


def test_same_ine_twice_is_refused_once(check: Check) -> None:
    rows = [candidate(1), candidate(2), {**candidate(1), "liste": "complementaire"}]
    verdict = check(as_csv(rows))
    assert verdict.verdict == "reject"
    assert codes(verdict) == ["L_PERSON_DUPLICATE"]
    assert "Lignes 2 et 4" in verdict.issues[0].message


@pytest.mark.parametrize(
    "change", [{"ine": "987654321ZZ"}, {"ine": "123456799AB", "email": "autre@example.org"}]
)
def test_same_person_with_another_ine_is_a_doubt(check: Check, change: dict[str, str]) -> None:
    twin = candidate(1) | {"rang": "2", "nom": "Aubiér"} | change
    rows = [candidate(1, nom="AUBIER"), twin]
    verdict = check(as_csv(rows))
    assert (verdict.verdict, codes(verdict)) == ("confirm", ["L_PERSON_DUPLICATE"])


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, "confirm"),
        ({"nom": "Aubiér", "prenom": "BASILE"}, "confirm"),
        ({"nom": "AUBIE\u0301R"}, "confirm"),
        ({"date_naissance": "03/02/2000"}, "accept"),
        ({"prenom": "Anouk"}, "accept"),
    ],
)
def test_homonyms_born_the_same_day_are_asked_about(
    check: Check, change: dict[str, str], expected: str
) -> None:
    first = candidate(1, nom="AUBIÉR")
    namesake = first | {"rang": "2", "ine": "987654321ZZ", "email": "autre@example.org"} | change
    verdict = check(as_csv([first, namesake]))
    assert verdict.verdict == expected
    assert codes(verdict) == (["L_PERSON_DUPLICATE"] if expected == "confirm" else [])


def test_list_full_of_homonyms_is_asked_about_its_likely_mistakes_only(check: Check) -> None:
    rows = [candidate(rank) for rank in range(1, 31)]
    rows += [
        row
        | {"rang": str(rank), "ine": f"{980_000_000 - rank * 7_654_321}ZZ", "email": f"a{rank}@example.org"}
        for rank, row in enumerate(rows, start=31)
    ]
    assert check(as_csv(rows), quota=60).verdict == "accept"

    rows[30]["email"] = rows[0]["email"]
    verdict = check(as_csv(rows), quota=60)
    assert (verdict.verdict, codes(verdict)) == ("confirm", ["L_PERSON_DUPLICATE"])
    assert "Lignes 2 et 32" in verdict.issues[0].message


def test_one_address_for_two_persons_is_refused(check: Check) -> None:
    verdict = check(as_csv([candidate(1), candidate(2, email="CANDIDAT00001@example.org")]))
    assert (verdict.verdict, codes(verdict)) == ("reject", ["L_PERSON_DUPLICATE"])


@pytest.mark.parametrize(("complementary", "expected"), [(20, "accept"), (21, "reject")])
def test_complementary_list_is_capped_at_four_times_the_quota(
    check: Check, complementary: int, expected: str
) -> None:
    verdict = check(as_csv(candidates(5, complementary)))
    assert verdict.verdict == expected
    assert codes(verdict) == (["L_OVER_CAP"] if expected == "reject" else [])


def test_cap_is_a_doubt_while_the_quota_is_not_published(check: Check) -> None:
    verdict = check(as_csv(candidates(5, 21)), quota_published=False)
    assert (verdict.verdict, codes(verdict)) == ("confirm", ["L_OVER_CAP"])
    assert "21 > 20" in verdict.issues[0].message


def test_principal_list_over_the_quota_is_a_doubt(check: Check) -> None:
    verdict = check(as_csv(candidates(6, 0)))
    assert (verdict.verdict, codes(verdict)) == ("confirm", ["L_OVER_QUOTA"])


def test_sizes_are_not_judged_without_a_quota(check: Check) -> None:
    assert check(as_csv(candidates(6, 40)), quota=None).verdict == "accept"


def test_five_thousand_rows_pass_and_one_more_does_not(check: Check) -> None:
    rows = [candidate(rank) for rank in range(1, 5_002)]
    assert check(as_csv(rows[:5_000]), quota=5_000).verdict == "accept"
    assert codes(check(as_csv(rows), quota=5_001)) == ["F_TOO_MANY_ROWS"]


def test_at_most_two_hundred_issues_are_given_in_reading_order(check: Check) -> None:
    verdict = check(as_csv([candidate(rank, ine="") for rank in range(1, 301)]), quota=300)
    assert (len(verdict.issues), verdict.found) == (200, 300)
    assert [issue.line for issue in verdict.issues] == list(range(2, 202))
