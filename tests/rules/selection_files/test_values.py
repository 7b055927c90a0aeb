"""One value at a time: what each column takes and what it refuses."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

import pytest

from tests.factories.selection_files import as_csv, as_xlsx, candidate
from tests.rules.selection_files.conftest import Check


def outcomes(
    check: Check, column: str, values: Iterable[Any], *, sheet: bool = False
) -> dict[Any, list[str]]:
    """Codes of the issues of each value, when the column holds them one per row."""
    rows = [candidate(number, **{column: value}) for number, value in enumerate(values, start=1)]
    verdict = check(as_xlsx(rows), "liste.xlsx", quota=500) if sheet else check(as_csv(rows), quota=500)
    found: dict[Any, list[str]] = {row[column]: [] for row in rows}
    for issue in verdict.issues:
        if issue.line is not None and not issue.code.startswith("L_"):
            found[rows[issue.line - 2][column]].append(str(issue.code))
    return found


def outcome(check: Check, column: str, value: Any) -> list[str]:
    """Codes of the issues of a list of one whose column holds this value, as CSV."""
    return [str(issue.code) for issue in check(as_csv([candidate(1, **{column: value})])).issues]


def sheet_outcome(check: Check, column: str, value: Any) -> list[str]:
    """The same in a workbook, the value keeping its type."""
    data = as_xlsx([candidate(1, **{column: value})])
    return [str(issue.code) for issue in check(data, "liste.xlsx").issues]


def test_names_people_have_are_accepted(check: Check) -> None:
    values = [
        "O",
        "D'Œuvre",
        "D’HŒDT",
        "DE LA TOUR DU PIN",
        "'t Hooft",
        "Jean‑Noël",
        "LEFE\u0300VRE",
        "NGUYỄN",
        "GRAﬁN",
        "DUPONT--MARTIN",
        "DUPONT - MARTIN",
        "J.-P.",
        "Ła\u00a0Ğünay",
        "Ståhlberg Øster",
        "d’\u202fArc",
    ]
    assert not any(outcomes(check, "nom", values).values())


def test_what_is_not_a_name_is_refused(check: Check) -> None:
    values = [
        "",
        "   ",
        "-",
        "'",
        "1234",
        "DUPONT2",
        "=1+1",
        "-DUPONT",
        "@DUPONT",
        "DUB\u041eIS",
        "\uff24UPONT",
        "DU\u200bPONT",
        "\u202egnp",
        "DU\u00adPONT",
        "ΑΛΦΑ",
        "a\u0300\u0300\u0300\u0300b",
        "𝐃UPONT",
        "ǃKUNG",
        "<b>X</b>",
        "DUPONT, MARTIN",
        "DUPONT (MARTIN)",
    ]
    refused = {key: ["R_NAME"] for key in values}
    assert outcomes(check, "nom", values) == refused
    assert outcomes(check, "prenom", values) == refused


def test_name_is_stored_composed_with_plain_spaces(check: Check) -> None:
    row = check(as_csv([candidate(1, nom=" LEFE\u0300VRE\u00a0\u202fD’ARC ")])).rows[0]
    assert row.nom == "LEFÈVRE D’ARC"


@pytest.mark.parametrize(
    ("value", "expected"),
    [("02/02/2000", date(2000, 2, 2)), ("2000-02-02", date(2000, 2, 2)), (" 29/02/2000 ", date(2000, 2, 29))],
)
def test_french_and_iso_days_are_read(check: Check, value: str, expected: date) -> None:
    assert check(as_csv([candidate(1, date_naissance=value)])).rows[0].date_naissance == expected


def test_other_days_are_refused(check: Check) -> None:
    values = [
        *(
            "2/2/2000",
            "02-02-2000",
            "02.02.2000",
            "2000-2-2",
            "02/02/00",
            "29/02/2001",
            "31/04/2000",
            "13/13/2000",
        ),
        *("36526", "2000-02-02T00:00:00", "٠٢/٠٢/2000", "demain", "", "02/02/20000", "1 janvier 2000"),
    ]
    assert outcomes(check, "date_naissance", values) == {key: ["R_DATE"] for key in values}


@pytest.mark.parametrize(
    ("born", "expected"),
    [("02/09/2009", ["R_DATE"]), ("01/09/2009", []), ("01/09/1944", ["R_DATE"]), ("02/09/1944", [])],
)
def test_age_is_sixteen_to_eighty_on_the_first_day_of_the_year(
    check: Check, born: str, expected: list[str]
) -> None:
    assert outcome(check, "date_naissance", born) == expected


@pytest.mark.parametrize(
    "value",
    [date(2000, 2, 2), datetime.combine(date(2000, 2, 2), time()), 36558, "02/02/2000", "2000-02-02"],
)
def test_sheet_days_are_read_in_every_form(check: Check, value: Any) -> None:
    data = as_xlsx([candidate(1, date_naissance=value)])
    assert check(data, "liste.xlsx").rows[0].date_naissance == date(2000, 2, 2)


def test_sheet_numbers_that_are_no_birth_date_are_refused(check: Check) -> None:
    values = [60, 0, -1, 36558.5, 99999999, True, datetime.combine(date(2000, 2, 2), time(8, 30))]
    assert outcomes(check, "date_naissance", values, sheet=True) == {key: ["R_DATE"] for key in values}


def test_ordinary_addresses_are_accepted(check: Check) -> None:
    values = ["a@example.org", "jean.de-la+tour_1@exemple.universite.example", "O'Neil@example.org"]
    assert not any(outcomes(check, "email", values).values())


def test_doubtful_addresses_are_refused(check: Check) -> None:
    values = [
        *(
            "",
            "a",
            "a@",
            "@example.org",
            "a@localhost",
            "a@@example.org",
            "a b@example.org",
            "a@example..org",
        ),
        *(
            ".a@example.org",
            "a.@example.org",
            "a..b@example.org",
            "a@-example.org",
            "é@example.org",
            "a@exâmple.org",
        ),
        *(
            "a@example.org, b@example.org",
            "a@example.org;b@example.org",
            "Anne <a@example.org>",
            "mailto:a@example.org",
        ),
        *(
            "a@example.org\r\nBcc: x@example.org",
            "+a@example.org",
            "a@example.org\u200b",
            "a@[127.0.0.1]",
            "a@example.o",
        ),
        f"{'a' * 65}@example.org",
    ]
    assert outcomes(check, "email", values, sheet=True) == {key: ["R_EMAIL"] for key in values}


@pytest.mark.parametrize("value", ["100007919BK", "1234567890A", " 100007919bk "])
def test_national_identifiers_are_read_in_capitals(check: Check, value: str) -> None:
    assert check(as_csv([candidate(1, ine=value)])).rows[0].ine == value.strip().upper()


def test_identifier_changed_by_the_spreadsheet_is_never_repaired(check: Check) -> None:
    values = [10000791900, 1.23e10, date(2000, 2, 2), True]
    assert outcomes(check, "ine", values, sheet=True) == {key: ["R_INE"] for key in values}


@pytest.mark.parametrize("value", ["1", "01", " 1 ", "0001"])
def test_whole_ranks_are_read(check: Check, value: str) -> None:
    assert check(as_csv([candidate(1, rang=value)])).rows[0].rang == 1


@pytest.mark.parametrize("value", [1, 1.0, "1"])
def test_sheet_ranks_may_be_numbers(check: Check, value: Any) -> None:
    assert sheet_outcome(check, "rang", value) == []


def test_sheet_ranks_that_are_not_whole_are_refused(check: Check) -> None:
    values = [1.5, 0, -1, 10000, True, date(2000, 1, 1), 1e300]
    assert outcomes(check, "rang", values, sheet=True) == {key: ["R_RANK"] for key in values}


ACCEPTED_SPELLINGS = {
    "filiere": ["Médecine", " MEDECINE "],
    "cycle": ["2", "2e", "3ème cycle", "2E CYCLE"],
    "annee": ["5", "5e", "6ème année", "12"],
    "liste": ["Liste principale", "PRINCIPALE", "complémentaire"],
    "avis": ["Favorable "],
}
REFUSED_SPELLINGS = {
    "filiere": ["médecines", "", "medecin"],
    "cycle": ["4", "II", "２", "", "2.0"],
    "annee": ["0", "13", "DFASM2", "-1", "− 2", ".5", ">3", "5+"],
    "liste": ["principal", "", "liste d'attente"],
    "avis": ["ok", "défavorable", "", "favorable sous réserve"],
}


@pytest.mark.parametrize("column", ACCEPTED_SPELLINGS)
def test_spellings_of_allowed_values_are_recognised(check: Check, column: str) -> None:
    assert not any(outcomes(check, column, ACCEPTED_SPELLINGS[column]).values())


@pytest.mark.parametrize("column", REFUSED_SPELLINGS)
def test_other_values_are_refused_with_the_list_of_allowed_ones(check: Check, column: str) -> None:
    values = REFUSED_SPELLINGS[column]
    assert outcomes(check, column, values) == {key: ["R_ENUM"] for key in values}
    assert "Valeurs acceptées" in check(as_csv([candidate(1, **{column: values[0]})])).issues[0].message


def test_row_of_another_stream_is_refused_by_scope(check: Check) -> None:
    assert outcome(check, "filiere", "odontologie") == ["R_SCOPE"]


def test_too_long_text_is_refused_and_shown_short(check: Check) -> None:
    long = {"nom": "A" * 101, "prenom": "A" * 6_000, "specialite": "x" * 121, "rang": "1" * 61}
    long |= {"email": f"{'a' * 300}@example.org", "ine": "1" * 200_000}
    verdict = check(
        as_csv([candidate(number, **{name: long[name]}) for number, name in enumerate(long, start=1)])
    )
    too_long = {issue.line for issue in verdict.issues if issue.code == "R_TOO_LONG"}
    assert too_long == set(range(2, 8))
    assert all(len(issue.value) <= 80 for issue in verdict.issues)


def test_error_left_by_a_computation_is_refused(check: Check) -> None:
    values = ["#N/A", "#REF!", "#VALEUR!", "#DIV/0!", "#NOM?"]
    refused = {key: ["R_ERROR_VALUE"] for key in values}
    assert outcomes(check, "rang", values) == refused
    assert outcomes(check, "nom", values, sheet=True) == refused


@pytest.mark.parametrize("value", ["", "médecine générale", "<b>gras</b>", "=1+1", "chirurgie, orale"])
def test_free_text_is_kept_as_it_is(check: Check, value: str) -> None:
    assert check(as_csv([candidate(1, specialite=value)])).rows[0].specialite == value


@pytest.mark.parametrize("value", ["a\u202eb", "a\u200bb"])
def test_invisible_characters_of_free_text_are_refused(check: Check, value: str) -> None:
    assert outcome(check, "specialite", value) == ["F_CONTROL_CHARS"]
