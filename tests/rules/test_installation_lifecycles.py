"""Every (status, action) pair of the installations: what follows, or the refusal that says what is possible."""

import itertools

import pytest

from cesp_portal.common.rules.errors import TransitionRefused
from cesp_portal.common.rules.transitions import Transitions
from installations.rules.lifecycles import DECISION, PRACTICE, REQUEST, TRANSMISSION

TABLES = (REQUEST, DECISION, PRACTICE, TRANSMISSION)
PAIRS = [
    pytest.param(table, status, action, id=f"{table.name}-{status}-{action}")
    for table in TABLES
    for status, action in itertools.product(table.status_labels, table.action_labels)
]


@pytest.mark.parametrize(("table", "status", "action"), PAIRS)
def test_each_pair_leads_somewhere_or_is_refused_in_words(
    table: Transitions, status: str, action: str
) -> None:
    if (status, action) in table.table:
        assert table.after(status, action) in table.status_labels
        assert action in table.actions_from(status)
    else:
        with pytest.raises(TransitionRefused) as refused:
            table.after(status, action)
        assert table.action_labels[action] in str(refused.value)


def test_a_request_is_decided_only_once_sent() -> None:
    assert [status for status in REQUEST.status_labels if REQUEST.allows(status, "decide")] == ["submitted"]


def test_only_what_waits_for_a_signature_is_signed() -> None:
    assert [status for status in DECISION.status_labels if DECISION.allows(status, "sign")] == ["to_sign"]


def test_what_was_replaced_taken_back_or_abandoned_is_final() -> None:
    assert set(DECISION.final_statuses) == {"superseded", "retracted", "abandoned"}


def test_a_verified_period_can_only_be_verified_further() -> None:
    assert PRACTICE.actions_from("verified") == ("verify",)
