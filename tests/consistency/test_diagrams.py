"""The diagrams of the documentation are the tables of the code."""

from pathlib import Path

import pytest

from cesp_portal.common.rules.transitions import Transitions
from contracts.rules.contract_lifecycle import CONTRACT_LIFECYCLE
from contracts.rules.offer_lifecycle import OFFER_LIFECYCLE

PAGE = Path(__file__).resolve().parents[2] / "docs" / "selection.md"


@pytest.mark.parametrize("lifecycle", [OFFER_LIFECYCLE, CONTRACT_LIFECYCLE], ids=lambda one: one.name)
def test_the_page_draws_the_table(lifecycle: Transitions) -> None:
    assert lifecycle.mermaid() in PAGE.read_text()
