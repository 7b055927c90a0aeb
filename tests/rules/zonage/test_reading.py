"""Zoning files: formats recognised, quirks put right only when certain, problems located."""

from dataclasses import replace

import pytest

from tests.rules.zonage.sheets_as_text import TODAY, codes, located, read
from zonage.rules.files.reading import read_zoning
from zonage.rules.files.sheets import Sheet
from zonage.rules.files.territory import Territory
from zonage.rules.files.zoning import Asked


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
