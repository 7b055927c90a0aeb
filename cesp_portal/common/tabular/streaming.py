"""Files too large to hold: published extracts of a million lines, read one line at a time, memory flat.

For files that an administrator loads by a command, not for what a visitor uploads (see `reading`).
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from cesp_portal.common.tabular.headers import find_columns
from cesp_portal.common.tabular.issues import Code, Issue, Refused, refusal

ENCODINGS = ("utf-8-sig", "cp1252", "latin-1")
_CHUNK = 1024 * 1024
_MAX_FIELD = 100_000


@dataclass(frozen=True, slots=True)
class Record:
    """One line: its physical number, from 1, and the wanted columns, stripped; empty when the line is short."""

    line: int
    values: Mapping[str, str]


def encoding_of(stream: BinaryIO, candidates: Sequence[str] = ENCODINGS) -> str:
    """The first encoding that the whole file obeys; the stream is rewound. Raises Refused when none does."""
    for encoding in candidates:
        stream.seek(0)
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            while chunk := stream.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        stream.seek(0)
        return encoding
    raise refusal(
        Code.ENCODING_AMBIGUOUS, f"Le texte n'est écrit dans aucun de ces codages : {', '.join(candidates)}."
    )


def stream_rows(
    stream: BinaryIO, *, encoding: str = "utf-8-sig", separator: str = ";", quoted: bool = True
) -> Iterator[tuple[int, list[str]]]:
    """Physical line and cells of each line that holds something. Raises Refused, located, for an unreadable one."""
    csv.field_size_limit(_MAX_FIELD)
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    reader = (
        csv.reader(text, delimiter=separator, strict=True)
        if quoted
        else csv.reader(text, delimiter=separator, quoting=csv.QUOTE_NONE)
    )
    line = 1
    try:
        for cells in reader:
            begun, line = line, reader.line_num + 1
            if any(cells):
                yield begun, cells
    except csv.Error as error:
        message = f"Ligne {line} : guillemet mal fermé ou texte trop long."
        raise refusal(Code.CSV_SYNTAX, message, line=line) from error
    except UnicodeDecodeError as error:
        message = f"Après la ligne {line - 1} : des lettres ne sont pas écrites en {encoding}."
        raise refusal(Code.ENCODING_AMBIGUOUS, message, line=line) from error
    finally:
        if not stream.closed:
            text.detach()


def stream_records(
    stream: BinaryIO,
    wanted: Mapping[str, Iterable[str]],
    *,
    encoding: str = "utf-8-sig",
    separator: str = ";",
    quoted: bool = True,
) -> Iterator[Record]:
    """The wanted columns (name -> other titles accepted) of each line below the header line.

    Raises Refused when a column is missing or a line is unreadable.
    """
    rows = stream_rows(stream, encoding=encoding, separator=separator, quoted=quoted)
    header_line, header = next(rows, (1, []))
    columns = find_columns(header, wanted)
    if columns.missing:
        raise Refused(
            [
                Issue(
                    Code.MISSING_COLUMN,
                    f"La colonne « {name} » manque dans la ligne d'en-tête.",
                    header_line,
                    name,
                )
                for name in columns.missing
            ]
        )
    positions = tuple(columns.positions.items())
    for line, cells in rows:
        width = len(cells)
        yield Record(line, {name: cells[place].strip() if place < width else "" for name, place in positions})
