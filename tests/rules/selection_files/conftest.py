"""What every test of the verdict shares."""

from collections.abc import Callable
from typing import Any

import pytest

from contracts.rules.selection_files import ListContext, Verdict, verdict_of

Check = Callable[..., Verdict]


@pytest.fixture
def check() -> Check:
    """The verdict on bytes, for a faculty of medicine with five contracts unless told otherwise."""

    def verdict(data: bytes, filename: str = "liste.csv", **context: Any) -> Verdict:
        facts = {"filieres": frozenset({"medecine"}), "quota": 5} | context
        return verdict_of(data, filename, ListContext(**facts))

    return verdict
