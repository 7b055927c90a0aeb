"""What every test of the verdict shares."""

from collections.abc import Callable
from typing import Any

import pytest

from cesp_portal.common.tabular.child import answer_to
from cesp_portal.common.tabular.reading import read_book
from contracts.rules import selection_files
from contracts.rules.selection_files import ListContext, Verdict, verdict_of

Check = Callable[..., Verdict]


def context_of(**facts: Any) -> ListContext:
    """A faculty of medicine with five contracts unless told otherwise."""
    return ListContext(**({"filieres": frozenset({"medecine"}), "quota": 5} | facts))


@pytest.fixture
def check() -> Check:
    """The verdict on bytes of our own making, parsed in this process: a child for each would take half the time."""

    def verdict(data: bytes, filename: str = "liste.csv", **facts: Any) -> Verdict:
        context = context_of(**facts)
        return selection_files.check(read_book(data, filename, context.limits, ask=answer_to), context)

    return verdict


@pytest.fixture
def check_confined() -> Check:
    """The verdict through the door of the form and of the command."""

    def verdict(data: bytes, filename: str = "liste.csv", **facts: Any) -> Verdict:
        return verdict_of(data, filename, context_of(**facts))

    return verdict
