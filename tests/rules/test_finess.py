"""The extract of FINESS: both encodings, overseas codes, quoted names, and files that are something else."""

import datetime as dt
from pathlib import Path

import pytest

from installations.rules.finess import FinessUnreadable, edition_of, encoding_of, establishments, insee_code

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "finess_rpps"
ROW = (
    "structureet;{finess};010780054;{name};{long_name};;;900;RTE;DE PARIS;;;{commune};{department};X;{postal};"
    "0474454647;;355;Centre Hospitalier (C.H.);1102;Centres Hospitaliers;;8610Z;03;ARS;1;Public;;;2020-02-04;\n"
)


def row(**values: str) -> str:
    """Return one invented line of the file."""
    return ROW.format(
        **{
            "finess": "990000001",
            "name": "CH INVENTE",
            "long_name": "",
            "commune": "451",
            "department": "01",
            "postal": "01440 VIRIAT",
            **values,
        }
    )


@pytest.mark.parametrize(
    ("department", "commune", "code"),
    [
        ("01", "451", "01451"),
        ("2A", "004", "2A004"),
        ("2B", "033", "2B033"),
        ("9A", "105", "97105"),
        ("9B", "209", "97209"),
        ("9C", "302", "97302"),
        ("9D", "411", "97411"),
        ("9F", "608", "97608"),
        ("9J", "613", "98613"),
        ("95", "018", "95018"),
    ],
)
def test_a_commune_is_named_as_the_insee_does(department: str, commune: str, code: str) -> None:
    assert insee_code(department, commune) == code


def test_an_edition_in_latin_1_and_one_in_utf_8_say_the_same() -> None:
    line = row(name="MAISON DE SANTÉ DE L'ÉTOILE")
    for encoding, expected in (("utf-8", "utf-8-sig"), ("latin-1", "latin-1")):
        content = line.encode(encoding)
        # Cut in the middle of a character: chunks are not lines.
        found = encoding_of([content[:40], content[40:41], content[41:]])
        assert found == expected
        assert next(establishments([content.decode(found)])).name == "MAISON DE SANTÉ DE L'ÉTOILE"


def test_a_line_says_name_address_town_and_category() -> None:
    one = next(establishments([row(long_name='"LE ""GRAND""  HOPITAL ; SITE NORD"')]))
    assert (one.name, one.address) == ('LE "GRAND" HOPITAL ; SITE NORD', "900 RTE DE PARIS")
    assert (one.commune_code, one.postal_code, one.town) == ("01451", "01440", "VIRIAT")
    assert one.category == "Centre Hospitalier (C.H.)"


def test_lines_of_coordinates_are_passed_over() -> None:
    lines = [row(), "geolocalisation;990000001;1;2;1,ATLASANTE,96,BAN,EPSG:2154;2026-05-12\n"]
    assert len(list(establishments(lines))) == 1


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([row(), "autre;1;2\n"], "Ligne 3"),
        ([row(), "structureet;1;2\n"], "Ligne 3"),
        ([row(), 'structureet;1;"jamais fermé\n'], "guillemets"),
        ([row(), "<html>\n"], "Ligne 3"),
    ],
)
def test_another_file_is_told_by_its_line(lines: list[str], words: str) -> None:
    with pytest.raises(FinessUnreadable, match=words):
        list(establishments(lines))


@pytest.mark.parametrize("line", ["", "finess;etalab;111;hier\n", "structureet;1\n", "finess\n"])
def test_the_first_line_says_the_day_of_the_edition(line: str) -> None:
    assert edition_of("finess;etalab;111;2026-05-12\n") == dt.date(2026, 5, 12)
    with pytest.raises(FinessUnreadable):
        edition_of(line)


def test_the_published_extract_is_read_whole() -> None:
    path = SHARED / "finess_etalab-cs1100502_extrait_reel_20260512.csv"
    if not path.exists():
        pytest.skip("../shared absent: the published extract of FINESS is not here")
    with path.open(encoding=encoding_of([path.read_bytes()]), newline="") as lines:
        assert edition_of(next(lines)) == dt.date(2026, 5, 12)
        found = list(establishments(lines))
    assert len(found) == 10
    assert all(len(one.commune_code) == 5 and len(one.finess) == 9 for one in found)
    assert {one.commune_code[:2] for one in found} & {"97"}
