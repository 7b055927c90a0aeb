"""Columns are found by name; what is missing, doubled or in excess is said."""

import pytest

from contracts.rules.selection_files import COLUMN_NAMES
from tests.factories.selection_files import as_csv, as_xlsx, candidate, candidates
from tests.rules.selection_files.conftest import Check


def codes(verdict: object) -> list[str]:
    return [str(issue.code) for issue in verdict.issues]  # type: ignore[attr-defined] # any verdict


def test_order_case_accents_and_spaces_of_the_header_do_not_matter(check: Check) -> None:
    header, rows = as_csv(columns=tuple(reversed(COLUMN_NAMES))).decode().split("\r\n", 1)
    header = header.replace("prenom", " PRÉNOM ").replace("date_naissance", "Date de naissance")
    header = header.replace(";ine;", ";N° INE;").replace("email", "E-mail")
    assert check(f"{header}\r\n{rows}".encode()).verdict == "accept"


@pytest.mark.parametrize("mail", ["Mél", "Courriel", "Adresse e-mail", "ADRESSE ÉLECTRONIQUE", "mail"])
def test_usual_names_of_an_address_are_known(check: Check, mail: str) -> None:
    assert check(as_csv().replace(b"email", mail.encode(), 1)).verdict == "accept"


@pytest.mark.parametrize("name", COLUMN_NAMES)
def test_each_missing_column_is_named(check: Check, name: str) -> None:
    verdict = check(as_csv(columns=tuple(column for column in COLUMN_NAMES if column != name)))
    assert (verdict.verdict, codes(verdict)) == ("reject", ["F_MISSING_COLUMN"])
    assert f"« {name} »" in verdict.issues[0].message


@pytest.mark.parametrize("twice", ["rang", "Rang", "classement"])
def test_column_given_twice_is_refused(check: Check, twice: str) -> None:
    data = as_csv().decode().replace("rang;avis", f"rang;avis;{twice}").replace("favorable", "favorable;1")
    verdict = check(data.encode())
    assert verdict.verdict == "reject"
    assert "F_DUPLICATE_COLUMN" in codes(verdict)


def test_unknown_column_is_a_doubt_and_is_not_kept(check: Check) -> None:
    rows = [candidate(1, telephone="0600000000")]
    verdict = check(as_csv(rows, columns=(*COLUMN_NAMES, "telephone")))
    assert (verdict.verdict, codes(verdict)) == ("confirm", ["F_UNKNOWN_COLUMN"])
    assert not any("0600000000" in str(part) for part in (*verdict.rows, *verdict.issues))


@pytest.mark.parametrize(
    ("name", "value"), [("NIR", "x"), ("n° sécurité sociale", "x"), ("divers", "2 99 01 75 123 456 78")]
)
def test_social_security_number_is_called_by_its_name_and_not_shown(
    check: Check, name: str, value: str
) -> None:
    verdict = check(as_csv([candidate(1) | {name: value}], columns=(*COLUMN_NAMES, name)))
    assert verdict.verdict == "confirm"
    assert "numéro de sécurité sociale" in verdict.issues[0].message
    assert value not in verdict.issues[0].message + verdict.issues[0].value or value == "x"


def test_untitled_column_counts_only_when_it_holds_something(check: Check) -> None:
    empty = as_csv().decode().replace("\r\n", ";;\r\n")
    assert check(empty.encode()).verdict == "accept"
    assert codes(check(empty.replace("favorable;;", "favorable;x;", 1).encode())) == ["F_UNKNOWN_COLUMN"]


def test_title_above_the_header_is_refused_and_the_header_is_pointed_at(check: Check) -> None:
    verdict = check(b"Liste des candidats 2025-2026;;;\r\n\r\n" + as_csv())
    assert codes(verdict) == ["F_NO_HEADER"]
    assert verdict.issues[0].line == 3


def test_unknown_separator_is_no_header(check: Check) -> None:
    verdict = check(as_csv(separator="|"))
    assert codes(verdict) == ["F_NO_HEADER"]
    assert "séparateur" in verdict.issues[0].message


@pytest.mark.parametrize("change", [lambda line: line.rsplit(";", 1)[0], lambda line: line + ";en trop"])
def test_row_with_a_cell_less_or_more_is_refused(check: Check, change: object) -> None:
    lines = as_csv().decode().split("\r\n")
    lines[3] = change(lines[3])  # type: ignore[operator] # two lambdas
    verdict = check("\r\n".join(lines).encode())
    assert (verdict.verdict, codes(verdict)) == ("reject", ["R_COLUMNS"])
    assert verdict.issues[0].line == 4


def test_file_issues_come_before_row_issues(check: Check) -> None:
    rows = [candidate(1, rang="x", commentaire="y"), *candidates(1, 1)[1:]]
    verdict = check(as_csv(rows, columns=(*COLUMN_NAMES, "commentaire")))
    assert codes(verdict)[0] == "F_UNKNOWN_COLUMN"
    assert "R_RANK" in codes(verdict)


def test_empty_sheet_and_header_alone_are_told_apart(check: Check) -> None:
    assert codes(check(as_xlsx([], columns=()), "liste.xlsx")) == ["F_EMPTY"]
    assert codes(check(as_xlsx([]), "liste.xlsx")) == ["F_NO_ROWS"]


@pytest.mark.parametrize(
    "data", [b"", b"\xef\xbb\xbf", b"\xff\xfe", b" \r\n\t\r\n", b"\x1a", b";;;\r\n;;\r\n"]
)
def test_file_without_anything_is_empty(check: Check, data: bytes) -> None:
    assert codes(check(data)) == ["F_EMPTY"]
