"""Large extracts are read line by line, columns by name."""

import io
import tracemalloc
from pathlib import Path

import pytest

from cesp_portal.common.tabular.delimited import read_delimited
from cesp_portal.common.tabular.issues import Refused
from cesp_portal.common.tabular.limits import Limits
from cesp_portal.common.tabular.streaming import Record, encoding_of, stream_records, stream_rows

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"


def test_columns_are_found_by_name_and_short_lines_are_completed() -> None:
    data = "Identifiant PP|Libellé commune|Code\r\n8001|Béziers|34032\r\n\r\n8002|Nîmes\r\n".encode()
    wanted = {"identifiant": ("Identifiant PP",), "code": ("Code commune", "Code")}
    records = list(stream_records(io.BytesIO(data), wanted, separator="|", quoted=False))
    assert records == [
        Record(2, {"identifiant": "8001", "code": "34032"}),
        Record(4, {"identifiant": "8002", "code": ""}),
    ]


def test_missing_columns_are_all_named() -> None:
    with pytest.raises(Refused) as refused:
        list(stream_records(io.BytesIO(b"a;b\n1;2\n"), {"a": (), "x": (), "y": ()}))
    assert [issue.column for issue in refused.value.issues] == ["x", "y"]


def test_a_small_file_read_meanwhile_does_not_shorten_the_cells_of_a_large_one() -> None:
    lines = stream_rows(io.BytesIO(("a;b\nx;" + "y" * 90_000).encode()))
    assert next(lines) == (1, ["a", "b"])
    read_delimited(b"nom\nun\n", Limits())
    assert next(lines) == (2, ["x", "y" * 90_000])


@pytest.mark.parametrize(
    ("encoding", "expected"), [("utf-8", "utf-8-sig"), ("utf-8-sig", "utf-8-sig"), ("cp1252", "cp1252")]
)
def test_encoding_is_the_first_that_the_whole_file_obeys(encoding: str, expected: str) -> None:
    stream = io.BytesIO(("a;" * 700_000 + "Œuvre – é").encode(encoding))
    assert encoding_of(stream) == expected
    assert stream.tell() == 0


def test_encoding_that_nobody_obeys_is_refused() -> None:
    with pytest.raises(Refused):
        encoding_of(io.BytesIO(b"\xff"), ("utf-8", "ascii"))


@pytest.mark.parametrize("data", [b'a;b\n1;"2\n', b"a;b\n\xff;2\n", b"a;b\n" + b"x" * 200_000])
def test_unreadable_line_is_named(data: bytes) -> None:
    with pytest.raises(Refused) as refused:
        list(stream_rows(io.BytesIO(data)))
    assert refused.value.issues[0].line in {1, 2}


def test_quotes_are_letters_when_the_format_has_none() -> None:
    assert list(stream_rows(io.BytesIO(b'a|"b\n"c|d\n'), separator="|", quoted=False)) == [
        (1, ["a", '"b']),
        (2, ['"c', "d"]),
    ]


def test_memory_stays_flat() -> None:
    stream = io.BytesIO(b"a;b\n" + b"123456;789012\n" * 50_000)
    tracemalloc.start()
    try:
        count = sum(1 for _ in stream_records(stream, {"a": ()}))
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 50_000
    assert peak < 500_000


def test_published_extract_of_practitioners_is_read() -> None:
    path = SHARED / "finess_rpps" / "rpps_PS_LibreAcces_Personne_activite_SYNTHETIQUE.txt"
    if not path.exists():
        pytest.skip("../shared absent: the extract of practitioners was not read")
    with path.open("rb") as stream:
        encoding = encoding_of(stream)
        wanted = {"identifiant": ("Identifiant PP",), "profession": ("Code profession",)}
        records = list(stream_records(stream, wanted, encoding=encoding, separator="|", quoted=False))
    assert records
    assert all(record.values["identifiant"] for record in records)
