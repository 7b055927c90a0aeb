"""A ZIP container checked entry by entry, in memory, before anything in it is believed.

Sizes are counted while inflating: those of the headers may lie. Nothing is ever written to disk.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from cesp_portal.common.tabular.issues import Code, Issue, Refused, refusal, too_many_rows
from cesp_portal.common.tabular.limits import MEBIBYTE, Limits

_CHUNK = 64 * 1024
_COMPRESSED_CHUNK = 16 * 1024
_CENTRAL_ENTRY = b"PK\x01\x02"
_END_OF_CENTRAL = b"PK\x05\x06"
_LOCAL_ENTRY = b"PK\x03\x04"
_LOCAL_HEADER_BYTES = 30
_STORED, _DEFLATED = 0, 8
_RATIO_FLOOR = 10 * MEBIBYTE
_HOPELESS = 4  # beyond, the announced sizes alone refuse; below, inflating tells how many rows there are
_UNSAFE_NAME = re.compile(r"(^|[/\\])\.\.([/\\]|$)|^[/\\]|^[A-Za-z]:|\\|[\x00-\x1f]")
_FORBIDDEN_MARKS = tuple(
    mark.encode(encoding)
    for mark in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)
_MARK_SIGN = b"!"
_LONGEST_MARK = max(len(mark) for mark in _FORBIDDEN_MARKS)
_ROW_MARK = b"<row"

_SEND_AGAIN = (
    "Ouvrez la liste dans votre tableur, enregistrez-la au format « Classeur Excel (.xlsx) », "
    "puis renvoyez-la."
)
_IF_AGAIN = f"Si cela recommence : {_SEND_AGAIN[0].lower()}{_SEND_AGAIN[1:]}"
_BOMB = f"Le classeur est anormalement volumineux une fois décompressé : il n'a pas été ouvert. {_SEND_AGAIN}"


class Archive:
    """The entries of a ZIP that passed every check; `inflate` gives their content again, piece by piece."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._data = memoryview(data)
        self._limits = limits
        self._entries = _directory(data, limits)
        self._by_name = {entry.filename.casefold(): entry for entry in self._entries}
        self._refuse_lies()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the entries, as written."""
        return tuple(entry.filename for entry in self._entries)

    def holds(self, name: str) -> bool:
        """Whether the archive has this entry, whatever the case of its letters."""
        return name.casefold() in self._by_name

    def read(self, name: str) -> bytes:
        """The whole content of one entry."""
        return b"".join(self.inflate(name))

    def inflate(self, name: str) -> Iterator[bytes]:
        """The content of one entry in pieces of at most 64 KiB."""
        return self._inflated(self._by_name[name.casefold()])

    def _content(self, entry: zipfile.ZipInfo) -> memoryview:
        start = entry.header_offset
        header = bytes(self._data[start : start + _LOCAL_HEADER_BYTES])
        if len(header) < _LOCAL_HEADER_BYTES or not header.startswith(_LOCAL_ENTRY):
            raise _corrupt("une partie est introuvable")
        begin = start + _LOCAL_HEADER_BYTES
        begin += int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
        content = self._data[begin : begin + entry.compress_size]
        if len(content) != entry.compress_size:
            raise _corrupt("une partie est coupée")
        return content

    def _inflated(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        content = self._content(entry)
        if entry.compress_type == _STORED:
            yield from (bytes(content[start : start + _CHUNK]) for start in range(0, len(content), _CHUNK))
            return
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        for start in range(0, len(content), _COMPRESSED_CHUNK):
            pending: bytes | memoryview = content[start : start + _COMPRESSED_CHUNK]
            while pending:
                yield inflater.decompress(pending, _CHUNK)
                pending = inflater.unconsumed_tail
        yield inflater.flush()
        if not inflater.eof:
            raise _corrupt("une partie est coupée")

    def _refuse_lies(self) -> None:
        """Inflate everything once, counting: size, checksum, forbidden declarations, rows."""
        total = rows = 0
        issues: list[Issue] = []
        for entry in self._entries:
            size, crc, tail, forbidden = 0, 0, b"", False
            try:
                for piece in self._inflated(entry):
                    size += len(piece)
                    total += len(piece)
                    crc = zlib.crc32(piece, crc)
                    window = tail + piece
                    suspect = _MARK_SIGN in window and not forbidden  # one letter is found many times faster
                    forbidden = forbidden or (suspect and any(mark in window for mark in _FORBIDDEN_MARKS))
                    rows += window.count(_ROW_MARK)
                    tail = piece[-_LONGEST_MARK:]
                    if total > self._limits.max_inflated:
                        raise Refused([*issues, *_bomb(rows, self._limits)])
            except zlib.error:
                raise _corrupt("une partie ne se décompresse pas") from None
            if self._ratio_is_absurd(size, entry):
                raise Refused([*issues, *_bomb(rows, self._limits)])
            if forbidden:
                raise refusal(Code.XML_FORBIDDEN, _FORBIDDEN_XML, value=entry.filename)
            if size != entry.file_size:
                issues += _lies(entry, size, self._limits)
            elif crc != entry.CRC:
                raise _corrupt("une somme de contrôle est fausse")
        if issues:
            raise Refused(issues)

    def _ratio_is_absurd(self, size: int, entry: zipfile.ZipInfo) -> bool:
        return size > _RATIO_FLOOR and size > self._limits.max_ratio * max(entry.compress_size, 1)


_FORBIDDEN_XML = (
    "Le classeur contient une déclaration XML interdite (DOCTYPE ou ENTITY), qu'un tableur n'écrit jamais. "
    "Rien n'a été lu. Recopiez la liste dans un classeur neuf, puis renvoyez-le."
)


def _directory(data: bytes, limits: Limits) -> list[zipfile.ZipInfo]:
    if _END_OF_CENTRAL not in data:
        message = f"Le fichier est incomplet : l'envoi a été coupé. Renvoyez-le. {_IF_AGAIN}"
        raise refusal(Code.ZIP_CORRUPT, message)
    if data.count(_CENTRAL_ENTRY) > limits.max_entries:
        message = f"Le classeur contient plus de {limits.max_entries} parties. {_SEND_AGAIN}"
        raise refusal(Code.ZIP_BOMB, message)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (
        zipfile.BadZipFile,
        zlib.error,
        ValueError,
        NotImplementedError,
        OverflowError,
        EOFError,
        LookupError,
    ):
        raise _corrupt("son sommaire est illisible") from None
    _refuse_suspect(entries, limits)
    return entries


def _refuse_suspect(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    names = [entry.filename.casefold() for entry in entries]
    if len(set(names)) != len(names):
        raise _corrupt("deux parties portent le même nom")
    for entry in entries:
        if _UNSAFE_NAME.search(entry.filename) or _UNSAFE_NAME.search(entry.orig_filename):
            raise refusal(
                Code.ZIP_CORRUPT,
                f"Le classeur contient une partie au nom interdit : il n'a pas été ouvert. {_SEND_AGAIN}",
                value=entry.orig_filename,
            )
        if entry.flag_bits & 0x1:
            message = (
                "Le classeur est protégé par un mot de passe. Enlevez le mot de passe, puis renvoyez-le."
            )
            raise refusal(Code.ENCRYPTED, message)
        if entry.compress_type not in (_STORED, _DEFLATED):
            raise _corrupt("une partie est compressée d'une façon inconnue")
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            message = f"Les parties du classeur se chevauchent : il n'a pas été ouvert. {_SEND_AGAIN}"
            raise refusal(Code.ZIP_BOMB, message)
        end = entry.header_offset + _LOCAL_HEADER_BYTES + entry.compress_size
    declared = sum(entry.file_size for entry in entries)
    if declared > _HOPELESS * limits.max_inflated:
        raise refusal(Code.ZIP_BOMB, _BOMB)


def _bomb(rows: int, limits: Limits) -> list[Issue]:
    issues = [Issue(Code.ZIP_BOMB, _BOMB)]
    if rows > limits.max_lines:
        issues.insert(0, too_many_rows(limits.max_rows))
    return issues


def _lies(entry: zipfile.ZipInfo, size: int, limits: Limits) -> list[Issue]:
    message = (
        f"Le classeur annonce une taille fausse pour l'une de ses parties ({entry.file_size} octets annoncés, "
        f"{size} trouvés) : il est abîmé ou trafiqué. {_SEND_AGAIN}"
    )
    issues = [Issue(Code.ZIP_CORRUPT, message)]
    hides_or_boasts = size > entry.file_size or entry.file_size > limits.max_inflated
    return [Issue(Code.ZIP_BOMB, _BOMB), *issues] if hides_or_boasts else issues


def _corrupt(reason: str) -> Refused:
    return refusal(Code.ZIP_CORRUPT, f"Le classeur est abîmé ({reason}). Renvoyez-le. {_IF_AGAIN}")
