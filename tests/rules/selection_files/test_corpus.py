"""Every file of the published corpus gets its verdict, through the same door as the form and the command."""

import json
from pathlib import Path
from typing import Any

import pytest

from contracts.rules.selection_files import ListContext, verdict_of

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "badfiles"


def cases() -> list[dict[str, Any]]:
    try:
        return json.loads((CORPUS / "expected.json").read_text())["files"]
    except FileNotFoundError:
        return []


@pytest.mark.skipif(not cases(), reason="../shared absent: the corpus of bad files was not run")
@pytest.mark.parametrize("case", cases(), ids=lambda case: case["file"])
def test_published_file_gets_its_verdict(case: dict[str, Any]) -> None:
    context = ListContext(frozenset({"medecine"}), case["context"].get("quota", 5))
    verdict = verdict_of((CORPUS / case["file"]).read_bytes(), case["file"], context)
    codes = {issue.code for issue in verdict.issues}
    assert verdict.verdict in (case["verdict"], case["context"].get("alt_verdict"))
    assert verdict.importable_rows == case["rows"]
    assert not case["codes"] or codes & set(case["codes"])
    assert all(
        len(issue.value) <= 80 and issue.value.isprintable() and issue.message for issue in verdict.issues
    )
