"""The child process: what it may use, what it may import, and what its end means."""

import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from cesp_portal.common.tabular import reading
from cesp_portal.common.tabular.limits import MEBIBYTE, Limits
from cesp_portal.common.tabular.reading import read_book
from tests.factories.selection_files import as_csv, as_xlsx, candidate, repacked

ROOT = Path(__file__).resolve().parents[3]
MEASURED = """
import resource, sys
sys.path.insert(0, sys.argv[1])
from cesp_portal.common.tabular.reading import read_book
book = read_book(sys.stdin.buffer.read(), sys.argv[2])
print(len(book.tables[0].rows) if book.tables else book.issues[0].code)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""


@cache
def long_text() -> bytes:
    """Five thousand candidates."""
    return as_csv([candidate(rank) for rank in range(1, 5_001)])


@cache
def long_workbook() -> bytes:
    """The same in a workbook, which takes a second to write: not while tests are collected."""
    return as_xlsx([candidate(rank) for rank in range(1, 5_001)])


def bomb() -> bytes:
    """A workbook of a few kilobytes whose sheet unpacks into a hundred and twenty mebibytes."""
    blanks = {"xl/worksheets/sheet1.xml": lambda _content: b" " * (120 * MEBIBYTE)}
    return repacked(as_xlsx(), change=blanks)


@pytest.mark.parametrize(
    "limits", [Limits(max_seconds=0), Limits(max_memory=14 * MEBIBYTE)], ids=["no time", "no memory"]
)
@pytest.mark.parametrize(
    ("made", "filename", "code"),
    [(long_workbook, "x.xlsx", "F_ZIP_BOMB"), (long_text, "x.csv", "F_TOO_LARGE")],
)
def test_child_that_dies_is_a_clear_refusal(
    limits: Limits, made: Callable[[], bytes], filename: str, code: str
) -> None:
    book = read_book(made(), filename, limits)
    assert book.refused
    assert [issue.code for issue in book.issues] == [code]


def test_child_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_PROGRAM", "import time; time.sleep(60)")
    monkeypatch.setattr(reading, "_GRACE_SECONDS", 0.2)
    book = read_book(as_csv(), "x.csv", Limits(max_seconds=0))
    assert [issue.code for issue in book.issues] == ["F_TOO_LARGE"]


def test_child_that_answers_nonsense_is_a_clear_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_PROGRAM", "print('nonsense')")
    assert read_book(as_csv(), "x.csv").refused


def test_child_needs_the_standard_library_only() -> None:
    report = "import sys; print(sorted({name.partition('.')[0] for name in sys.modules}))"
    program = reading._PROGRAM.replace("main()", report)
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program, str(ROOT)], capture_output=True, text=True, check=True
    )
    assert "cesp_portal" in done.stdout
    assert not any(f"'{name}'" in done.stdout for name in ("django", "celery", "openpyxl", "lxml"))


@pytest.mark.parametrize(
    "attempt", ["open('/etc/hostname')", "__import__('socket').socket()", "__import__('wave')"]
)
def test_confined_child_opens_neither_file_nor_connection(attempt: str) -> None:
    steps = (
        "import socket",
        "from cesp_portal.common.tabular.child import _confine",
        "from cesp_portal.common.tabular.limits import Limits",
        "_confine(Limits())",
        "try:",
        f"    {attempt}",
        "except (OSError, ImportError):",
        "    print('refused')",
    )
    program = reading._PROGRAM.replace("main()", "\n".join(steps))
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program, str(ROOT)], capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "refused", done.stderr


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "mac_roman", "cp850", "iso8859-15"])
def test_confined_child_reads_every_encoding(encoding: str) -> None:
    book = read_book(as_csv([candidate(1, nom="LEFÈVRE", prenom="Anaïs")], encoding=encoding), "x.csv")
    assert book.tables[0].rows[1].cells[:2] == ("LEFÈVRE", "Anaïs")


@pytest.mark.parametrize(
    ("made", "filename", "answer"),
    [(long_workbook, "x.xlsx", "5001"), (long_text, "x.csv", "5001"), (bomb, "x.xlsx", "F_ZIP_BOMB")],
    ids=["five thousand rows", "five thousand lines", "bomb"],
)
def test_reading_takes_less_than_two_hundred_mebibytes(
    made: Callable[[], bytes], filename: str, answer: str
) -> None:
    command = [sys.executable, "-c", MEASURED, str(ROOT), filename]
    done = subprocess.run(command, input=made(), capture_output=True, check=True)
    found, peak = done.stdout.split()
    assert found.decode() == answer
    assert int(peak) < 200
