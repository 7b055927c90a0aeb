"""Delimited texts: encodings, separators, quotes, lines."""

import time

import pytest

from contracts.rules.selection_files import Verdict
from tests.factories.selection_files import as_csv, candidate, candidates
from tests.rules.selection_files.conftest import Check


def codes(verdict: Verdict) -> list[str]:
    return [str(issue.code) for issue in verdict.issues]


FRENCH = [
    candidate(1, nom="LEFÈVRE", prenom="Anaïs"),
    candidate(2, nom="MUÑOZ", prenom="Zoé"),
    candidate(3, nom="D’HŒDT", prenom="Benoît", specialite="médecine – santé publique €"),
]
LATIN = [candidate(1, nom="LEFÈVRE", prenom="Anaïs"), candidate(2, nom="D'HERBÈS", prenom="Benoît")]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_usual_exports_are_read_with_their_accents(check: Check, separator: str, encoding: str) -> None:
    verdict = check(as_csv(FRENCH, separator=separator, encoding=encoding))
    assert verdict.verdict == "accept"
    assert [row.nom for row in verdict.rows] == ["LEFÈVRE", "MUÑOZ", "D’HŒDT"]
    assert verdict.separator == separator


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_read(check: Check, end: str) -> None:
    assert check(as_csv(end=end)).importable_rows == 12


@pytest.mark.parametrize("encoding", ["latin-1", "iso8859-15"])
def test_latin_exports_are_read(check: Check, encoding: str) -> None:
    assert [row.nom for row in check(as_csv(LATIN, encoding=encoding)).rows] == ["LEFÈVRE", "D'HERBÈS"]


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850"])
def test_older_encodings_are_proposed_and_asked(check: Check, encoding: str) -> None:
    verdict = check(as_csv(LATIN, encoding=encoding))
    assert (verdict.verdict, codes(verdict)) == ("confirm", ["F_ENCODING_AMBIGUOUS"])
    assert [row.nom for row in verdict.rows] == ["LEFÈVRE", "D'HERBÈS"]
    assert verdict.issues[0].value.startswith("LEFÈVRE;Anaïs")


def test_two_encodings_in_one_file_are_refused(check: Check) -> None:
    good, other = as_csv(LATIN[:1]), as_csv(LATIN[1:], encoding="cp1252").splitlines(keepends=True)[1]
    assert codes(check(good + other)) == ["F_ENCODING_AMBIGUOUS"]


def test_accents_encoded_twice_are_asked(check: Check) -> None:
    twice = as_csv([candidate(1, specialite="médecine générale")]).decode("cp1252").encode()
    verdict = check(twice)
    assert (verdict.verdict, codes(verdict)) == ("confirm", ["F_ENCODING_AMBIGUOUS"])


def test_letters_lost_for_good_are_refused(check: Check) -> None:
    assert codes(check(as_csv([candidate(1, nom="LEF\ufffdVRE")]))) == ["F_ENCODING_AMBIGUOUS"]


def test_utf16_without_its_mark_is_named(check: Check) -> None:
    verdict = check(as_csv(encoding="utf-16-le"))
    assert verdict.verdict == "reject"
    assert set(codes(verdict)) == {"F_ENCODING_AMBIGUOUS", "F_CONTROL_CHARS"}


def test_odd_utf16_is_refused(check: Check) -> None:
    assert codes(check(as_csv(encoding="utf-16") + b"x")) == ["F_ENCODING_AMBIGUOUS"]


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x0b", "\x1b", "\x7f", "\x85", "\ufffe"])
def test_control_characters_are_refused_with_their_line(check: Check, character: str) -> None:
    verdict = check(as_csv([candidate(1), candidate(2, specialite=f"a{character}b")]))
    assert (verdict.verdict, codes(verdict)) == ("reject", ["F_CONTROL_CHARS"])
    assert verdict.issues[0].line == 3


def test_final_end_of_file_mark_of_old_systems_is_ignored(check: Check) -> None:
    assert check(as_csv() + b"\x1a").verdict == "accept"


@pytest.mark.parametrize("line", ['"AUBIER;x', '"AUB"IER";x', '"a" ;x', 'AUBIER;x;"'])
def test_quote_that_does_not_close_is_refused_at_its_line(check: Check, line: str) -> None:
    good = as_csv().decode().split("\r\n")
    verdict = check("\r\n".join([*good[:3], line, *good[3:]]).encode())
    assert verdict.verdict == "reject"
    assert codes(verdict) == ["F_CSV_SYNTAX"]
    assert verdict.issues[0].line == 4


def test_line_numbers_stay_physical_after_a_text_on_two_lines(check: Check) -> None:
    rows = [candidate(1, specialite="médecine,\r\ngénérale"), candidate(2, rang="x")]
    verdict = check(as_csv(rows, separator=","))
    assert [issue.line for issue in verdict.issues] == [4]
    assert check(as_csv(rows[:1], separator=",")).rows[0].specialite == "médecine, générale"


def test_separator_comes_from_the_header_line_only(check: Check) -> None:
    rows = [
        candidate(number, specialite="a, b, c, d, e, f, g, h, i, j, k, l, m, n") for number in range(1, 4)
    ]
    verdict = check(as_csv(rows))
    assert (verdict.verdict, verdict.separator) == ("accept", ";")


@pytest.mark.parametrize("announced", ["sep=;", "SEP=;", '"sep=;"', "sep=;;;;"])
def test_line_that_announces_the_separator_is_not_part_of_the_table(check: Check, announced: str) -> None:
    rows = [candidate(1, specialite="a, b, c, d, e, f, g, h, i, j, k, l, m, n, o"), candidate(2, rang="x")]
    verdict = check(announced.encode() + b"\r\n" + as_csv(rows))
    assert [(issue.code, issue.line) for issue in verdict.issues] == [("R_RANK", 4)]


def test_announced_separator_alone_is_empty(check: Check) -> None:
    assert codes(check(b"sep=;\r\n")) == ["F_EMPTY"]


@pytest.mark.parametrize("filler", [b"\n", b";", b'"', b",;", b"a;", b'"\n', b"\xe9 ", b"A-", b"'"])
def test_five_mebibytes_of_anything_are_answered_quickly(check: Check, filler: bytes) -> None:
    size = 5 * 1024 * 1024
    started = time.process_time()
    assert check((filler * size)[:size]).verdict == "reject"
    assert check((as_csv() + filler * size)[:size]).verdict in {"accept", "reject", "confirm"}
    assert time.process_time() - started < 6


def test_cell_of_a_million_characters_is_shown_short(check: Check) -> None:
    verdict = check(as_csv([candidate(1, specialite="x" * 1_000_000)]))
    assert set(codes(verdict)) == {"R_TOO_LONG"}


def test_blank_lines_do_not_count_as_rows(check: Check) -> None:
    blank = b"\r\n;;;;;;;;;;;\r\n  \r\n" * 3_000
    assert check(as_csv(candidates()) + blank).importable_rows == 12
