"""Workbooks that lie, hide, swell or carry something to run."""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest

from tests.factories.selection_files import (
    SHEET_PART,
    as_csv,
    as_xlsx,
    candidate,
    repacked,
    with_sheet_changed,
)
from tests.rules.selection_files.conftest import Check

GOOD = as_xlsx()
EXTERNAL = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" Target="%s" '
    b'TargetMode="External"/></Relationships>'
)


def codes(check_confined: Check, data: bytes, filename: str = "liste.xlsx") -> set[str]:
    verdict = check_confined(data, filename)
    assert verdict.verdict == "reject"
    assert verdict.rows == ()
    return {str(issue.code) for issue in verdict.issues}


def sheet_of(parts: dict[str, bytes]) -> bytes:
    return repacked(GOOD, add=parts)


def entry_patched(data: bytes, *, offset: int, value: bytes, name: bytes = SHEET_PART.encode()) -> bytes:
    """The workbook whose central entry for a part has bytes replaced at an offset of that entry."""
    patched = bytearray(data)
    entry = data.index(b"PK\x01\x02", data.rindex(name) - 60)
    patched[entry + offset : entry + offset + len(value)] = value
    return bytes(patched)


def sheet_offset(data: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.getinfo(SHEET_PART).header_offset


def bad_checksum() -> bytes:
    return entry_patched(GOOD, offset=16, value=b"\x00\x00\x00\x00")


def flipped_content() -> bytes:
    start = sheet_offset(GOOD) + 200
    return GOOD[:start] + bytes(byte ^ 0x55 for byte in GOOD[start : start + 8]) + GOOD[start + 8 :]


def size_understated() -> bytes:
    return entry_patched(GOOD, offset=24, value=struct.pack("<I", 100))


def size_overstated() -> bytes:
    return entry_patched(GOOD, offset=24, value=struct.pack("<I", 1_000_000))


def size_overstated_beyond_the_limit() -> bytes:
    return entry_patched(GOOD, offset=24, value=struct.pack("<I", 100 * 1024 * 1024))


def two_parts_of_one_name() -> bytes:
    buffer = io.BytesIO(GOOD)
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(SHEET_PART, b"<worksheet/>")
    return buffer.getvalue()


def many_entries() -> bytes:
    return sheet_of({f"xl/media/{number}.txt": b"" for number in range(201)})


def overlapping_entries() -> bytes:
    data = sheet_of({"xl/media/a.bin": bytes(1000)})
    return entry_patched(data, offset=42, value=struct.pack("<I", sheet_offset(data)), name=b"xl/media/a.bin")


def bomb(blank: bytes = b" ") -> bytes:
    return repacked(GOOD, change={SHEET_PART: lambda _content: blank * (60 * 1024 * 1024)})


def lying_bomb() -> bytes:
    return entry_patched(bomb(), offset=24, value=struct.pack("<I", 9_000))


def unknown_compression() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
    return buffer.getvalue()


def encrypted_entry() -> bytes:
    return entry_patched(GOOD, offset=8, value=struct.pack("<H", 1))


CONTAINERS: dict[Callable[[], bytes], set[str]] = {
    bad_checksum: {"F_ZIP_CORRUPT"},
    flipped_content: {"F_ZIP_CORRUPT"},
    size_understated: {"F_ZIP_BOMB", "F_ZIP_CORRUPT"},
    size_overstated: {"F_ZIP_CORRUPT"},
    size_overstated_beyond_the_limit: {"F_ZIP_BOMB", "F_ZIP_CORRUPT"},
    two_parts_of_one_name: {"F_ZIP_CORRUPT"},
    many_entries: {"F_ZIP_BOMB"},
    overlapping_entries: {"F_ZIP_BOMB"},
    bomb: {"F_ZIP_BOMB"},
    lying_bomb: {"F_ZIP_BOMB"},
    unknown_compression: {"F_ZIP_CORRUPT"},
    encrypted_entry: {"F_ENCRYPTED"},
}


@pytest.mark.parametrize("build", CONTAINERS, ids=lambda build: build.__name__)
def test_container_that_lies_is_refused(check_confined: Check, build: Callable[[], bytes]) -> None:
    assert codes(check_confined, build()) == CONTAINERS[build]


@pytest.mark.parametrize("share", [10, 30, 50, 70, 90, 99])
def test_truncated_workbook_is_said_to_be_incomplete(check_confined: Check, share: int) -> None:
    assert codes(check_confined, GOOD[: len(GOOD) * share // 100]) == {"F_ZIP_CORRUPT"}


@pytest.mark.parametrize("name", ["../../etc/x", "/etc/x", "C:\\x", "xl\\..\\x", "xl/../../x", "a\nb"])
def test_part_with_a_forbidden_name_is_refused(check_confined: Check, name: str) -> None:
    assert codes(check_confined, sheet_of({name: b"x"})) == {"F_ZIP_CORRUPT"}


@pytest.mark.parametrize(
    "name",
    [
        "xl/vbaProject.bin",
        "xl/VBAPROJECT.BIN",
        "xl/macrosheets/sheet1.xml",
        "xl/embeddings/o.bin",
        "xl/activeX/a.xml",
    ],
)
def test_macros_and_objects_are_refused_whatever_the_extension(check_confined: Check, name: str) -> None:
    assert codes(check_confined, sheet_of({name: b"x"})) == {"F_MACROS"}


def test_macro_content_type_is_refused(check_confined: Check) -> None:
    def declare(content: bytes) -> bytes:
        return content.replace(b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main")

    assert codes(check_confined, repacked(GOOD, change={"[Content_Types].xml": declare})) == {"F_MACROS"}


@pytest.mark.parametrize(
    "parts",
    [
        {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"},
        {"xl/connections.xml": b"<connections/>"},
        {"xl/queryTables/queryTable1.xml": b"<queryTable/>"},
        {"xl/worksheets/_rels/sheet1.xml.rels": EXTERNAL % (b"oleObject", b"file:///etc/passwd")},
        {"xl/worksheets/_rels/sheet1.xml.rels": EXTERNAL % (b"image", b"http://169.254.169.254/")},
        {"xl/drawings/_rels/drawing1.xml.rels": EXTERNAL % (b"image", b"http://169.254.169.254/")},
    ],
    ids=["link", "connection", "query", "object", "image", "image of a drawing"],
)
def test_link_to_another_file_is_refused(check_confined: Check, parts: dict[str, bytes]) -> None:
    assert codes(check_confined, sheet_of(parts)) == {"F_EXTERNAL_LINK"}


def test_mail_hyperlinks_that_spreadsheets_add_are_harmless(check_confined: Check) -> None:
    link = {"xl/worksheets/_rels/sheet1.xml.rels": EXTERNAL % (b"hyperlink", b"mailto:a@example.org")}
    assert check_confined(sheet_of(link), "liste.xlsx").verdict == "accept"


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "part",
    [
        SHEET_PART,
        "xl/workbook.xml",
        "xl/styles.xml",
        "_rels/.rels",
        "docProps/app.xml",
        "[Content_Types].xml",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_type_or_entity_declaration_is_refused_in_every_part(
    check_confined: Check, part: str, encoding: str
) -> None:
    def declare(content: bytes) -> bytes:
        text = content.decode().partition("?>")[2] or content.decode()
        return (LAUGHS.decode() + text).encode(encoding)

    assert codes(check_confined, repacked(GOOD, change={part: declare})) == {"F_XML_FORBIDDEN"}


@pytest.mark.parametrize(
    ("parts", "word"),
    [
        ({"word/document.xml": b"<x/>"}, "Word"),
        (
            {"content.xml": b"<x/>", "mimetype": b"application/vnd.oasis.opendocument.spreadsheet"},
            "LibreOffice",
        ),
        ({"xl/workbook.bin": b"x"}, "binaire"),
        ({"lisez-moi.txt": b"x"}, "archive ZIP"),
    ],
)
def test_other_documents_in_a_zip_are_named(
    check_confined: Check, parts: dict[str, bytes], word: str
) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    verdict = check_confined(buffer.getvalue(), "liste.xlsx")
    assert [issue.code for issue in verdict.issues] == ["F_TYPE_MISMATCH"]
    assert word in verdict.issues[0].message


OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000)


@pytest.mark.parametrize(
    ("data", "filename", "expected"),
    [
        (OLD_OFFICE, "liste.xlsx", "F_TYPE_MISMATCH"),
        (OLD_OFFICE + "EncryptedPackage".encode("utf-16-le"), "liste.xlsx", "F_ENCRYPTED"),
        (OLD_OFFICE, "liste.csv", "F_TYPE_MISMATCH"),
        (OLD_OFFICE, "liste.xls", "F_EXT_NOT_ALLOWED"),
        (GOOD, "liste.csv", "F_TYPE_MISMATCH"),
        (as_csv(), "liste.xlsx", "F_TYPE_MISMATCH"),
        (zlib.compress(b"x", wbits=31), "liste.csv", "F_TYPE_MISMATCH"),
        (b"%PDF-1.7\n", "liste.csv", "F_TYPE_MISMATCH"),
        (b"GIF89a\x00", "liste.csv", "F_TYPE_MISMATCH"),
        (b"\n <HTML><table>", "liste.csv", "F_TYPE_MISMATCH"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", "liste.csv", "F_TYPE_MISMATCH"),
        (b"MZ\x90\x00", "liste.csv", "F_TYPE_MISMATCH"),
        (as_csv(), "liste.txt", "F_EXT_NOT_ALLOWED"),
        (GOOD, "liste.xlsm", "F_EXT_NOT_ALLOWED"),
        (b"", "liste.xlsx", "F_EMPTY"),
        (GOOD + bytes(6 * 1024 * 1024), "liste.xlsx", "F_TOO_LARGE"),
    ],
)
def test_name_weight_and_first_bytes_must_agree(
    check_confined: Check, data: bytes, filename: str, expected: str
) -> None:
    assert codes(check_confined, data, filename) == {expected}


def test_hundred_thousand_rows_are_counted_before_anything_else(check_confined: Check) -> None:
    line = as_csv([candidate(1)]).splitlines(keepends=True)[1]
    assert codes(check_confined, as_csv([]) + line * 100_000, "liste.csv") == {
        "F_TOO_LARGE",
        "F_TOO_MANY_ROWS",
    }


def test_workbook_of_a_hundred_thousand_rows_is_refused_by_its_rows(check_confined: Check) -> None:
    def repeat(content: bytes) -> bytes:
        start, end = content.index(b'<row r="2"'), content.index(b'<row r="3"')
        row = content[start:end]
        rows = b"".join(row.replace(b'"2"', b'"%d"' % number) for number in range(2, 100_002))
        return content[:start] + rows.replace(b' r="A2"', b"") + b"</sheetData></worksheet>"

    data = repacked(GOOD, change={SHEET_PART: repeat})
    assert "F_TOO_MANY_ROWS" in codes(check_confined, data)


def test_workbook_too_heavy_and_too_long_is_told_both(check_confined: Check) -> None:
    noise = random.Random(1)  # noqa: S311 - a filler that does not compress
    row = '<row r="{}"><c t="inlineStr"><is><t>{}</t></is></c></row>'
    rows = "".join(row.format(number, noise.randbytes(700).hex()) for number in range(1, 9_001))
    sheet = f"<worksheet><sheetData>{rows}</sheetData></worksheet>".encode()
    data = repacked(GOOD, change={SHEET_PART: lambda _content: sheet})
    assert len(data) > 5 * 1024 * 1024
    assert codes(check_confined, data) == {"F_TOO_LARGE", "F_TOO_MANY_ROWS"}


def test_far_away_blank_cell_is_nothing(check_confined: Check) -> None:
    far = b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    assert check_confined(with_sheet_changed(b"</sheetData>", far), "liste.xlsx").verdict == "accept"


def test_far_away_value_is_pointed_at(check_confined: Check) -> None:
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    verdict = check_confined(with_sheet_changed(b"</sheetData>", far), "liste.xlsx")
    assert [issue.code for issue in verdict.issues] == ["R_COLUMNS"]
    assert "XFD1048576" in verdict.issues[0].message


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'r="A3"', b'r="A2"'),
        (b'r="B2"', b'r="A2"'),
        (b'<row r="3"', b'<row r="2"'),
        (b'<row r="3"', b'<row r="99999999"'),
        (b'r="A2"', b'r="ZZZZ2"'),
        (b"</sheetData>", b"<row"),
        (b't="inlineStr"', b't="s"'),
        (b"<sheetData>", b'<?xml version="1.0" encoding="cp037"?><sheetData>'),
    ],
)
def test_sheet_that_contradicts_itself_is_refused(check_confined: Check, old: bytes, new: bytes) -> None:
    data = with_sheet_changed(old, new)
    if old == b't="inlineStr"':
        data = repacked(
            data, change={SHEET_PART: lambda content: content.replace(b"<is><t>nom</t></is>", b"<v>7</v>")}
        )
    assert codes(check_confined, data) == {"F_ZIP_CORRUPT"}


def test_one_long_shared_text_used_everywhere_does_not_swell(check_confined: Check) -> None:
    sheet = b"".join(b'<row r="%d">%s</row>' % (row, b'<c t="s"><v>0</v></c>' * 100) for row in range(1, 101))
    shared = b"<sst><si><t>%s</t></si></sst>" % (b"x" * 1_000_000)
    relation = (
        b'<Relationship Id="rId99" Target="sharedStrings.xml" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>'
    )
    data = repacked(
        GOOD,
        change={
            SHEET_PART: lambda _content: b"<worksheet><sheetData>" + sheet + b"</sheetData></worksheet>",
            "xl/_rels/workbook.xml.rels": lambda content: content.replace(b"</Relationships>", relation),
        },
        add={"xl/sharedStrings.xml": shared},
    )
    assert codes(check_confined, data) == {"F_TOO_LARGE"}


def test_control_character_escaped_in_a_cell_is_refused(check_confined: Check) -> None:
    data = as_xlsx([candidate(1, specialite="a_x0000_b")])
    assert codes(check_confined, data) == {"F_CONTROL_CHARS"}
