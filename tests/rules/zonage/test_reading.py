"""Zoning files: formats recognised, quirks put right only when certain, problems located."""

import csv
import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import replace

import pytest

from zonage.rules.files.reading import read_zoning
from zonage.rules.files.sheets import Sheet
from zonage.rules.files.territory import Territory
from zonage.rules.files.zoning import Asked, ZoningFile

TODAY = dt.date(2026, 11, 30)
ATLASANTE = (
    "source,date_maj,niveau,code,lib,com_code,com_lib,com_region,pop,tvs_code,"
    "zmed_niveau,zmed_date_arrete,zide_niveau,zide_date_arrete,zsf_niveau,zsf_date_arrete,zdent_niveau,zdent_date_arrete"
)


def read(text: str, territory: Territory, asked: Asked | None = None, separator: str = ";") -> ZoningFile:
    rows: Sequence[Sequence[str]] = list(csv.reader(io.StringIO(text), delimiter=separator))
    return read_zoning([Sheet("", rows)], asked or Asked(), territory, TODAY)


def codes(file: ZoningFile, *, blocking: bool | None = None) -> list[str]:
    return [problem.code for problem in file.problems if blocking is None or problem.blocking == blocking]


def located(file: ZoningFile, code: str) -> list[tuple[int | None, str]]:
    return [(problem.line, problem.value) for problem in file.problems if problem.code == code]


def cartosante(*rows: str) -> str:
    return "\n".join(
        [
            "CartoSanté; ; ",
            "Référentiel géographique : France; ; ",
            "Code;Libellé;Zonage chirurgien-dentiste",
            *rows,
        ]
    )


def test_cartosante_tells_its_profession_after_three_lines(territory: Territory) -> None:
    file = read(cartosante("11132;Fabrezan;1_Tres_sous_dotee", "97617;Tsingoni;2_Sous_dotee"), territory)
    assert (file.file_format, file.professions, file.regions, file.rows) == (
        "cartosante",
        ("odontologie",),
        ("06", "76"),
        2,
    )
    assert file.levels == {"1_Tres_sous_dotee": 1, "2_Sous_dotee": 1}


def test_cartosante_of_another_profession_is_refused(territory: Territory) -> None:
    text = cartosante("11132;Fabrezan;1_Tres_sous_dotee").replace("chirurgien-dentiste", "infirmier")
    assert located(read(text, territory), "Z_PROFESSION_UNSUPPORTED") == [(3, "Zonage infirmier")]


def test_column_of_dentists_is_not_read_as_doctors(territory: Territory) -> None:
    file = read(cartosante("11132;Fabrezan;1_Tres_sous_dotee"), territory, Asked(profession="medecine"))
    assert codes(file, blocking=True) == ["Z_PROFESSION_MISMATCH"]


def test_plain_file_names_its_profession_by_its_labels(territory: Territory) -> None:
    file = read("code_insee;zonage\n11132;2_ZAC\n11262;4_ZAR", territory)
    assert (file.file_format, file.professions, file.refused) == ("plain", ("medecine",), False)


def test_file_without_header_is_two_columns(territory: Territory) -> None:
    assert read("11132;2_ZAC\n11262;4_ZAR", territory).rows == 2


def test_five_classes_without_profession_must_be_told(territory: Territory) -> None:
    file = read("code;zonage\n11132;1_Tres_sous_dotee", territory)
    assert codes(file, blocking=True) == ["Z_PROFESSION_NEEDED"]
    asked = read("code;zonage\n11132;1_Tres_sous_dotee", territory, Asked(profession="maieutique"))
    assert asked.professions == ("maieutique",)


def test_pharmacists_have_no_zoning(territory: Territory) -> None:
    file = read("code;zonage\n11132;1_ZIP", territory, Asked(profession="pharmacie"))
    assert codes(file) == ["Z_PROFESSION_UNSUPPORTED"]
    named = read("code;zonage pharmacien\n11132;1_ZIP", territory)
    assert "aucun zonage n'existe à ce jour pour les pharmaciens" in named.problems[0].message


def test_unknown_empty_and_foreign_labels_are_located(territory: Territory) -> None:
    file = read("code;zonage\n11132;2_ZAC\n11262;7_Neuve\n34172;", territory, Asked(profession="medecine"))
    assert located(file, "Z_LABEL_UNKNOWN") == [(3, "7_Neuve")]
    assert located(file, "Z_LABEL_EMPTY") == [(4, "")]
    assert file.refused


def test_declared_label_is_accepted_with_the_eligibility_that_was_said(territory: Territory) -> None:
    asked = Asked(profession="medecine", declared=(("7_Neuve", True),))
    file = read("code;zonage\n11132;2_ZAC\n11262;7_Neuve", territory, asked)
    assert not file.refused
    ((label, kind),) = file.declared
    assert (label, kind.code, kind.is_eligible) == ("7_Neuve", "NEUVE", True)


def test_two_levels_for_one_code_are_refused_with_both_lines(territory: Territory) -> None:
    file = read("code;zonage\n11132;2_ZAC\n11132;1_ZIP", territory)
    assert located(file, "Z_TWO_LEVELS") == [(3, "11132")]
    assert "ligne 2" in next(p.message for p in file.problems if p.code == "Z_TWO_LEVELS")


def test_same_line_twice_is_only_said(territory: Territory) -> None:
    file = read("code;zonage\n11132;2_ZAC\n11132;2_ZAC", territory)
    assert located(file, "Z_DUPLICATE") == [(3, "11132")]
    assert not file.refused


def test_cut_zero_is_given_back_when_the_name_agrees(territory: Territory) -> None:
    file = read(
        "code;nom;zonage\n1001;L'Abergement-Clémenciat;2_ZAC\n01004;Ambérieu-en-Bugey;1_ZIP", territory
    )
    assert [(p.value, p.proposal) for p in file.problems if p.code == "Z_CODE_REPAIRED"] == [
        ("1001", "01001")
    ]
    assert file.parts[0].codes == ["01001", "01004"]


def test_cut_zero_is_not_guessed_when_the_name_differs(territory: Territory) -> None:
    file = read("code;nom;zonage\n1001;Arboys en Bugey;2_ZAC", territory)
    assert located(file, "Z_CODE_CUT") == [(2, "1001")]
    assert file.refused


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("'11132", "11132"),
        ("11132.0", "11132"),
        ("1001.0", "01001"),
        ("2a004", "2A004"),
        ("Fabrezan (11132)", "11132"),
    ],
)
def test_what_a_spreadsheet_adds_to_a_code_is_taken_off_and_said(
    written: str, read_as: str, territory: Territory
) -> None:
    file = read(f"code;zonage\n{written};2_ZAC", territory)
    assert [(p.value, p.proposal) for p in file.problems if p.code == "Z_CODE_REPAIRED"] == [
        (written, read_as)
    ]
    assert file.parts[0].codes == [read_as]


def test_row_that_names_another_commune_than_its_code_is_refused(territory: Territory) -> None:
    file = read("code;nom;zonage\n11132;Narbonne;2_ZAC\n11100;Narbonne;4_ZAR", territory)
    assert [(p.line, p.value, p.proposal) for p in file.problems if p.code == "Z_NAME_MISMATCH"] == [
        (2, "11132", "11262"),
        (3, "11100", "11262"),
    ]
    assert "code postal de Narbonne" in file.problems[1].message
    renamed = read("code;nom;zonage\n01015;Arbignieu;2_ZAC\n11132;Fabrezan-les-Bains;2_ZAC", territory)
    assert not renamed.refused


def test_lines_under_the_table_are_notes_and_a_hole_in_it_is_not(territory: Territory) -> None:
    text = (
        "code;nom;zonage médecins\n11132;Fabrezan;2_ZAC\nTotal;1;\n;;\nSource : ARS, arrêté du 30/10/2025;;"
    )
    file = read(text, territory)
    assert located(file, "Z_NOTE_SKIPPED") == [(3, "Total"), (5, "Source : ARS, arrêté du 30/10/2025")]
    assert (file.rows, file.refused) == (1, False)
    hole = read("code;nom;zonage médecins\nTotal;1;\n11132;Fabrezan;2_ZAC", territory)
    assert located(hole, "Z_CODE_INVALID") == [(2, "Total")]


@pytest.mark.parametrize("outside", ["non", "FALSE", "Faux"])
def test_rows_of_another_agency_are_left(outside: str, territory: Territory) -> None:
    file = read(f"code;dansMaRegion;zonage\n11132;oui;2_ZAC\n01001;{outside};1_ZIP", territory)
    assert (file.rows, file.regions) == (1, ("76",))
    assert "Z_OTHER_REGION_SKIPPED" in codes(file, blocking=False)


def test_formula_and_its_error_are_named_as_such(territory: Territory) -> None:
    file = read("code;zonage médecins\n=A1;2_ZAC\n11132;=B1\n11262;#REF!", territory)
    assert located(file, "R_FORMULA") == [(2, "=A1"), (3, "=B1")]
    assert located(file, "R_ERROR_VALUE") == [(4, "#REF!")]


def test_one_file_may_hold_a_level_column_per_profession(territory: Territory) -> None:
    text = "code;zonage médecins;zonage dentistes;zonage infirmiers\n11132;2_ZAC;1_Tres_sous_dotee;3_x"
    file = read(text, territory)
    assert file.professions == ("medecine", "odontologie")
    assert file.levels == {"2_ZAC": 1, "1_Tres_sous_dotee": 1}
    asked = read(text, territory, Asked(profession="odontologie"))
    assert asked.levels == {"1_Tres_sous_dotee": 1}


def test_label_of_another_profession_is_located(territory: Territory) -> None:
    file = read("code;zonage\n11132;2_ZAC\n11262;4_ZAR\n34172;1_Tres_sous_dotee", territory)
    assert located(file, "Z_LABEL_UNKNOWN") == [(4, "1_Tres_sous_dotee")]


@pytest.mark.parametrize(("head", "words"), [("code;nom", "du niveau"), ("nom;zonage", "du code")])
def test_column_that_is_missing_is_named(head: str, words: str, territory: Territory) -> None:
    (problem,) = read(f"{head}\n11132;Fabrezan", territory).problems
    assert (problem.code, problem.line) == ("Z_COLUMN_MISSING", 1)
    assert words in problem.message


def test_file_by_living_area_is_read_as_communes_and_says_so(territory: Territory) -> None:
    file = read("agr,picked_zonage\n11132,ZIP\n11262,HV", territory, separator=",")
    assert located(file, "Z_AREA_CODES") == [(1, "")]
    assert file.levels == {"ZIP": 1, "HV": 1}


@pytest.mark.parametrize("code", ["ABCDE", "110", "99123", "00000", "", "111320"])
def test_text_that_is_no_code_is_refused(code: str, territory: Territory) -> None:
    file = read(f"code;nom;zonage\n11132;Fabrezan;2_ZAC\n{code};Inconnue;2_ZAC", territory)
    assert located(file, "Z_CODE_INVALID") == [(3, code)]


def test_vanished_code_is_kept_and_its_successor_proposed(territory: Territory) -> None:
    file = read("code;zonage\n01001;2_ZAC\n01340;1_ZIP", territory)
    (problem,) = [found for found in file.problems if found.code == "Z_CODE_VANISHED"]
    assert (problem.line, problem.value, problem.proposal, problem.blocking) == (3, "01340", "01015", False)
    assert file.parts[0].codes == ["01001", "01340"]


def test_code_unknown_to_the_official_code_proposes_its_namesake(territory: Territory) -> None:
    file = read("code;nom;zonage\n11133;Fabrezan;2_ZAC", territory)
    (problem,) = [found for found in file.problems if found.code == "Z_CODE_UNKNOWN"]
    assert (problem.line, problem.proposal) == (2, "11132")


def test_missing_communes_are_listed(territory: Territory) -> None:
    file = read("code;zonage\n11132;2_ZAC\n11262;4_ZAR", territory)
    assert located(file, "Z_COMMUNE_MISSING") == [(None, "34172")]


def test_missing_communes_too_many_to_be_a_remark_each_are_all_listed_apart(territory: Territory) -> None:
    many = {f"34{number:03}": f"Lieu {number}" for number in range(1, 200)}
    wide = replace(territory, current=territory.current | many, expected={"76": frozenset(many)})
    file = read("code;zonage\n34001;2_ZAC", wide)
    (problem,) = [found for found in file.problems if found.code == "Z_COMMUNE_MISSING"]
    assert "198 communes" in problem.message
    assert file.parts[0].missing == tuple(sorted(many.keys() - {"34001"}))


def test_paris_speaks_for_its_arrondissements(territory: Territory) -> None:
    assert "Z_COMMUNE_MISSING" not in codes(read("code;zonage\n75056;2_ZAC", territory))
    assert "Z_COMMUNE_MISSING" not in codes(read("code;zonage\n75101;2_ZAC", territory))


def test_paris_whole_or_twice_is_said(territory: Territory) -> None:
    assert located(read("code;zonage\n75056;2_ZAC", territory), "Z_SPLIT_COMMUNE") == [(None, "75056")]
    both = read("code;zonage\n75056;2_ZAC\n75101;1_ZIP", territory)
    assert "chaque code garde" in next(p.message for p in both.problems if p.code == "Z_SPLIT_COMMUNE")
    assert "Z_SPLIT_COMMUNE" not in codes(read("code;zonage\n75101;2_ZAC", territory))


def test_plain_file_that_mixes_regions_says_so_and_is_refused_for_one_of_them(territory: Territory) -> None:
    text = "code;zonage\n11132;2_ZAC\n01001;1_ZIP"
    assert "Z_SEVERAL_REGIONS" in codes(read(text, territory), blocking=False)
    file = read(text, territory, Asked(region="76"))
    assert located(file, "Z_OTHER_REGION") == [(3, "01001")]


def test_header_without_a_row_is_refused(territory: Territory) -> None:
    assert "Z_NO_ROWS" in codes(read("code;zonage\n", territory), blocking=True)


def test_file_that_is_no_zoning_says_which_formats_are_read(territory: Territory) -> None:
    file = read("nom;prénom;âge\nDupont;Ana;30", territory)
    (problem,) = file.problems
    assert (problem.code, problem.line, problem.blocking) == ("Z_FORMAT", 1, True)
    assert file.file_format == ""


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


def test_districts_that_lie_in_two_communes_count_once(territory: Territory) -> None:
    text = "code_insee;code_qp;lib_qp;zonage_medecins\n13001;QN01301M;Un;ZIP\n"
    text += "13002;QN01301M;Un;ZIP\n13001;QN01302M;Deux;ZAC"
    file = read(text, territory)
    assert (file.file_format, file.rows, dict(file.levels)) == ("qpv", 3, {"ZIP": 1, "ZAC": 1})
    assert file.parts[0].unit == "qpv"
    assert "Z_DUPLICATE" not in codes(file)


def test_postal_codes_cut_of_their_zero_are_repaired_by_the_name(territory: Territory) -> None:
    text = "Code_postal,Nom_commune,Zonage\n"
    text += "1400,L'Abergement-Clémenciat,2_ZAC\n11100,NARBONNE,4_ZAR\n34000,Ailleurs,1_ZIP"
    file = read(text, territory, Asked(region="84"), separator=",")
    assert file.file_format == "postal"
    assert located(file, "Z_PLACE_UNKNOWN") == [(4, "34000 Ailleurs")]
    assert file.parts[0].codes == ["01001"]
    assert "Z_POSTAL_CODE_REPAIRED" in codes(file)


@pytest.mark.parametrize(
    ("postal", "name", "code"), [("75001", "Paris", "75101"), ("75000", "Paris", "75056")]
)
def test_postal_code_of_an_arrondissement_is_not_the_whole_city(
    postal: str, name: str, code: str, territory: Territory
) -> None:
    known = replace(territory, postal={**territory.postal, "75001": ("75056", "75101")})
    file = read(f"Code postal;Commune;Zonage\n{postal};{name};2_ZAC", known)
    assert file.parts[0].codes == [code]


DREES_HEAD = [
    "Code du territoire de vie-santé",
    "Code de la commune",
    "Qualification attribuée par l'arrêté régional",
]


def test_drees_sheet_of_living_areas_must_agree_with_the_communes(territory: Territory) -> None:
    communes = Sheet("Zonage_communes", [DREES_HEAD, ["11262_", "11262", "ZAC"], ["11132", "11132", "ZIP"]])
    areas = Sheet(
        "Zonage_TVS", [[DREES_HEAD[0], DREES_HEAD[2]], ["11262", "Zone de vigilance"], ["11132", "ZIP"]]
    )
    file = read_zoning([areas, communes], Asked(), territory, TODAY)
    assert located(file, "Z_TVS_MISMATCH") == [(2, "Zone de vigilance")]
    assert located(file, "Z_SHEET_MISSING") == [(None, "Zonage_QPV")]
    assert not file.refused
    alone = read_zoning([areas], Asked(), territory, TODAY)
    assert "Z_SHEET_MISSING" in codes(alone, blocking=True)


def test_drees_workbook_gives_communes_and_districts(territory: Territory) -> None:
    communes = Sheet(
        "Zonage_communes",
        [
            [
                "Code du territoire de vie-santé",
                "Code de la commune",
                "Qualification nationale issue de la concertation de 2017",
                "Qualification attribuée par l'arrêté régional",
            ],
            ["11203", "11132", "ZZ_Hors vivier", "Zone de vigilance"],
        ],
    )
    districts = Sheet(
        "Zonage_QPV",
        [
            [
                "Code du quartier prioritaire",
                "Libellé",
                "Qualification attribuée au QPV par l'arrêté régional",
            ],
            ["QP011001", "Ouest", "ZIP"],
            ["QP011002", "Est", "0"],
        ],
    )
    file = read_zoning([communes, Sheet("Zonage_TVS", [["x"]]), districts], Asked(), territory, TODAY)
    assert file.file_format == "drees"
    assert {(part.unit, part.region) for part in file.parts} == {("commune", "76"), ("qpv", "76")}
    assert file.parts[0].tvs == ["11203"]
    assert located(file, "Z_NO_LEVEL") == [(3, "0")]
    assert [problem.sheet for problem in file.problems if problem.code == "Z_NO_LEVEL"] == ["Zonage_QPV"]
    assert not file.refused
