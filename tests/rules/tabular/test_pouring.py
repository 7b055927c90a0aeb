"""A file poured while its rows are read says what the same file written at once says."""

import io
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from cesp_portal.common.tabular.pouring import pour_csv, pour_xlsx
from cesp_portal.common.tabular.writing import OutputColumn, OutputSheet, Value, as_csv, as_xlsx
from tests.rules.tabular.test_writing import PAYLOADS

COLUMNS = [OutputColumn("=titre <&>", 12), OutputColumn("Jour", 12)]
WRITTEN = (
    *((payload, None) for payload in PAYLOADS),
    ("Énoch & Cie <b>", date(2026, 11, 30)),
    (True, datetime(2026, 7, 1, 12, 30, tzinfo=UTC)),
    (12, Decimal("1200.50")),
    ("", date(1990, 2, 28)),
)


def as_shared(text: str) -> str:
    """What this reader makes of a text of the library's, whose texts stand apart: it drops one escape."""
    return text.replace("x005F_", "")


def cells(data: bytes, read: Callable[[str], str] = str) -> list[list[tuple[object, str, str]]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    return [
        [
            (
                read(cell.value) if isinstance(cell.value, str) else cell.value,
                cell.data_type,
                cell.number_format if cell.value is not None else "",
            )
            for cell in row
        ]
        for row in sheet.iter_rows(max_col=2)
    ]


def test_workbook_has_the_cells_and_formats_of_the_library_s() -> None:
    poured = b"".join(pour_xlsx("Signataires", COLUMNS, WRITTEN))
    assert cells(poured, as_shared) == cells(as_xlsx([OutputSheet("Signataires", COLUMNS, WRITTEN)]))
    assert openpyxl.load_workbook(io.BytesIO(poured)).sheetnames == ["Signataires"]
    assert poured == b"".join(pour_xlsx("Signataires", COLUMNS, WRITTEN)), "the same bytes for the same rows"


def test_text_is_the_one_written_at_once() -> None:
    assert b"".join(pour_csv(COLUMNS, WRITTEN)) == as_csv(COLUMNS, WRITTEN)


@given(st.lists(st.text(max_size=12), max_size=5))
def test_any_text_makes_the_same_workbook(texts: list[str]) -> None:
    rows = [(text, None) for text in texts]
    assert cells(b"".join(pour_xlsx("x", COLUMNS, rows)), as_shared) == cells(
        as_xlsx([OutputSheet("x", COLUMNS, rows)])
    )


def counted(rows: int, read: list[int]) -> Iterator[Sequence[Value]]:
    for number in range(rows):
        read.append(number)
        yield f"personne {number} {number * 7919 % 1000}", None


def test_first_bytes_leave_before_any_row_is_read_and_the_others_go_on() -> None:
    for pour in (lambda rows: pour_csv(COLUMNS, rows), lambda rows: pour_xlsx("x", COLUMNS, rows)):
        read: list[int] = []
        seen = [(len(read), len(part)) for part in pour(counted(30_000, read))]
        assert seen[0][0] == 0
        assert seen[0][1] > 0
        assert max(later - sooner for (sooner, _), (later, _) in pairwise(seen)) < 5_000
