"""Damaged files, thousands of them, each made from a seed: every one gets a verdict, none a crash.

Sixty run with the suite; `MUTANTS=2000` runs as many as asked (`make mutants`).
"""

import codecs
import io
import json
import os
import random
import time
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from cesp_portal.common.tabular.child import answer_to
from cesp_portal.common.tabular.reading import book_of, read_book
from contracts.rules.selection_files import LIST_LIMITS, ListContext, Outcome, check
from contracts.rules.selection_files.blank import blank_xlsx
from tests.factories.selection_files import as_csv, as_xlsx, candidates, repacked, table

MUTANTS = int(os.environ.get("MUTANTS", "60"))
SHARDS = 4
CORPUS = Path(__file__).resolve().parents[4] / "shared" / "badfiles"
SWOLLEN = 100_000  # a bomb is not unpacked to be damaged inside
CONTEXT = ListContext(frozenset({"medecine"}), 5)


def shared_strings() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(table(candidates())):
            sheet.write_row(number, 0, row)
    return buffer.getvalue()


SOURCES: tuple[tuple[str, bytes], ...] = (
    ("csv", as_csv()),
    ("csv", as_csv(separator=",", encoding="cp1252", end="\n")),
    ("csv", as_csv(separator="\t", encoding="utf-16")),
    ("xlsx", as_xlsx()),
    ("xlsx", shared_strings()),
    ("xlsx", blank_xlsx({"medecine"})),
)


def flip(data: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(data)
    for _ in range(chance.randint(1, 20)):
        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
    return bytes(damaged)


def cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def drop(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.randint(1, 200) :]


def repeat(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    piece = data[start : start + chance.randint(1, 400)]
    return data[:start] + piece * chance.randint(2, 20) + data[start:]


def insert(data: bytes, chance: random.Random) -> bytes:
    tokens = (
        b'"',
        b";",
        b",",
        b"\r",
        b"\n",
        b"\x00",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"<",
        b"&x;",
        b"<!DOCTYPE x>",
        b"]]>",
    )
    damaged = data
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(damaged) + 1)
        damaged = damaged[:place] + chance.choice(tokens) + damaged[place:]
    return damaged


def corrupt_header(data: bytes, chance: random.Random) -> bytes:
    """Overwrite a field of one of the container's headers."""
    marks = (b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06")
    places = [place for mark in marks for place in range(len(data)) if data.startswith(mark, place)]
    if not places:
        return flip(data, chance)
    start = chance.choice(places) + chance.randrange(4, 46)
    value = chance.choice(
        (b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", chance.randbytes(4), chance.randbytes(2))
    )
    return data[:start] + value + data[start + len(value) :]


def damage_inside(data: bytes, chance: random.Random) -> bytes:
    """Damage a part of a sound workbook and pack it again with a right checksum."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = chance.choice(archive.namelist())
    damage = chance.choice((flip, cut, drop, repeat, insert))
    return repacked(data, change={part: lambda content: damage(content, chance) if content else content})


def published() -> list[tuple[str, bytes]]:
    """Name and bytes of the published bad files that hold something to damage; none when they are not there."""
    return [
        (path.name, path.read_bytes())
        for path in sorted(CORPUS.glob("[0-9]*"))
        if path.suffix in LIST_LIMITS.extensions and path.stat().st_size > len(codecs.BOM_UTF8)
    ]


DAMAGES = (flip, cut, drop, repeat, insert, corrupt_header)


def mutant(seed: int) -> tuple[str, bytes]:
    """The kind and the bytes of one damaged file, always the same for a seed."""
    chance = random.Random(seed)  # noqa: S311 - a seed that gives the same file again is what is wanted
    kind, data = chance.choice(SOURCES)
    return kind, damaged(data, chance, inside=kind == "xlsx" and chance.random() < 0.6)


def damaged(data: bytes, chance: random.Random, *, inside: bool) -> bytes:
    if inside:
        data = damage_inside(data, chance)
    for _ in range(chance.choice((0, 0, 1)) if inside else chance.choice((1, 1, 2))):
        data = chance.choice(DAMAGES)(data, chance) or b"x"
    return data


@pytest.mark.parametrize("shard", range(SHARDS))
def test_damaged_file_gets_a_verdict_in_less_than_two_seconds(shard: int) -> None:
    for seed in range(shard, MUTANTS, SHARDS):
        kind, data = mutant(seed)
        started = time.process_time()
        verdict = check(book_of(answer_to(data, kind, LIST_LIMITS), "", kind, LIST_LIMITS), CONTEXT)
        assert time.process_time() - started < 2, seed
        assert verdict.verdict is not Outcome.REJECT or verdict.issues, seed
        assert verdict.verdict is not Outcome.ACCEPT or verdict.rows, seed
        assert all(issue.message and len(issue.value) <= 80 for issue in verdict.issues), seed
        json.dumps([issue.value for issue in verdict.issues])


@pytest.mark.skipif(not CORPUS.is_dir(), reason="../shared absent: the published files were not damaged")
@pytest.mark.parametrize("shard", range(SHARDS))
def test_damaged_published_file_gets_a_verdict_in_less_than_two_seconds(shard: int) -> None:
    sources = published()
    for seed in range(shard, MUTANTS, SHARDS):
        chance = random.Random(seed)  # noqa: S311 - idem
        name, source = chance.choice(sources)
        sound = zipfile.is_zipfile(io.BytesIO(source)) and len(source) < SWOLLEN
        data = damaged(source, chance, inside=sound and chance.random() < 0.6)
        started = time.process_time()
        verdict = check(read_book(data, name, LIST_LIMITS, ask=answer_to), CONTEXT)
        assert time.process_time() - started < 2, (seed, name)
        assert verdict.verdict is not Outcome.REJECT or verdict.issues, (seed, name)
        assert verdict.verdict is not Outcome.ACCEPT or verdict.rows, (seed, name)


@pytest.mark.parametrize("seed", range(4))
def test_confined_child_answers_as_this_process_does(seed: int) -> None:
    kind, data = mutant(seed)
    confined = read_book(data, f"liste.{kind}")
    here = book_of(answer_to(data, kind, LIST_LIMITS), confined.sha256, kind, LIST_LIMITS)
    assert confined == here or confined.issues[0].code in {"F_TYPE_MISMATCH", "F_EMPTY"}
