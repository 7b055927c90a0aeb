"""The rulebook on paper: complete, doubts first, and readable by everyone."""

from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from cesp_portal.common.rules.findings import Confidence
from cesp_portal.dashboard.rules.report import all_parameters, rows_of, rules_report


# One process lays the pages out, for all the tests.
@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The two files, written once."""
    folder = tmp_path_factory.mktemp("regles")
    call_command("rules_report", output=folder, stdout=StringIO())
    return folder


def test_page_holds_every_parameter_and_every_finding(folder: Path) -> None:
    html = (folder / "regles-cesp.html").read_text(encoding="utf-8")
    for parameter in all_parameters():
        assert f"<code>{parameter.name}</code>" in html
    for finding in rules_report().findings:
        assert f"<code>{finding.code}</code>" in html
    assert html.index('id="a-confirmer"') < html.index('id="theme-1"')


def test_pdf_is_tagged_french_and_complete(folder: Path) -> None:
    pdf = PdfReader(BytesIO((folder / "regles-cesp.pdf").read_bytes()))
    assert pdf.trailer["/Root"]["/Lang"] == "fr"
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "À confirmer" in pdf.pages[0].extract_text()
    # Each parameter is a heading, hence a bookmark: reading all the pages would cost as much as laying them out.
    bookmarks = set(titles(pdf.outline))
    assert {parameter.label for parameter in all_parameters()} <= bookmarks


def titles(outline: list[Any]) -> Iterator[str]:
    """The bookmarks of a document, those inside others too."""
    for entry in outline:
        if isinstance(entry, list):
            yield from titles(entry)
        else:
            yield entry.title


def test_every_doubt_is_listed_and_no_certainty_is() -> None:
    report = rules_report()
    listed = [row.value for rows in report.to_confirm.values() for row in rows]
    assert listed
    assert all(value.confidence is not Confidence.TEXT for value in listed)
    sure = sum(row.value.confidence is Confidence.TEXT for one in all_parameters() for row in rows_of(one))
    assert len(listed) + sure == report.values


def test_value_of_several_regimes_is_one_row() -> None:
    minimum = next(one for one in all_parameters() if one.name == "minimum_months")
    assert "national ; régime R2, R3" in {row.scope for row in rows_of(minimum)}


def test_scope_speaks_french() -> None:
    scopes = {row.scope for one in all_parameters() for row in rows_of(one)}
    assert "national ; situation DES obtenu, thèse non soutenue" in scopes
    assert "national ; régime R1-MED, R1-ODO, R2, R3, à confirmer" in scopes
    assert not [scope for scope in scopes if "_" in scope or "medecine" in scope]


def test_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "x").touch()
    with pytest.raises(CommandError, match="Impossible d'écrire dans"):
        call_command("rules_report", output=tmp_path / "x" / "y", stdout=StringIO())
