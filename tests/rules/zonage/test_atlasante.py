"""Files of AtlaSanté: several professions and regions in one table, each row with the day of its order."""

import datetime as dt

import pytest

from tests.rules.zonage.sheets_as_text import TODAY, codes, located, read
from zonage.rules.files.territory import Territory
from zonage.rules.files.zoning import Asked

ATLASANTE = (
    "source,date_maj,niveau,code,lib,com_code,com_lib,com_region,pop,tvs_code,"
    "zmed_niveau,zmed_date_arrete,zide_niveau,zide_date_arrete,zsf_niveau,zsf_date_arrete,zdent_niveau,zdent_date_arrete"
)


def atlasante(*rows: str) -> str:
    return "\n".join([ATLASANTE, *rows])


ROW = (
    "x,30/07/2026,COM,{code},n,{code},n,{region},1 306,11203,{med},{day},"
    "5_Sur_dotee,12/11/2025,3_intermediaire,29/10/2024,1_Tres_sous_dotee,22/10/2024"
)


def test_atlasante_feeds_three_professions_and_several_regions(territory: Territory) -> None:
    text = atlasante(
        ROW.format(code="11132", region="Occitanie", med="2_ZAC", day="30/10/2025"),
        ROW.format(code="97617", region="Mayotte", med="1_ZIP", day="05/06/2023"),
    )
    file = read(text, territory, separator=",")
    assert (file.file_format, file.professions, file.regions) == (
        "atlasante",
        ("medecine", "odontologie", "maieutique"),
        ("06", "76"),
    )
    days = {(part.profession, part.region): str(part.order_on) for part in file.parts}
    assert days["medecine", "76"] == "2025-10-30"
    assert days["medecine", "06"] == "2023-06-05"
    assert days["odontologie", "76"] == "2024-10-22"
    assert str(file.file_date) == "2026-07-30"
    assert file.parts[0].tvs == ["11203"]


def test_atlasante_rows_of_two_orders_keep_each_their_own(territory: Territory) -> None:
    text = atlasante(
        ROW.format(code="11132", region="Occitanie", med="2_ZAC", day="30/10/2025"),
        ROW.format(code="11262", region="Occitanie", med="4_ZAR", day="15/05/2022"),
    )
    file = read(text, territory, Asked(profession="medecine"), separator=",")
    (part,) = file.parts
    assert str(part.order_on) == "2025-10-30"
    assert [str(day) for day in part.orders] == ["2025-10-30", "2022-05-15"]
    assert "Z_MIXED_ORDERS" in codes(file, blocking=False)


def test_atlasante_not_concerned_is_not_read_as_a_level(territory: Territory) -> None:
    text = atlasante(ROW.format(code="11132", region="Occitanie", med="NC", day="NC"))
    file = read(text, territory, Asked(profession="medecine"), separator=",")
    assert file.levels == {"NC": 1}
    assert not file.refused


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("31/02/2025", "Z_DATE_INVALID"),
        ("10/30/2025", "Z_DATE_INVALID"),
        ("30/10/25", "Z_DATE_INVALID"),
        ("45960", "Z_DATE_INVALID"),
        ("30/07/2027", "Z_ORDER_AFTER_FILE"),
    ],
)
def test_atlasante_days_that_cannot_be_are_located(day: str, code: str, territory: Territory) -> None:
    text = atlasante(ROW.format(code="11132", region="Occitanie", med="2_ZAC", day=day))
    file = read(text, territory, Asked(profession="medecine"), separator=",")
    assert located(file, code) == [(2, day)]


@pytest.mark.parametrize("edited", ["", "30/07/2029"])
def test_order_of_a_day_to_come_is_refused_whatever_the_edition_says(
    edited: str, territory: Territory
) -> None:
    row = ROW.replace("30/07/2026", edited)
    days = {TODAY: [], TODAY + dt.timedelta(days=1): [(2, "01/12/2026")]}
    for day, found in days.items():
        text = atlasante(row.format(code="11132", region="Occitanie", med="2_ZAC", day=f"{day:%d/%m/%Y}"))
        file = read(text, territory, Asked(profession="medecine"), separator=",")
        assert located(file, "Z_ORDER_TO_COME") == found
        assert file.refused is bool(found)


@pytest.mark.parametrize(
    "day", ["30/10/2025", "30-10-2025", "30.10.2025", "2025-10-30", "2025-10-30 00:00:00", "30 octobre 2025"]
)
def test_atlasante_days_written_in_full_are_read(day: str, territory: Territory) -> None:
    text = atlasante(ROW.format(code="11132", region="Occitanie", med="2_ZAC", day=day))
    (part,) = read(text, territory, Asked(profession="medecine"), separator=",").parts
    assert str(part.order_on) == "2025-10-30"


def test_atlasante_header_may_come_after_a_title_and_notes_after_the_rows(territory: Territory) -> None:
    row = ROW.format(code="11132", region="Occitanie", med="2_ZAC", day="30/10/2025")
    file = read(f"Zonages\n\n{ATLASANTE}\n{row}\nSource : DataSanté", territory, separator=",")
    assert (file.file_format, file.rows, file.refused) == ("atlasante", 1, False)
    assert located(file, "Z_NOTE_SKIPPED") == [(5, "Source : DataSanté")]


def test_atlasante_code_cut_of_its_zero_needs_its_name_and_names_the_right_department(
    territory: Territory,
) -> None:
    row = ROW.replace(",n,", ",{name},", 1).format(
        code="1004", name="{name}", region="Auvergne-Rhône-Alpes", med="2_ZAC", day="30/10/2025"
    )
    good = read(atlasante(row.format(name="Ambérieu-en-Bugey")), territory, separator=",")
    assert good.parts[0].codes == ["01004"]
    assert "Z_REGION_MISMATCH" not in codes(good)
    bad = read(atlasante(row.format(name="Fabrezan")), territory, separator=",")
    assert located(bad, "Z_CODE_CUT") == [(2, "1004")]


def test_atlasante_region_that_is_not_the_codes_is_said(territory: Territory) -> None:
    text = atlasante(ROW.format(code="11132", region="Bretagne", med="2_ZAC", day="30/10/2025"))
    assert located(read(text, territory, separator=","), "Z_REGION_MISMATCH") == [(2, "Bretagne")]
