"""Lifecycles as tables."""

import pytest

from cesp_portal.common.rules.errors import TransitionRefused
from cesp_portal.common.rules.transitions import Transitions

DOOR = Transitions(
    "porte",
    "closed",
    {("closed", "open"): "opened", ("opened", "close"): "closed", ("closed", "wall_up"): "walled"},
    {"closed": "fermée", "opened": "ouverte", "walled": "murée"},
    {"open": "ouvrir", "close": "fermer", "wall_up": "murer"},
)


def test_table_gives_the_status_that_follows() -> None:
    assert DOOR.after("closed", "open") == "opened"
    assert DOOR.allows("closed", "wall_up")
    assert DOOR.actions_from("closed") == ("open", "wall_up")


def test_refusal_says_what_is_possible() -> None:
    with pytest.raises(
        TransitionRefused, match="« ouvrir » n'est pas possible dans l'état « ouverte » ; possible : fermer"
    ):
        DOOR.after("opened", "open")
    assert not DOOR.allows("opened", "open")


def test_final_status_leaves_nothing_possible() -> None:
    assert DOOR.final_statuses == ("walled",)
    with pytest.raises(TransitionRefused, match="plus rien n'est possible"):
        DOOR.after("walled", "open")


def test_unknown_status_or_action_is_refused() -> None:
    with pytest.raises(TransitionRefused, match="burned"):
        DOOR.after("burned", "open")
    with pytest.raises(TransitionRefused, match="« burn »"):
        DOOR.after("closed", "burn")


def test_every_status_and_action_has_a_french_name() -> None:
    with pytest.raises(ValueError, match="closed"):
        Transitions(
            "porte", "closed", {("closed", "open"): "opened"}, {"opened": "ouverte"}, {"open": "ouvrir"}
        )


def test_diagram_is_drawn_from_the_table() -> None:
    assert DOOR.mermaid().splitlines() == [
        "stateDiagram-v2",
        "    [*] --> closed",
        "    closed : fermée",
        "    opened : ouverte",
        "    walled : murée",
        "    closed --> opened : ouvrir",
        "    opened --> closed : fermer",
        "    closed --> walled : murer",
        "    walled --> [*]",
    ]
