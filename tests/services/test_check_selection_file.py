"""The command answers as the form does, in JSON or in words, without a database."""

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.factories.selection_files import as_csv, as_xlsx, candidates

ROOT = Path(__file__).resolve().parents[2]


def answer(path: Path, *options: str) -> dict[str, object]:
    out = StringIO()
    call_command(
        "check_selection_file",
        str(path),
        "--filieres",
        "medecine",
        "--quota",
        "5",
        "--json",
        *options,
        stdout=out,
    )
    answered: dict[str, object] = json.loads(out.getvalue())
    return answered


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "liste.csv"
    path.write_bytes(as_csv())
    return path


def test_good_file_is_accepted_with_its_number_of_rows(good: Path) -> None:
    assert answer(good) == {"verdict": "accept", "rows": 12, "issues": []}


def test_each_issue_has_code_line_column_value_and_message(tmp_path: Path) -> None:
    path = tmp_path / "liste.xlsx"
    path.write_bytes(as_xlsx(candidates(6, 21)))
    issues = answer(path)["issues"]
    assert [sorted(issue) for issue in issues] == [["code", "column", "line", "message", "value"]] * 2
    assert [issue["code"] for issue in issues] == ["L_OVER_CAP", "L_OVER_QUOTA"]


def test_unpublished_quota_makes_the_cap_a_doubt(tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_bytes(as_csv(candidates(5, 21)))
    assert answer(path)["verdict"] == "reject"
    assert answer(path, "--quota-unpublished")["verdict"] == "confirm"


def test_ages_follow_the_academic_year(good: Path) -> None:
    assert answer(good, "--academic-year", "2012-2013")["verdict"] == "reject"


def test_words_are_given_without_json(good: Path) -> None:
    out = StringIO()
    call_command("check_selection_file", str(good), "--filieres", "medecine", stdout=out)
    assert "Fichier accepté, 12" in out.getvalue()


@pytest.mark.parametrize(
    "options",
    [
        ["--filieres", "medecine,astrologie"],
        ["--filieres", ","],
        ["--filieres", "medecine", "--quota", "-1"],
        ["--filieres", "medecine", "--academic-year", "2025"],
        ["--filieres", "medecine", "--academic-year", "2025-2027"],
    ],
)
def test_options_without_sense_are_one_sentence(good: Path, options: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("check_selection_file", str(good), *options)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("absent.csv", "il n'existe pas"),
        ("", "c'est un dossier"),
        ("x" * 300 + ".csv", "le système répond"),
        ("a\0b.csv", "le système répond"),
    ],
)
def test_file_that_cannot_be_opened_is_one_sentence(tmp_path: Path, name: str, sentence: str) -> None:
    with pytest.raises(CommandError, match=f"ne peut pas être lu : {sentence}"):
        call_command("check_selection_file", f"{tmp_path}/{name}", "--filieres", "medecine")


def test_typed_command_answers_without_loading_the_tables(good: Path) -> None:
    program = "import sys, manage; manage.main(sys.argv[1:]); sys.exit('contracts.models' in sys.modules)"
    command = ["check_selection_file", str(good), "--filieres", "medecine", "--quota", "5", "--json"]
    done = subprocess.run(
        [sys.executable, "-c", program, *command], cwd=ROOT, capture_output=True, check=True
    )
    assert json.loads(done.stdout) == {"verdict": "accept", "rows": 12, "issues": []}


@pytest.mark.parametrize(
    "name",
    [
        "con.csv",
        "a b.csv",
        "x.CSV",
        "é\u0301.csv",
        "x\u202evsc.csv",
        'a"b\r\n.csv',
        "x.exe.csv",
        f"{'n' * 250}.csv",
        "😀.csv",
    ],
)
def test_strange_file_names_change_nothing(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(as_csv())
    assert answer(path)["verdict"] == "accept"


@pytest.mark.parametrize("name", ["x.csv.exe", "csv", "x.csv.", "x.txt", "x.ods", "x.xlsm", "x.csv ", "x"])
def test_other_extensions_are_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(as_csv())
    assert [issue["code"] for issue in answer(path)["issues"]] == ["F_EXT_NOT_ALLOWED"]
