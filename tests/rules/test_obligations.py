"""What the file shows of each obligation: kept, not yet due, to watch, or nobody can tell, boundary days included."""

import datetime as dt

import pytest

from cesp_portal.dashboard.rules.obligations import (
    SETTLING_GRACE,
    TRAINING_GRACE,
    ObligationFacts,
    Register,
    State,
    obligations,
    to_watch,
)
from contracts.rules.exchange_lifecycle import Alert

ON = dt.date(2026, 11, 20)
DAY = dt.timedelta(days=1)
DONE = {"training_completed_on": ON - SETTLING_GRACE}


def states(**facts: object) -> dict[str, State]:
    return {one.code: one.state for one in obligations(ObligationFacts(on=ON, **facts))}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "facts", "state"),
    [
        ("TRAINING", {}, State.CANNOT_TELL),
        ("TRAINING", {"expected_end_on": ON - TRAINING_GRACE}, State.KEPT),
        ("TRAINING", {"expected_end_on": ON - TRAINING_GRACE - DAY}, State.TO_WATCH),
        ("TRAINING", {"training_completed_on": ON}, State.KEPT),
        ("TRAINING", {"training_completed_on": ON + DAY}, State.CANNOT_TELL),
        ("CONSOLIDATION", {"is_padhue": True}, State.CANNOT_TELL),
        ("CONSOLIDATION", {"is_padhue": True, "training_completed_on": ON}, State.KEPT),
        ("SUMMONS", {}, State.KEPT),
        ("SUMMONS", {"alerts": (Alert("SUMMONS_MISSED", "Absence."),)}, State.TO_WATCH),
        ("ZONE", {}, State.NOT_YET),
        ("ZONE", DONE, State.NOT_YET),
        ("ZONE", {"training_completed_on": ON - SETTLING_GRACE - DAY}, State.TO_WATCH),
        ("ZONE", {"training_completed_on": dt.date(2020, 1, 1), "is_deferred": True}, State.NOT_YET),
        ("ZONE", {"training_completed_on": dt.date(2020, 1, 1), "asks_for_a_place": True}, State.NOT_YET),
        ("ZONE", {**DONE, "practises": True}, State.KEPT),
        ("ZONE", {**DONE, "practises": True, "out_of_zone": True}, State.TO_WATCH),
        ("DURATION", DONE, State.NOT_YET),
        ("DURATION", {**DONE, "practises": True}, State.KEPT),
        ("DURATION", {**DONE, "practises": True, "practice_is_suspended": True}, State.NOT_YET),
        ("DURATION", {**DONE, "last_practice_on": ON - DAY}, State.TO_WATCH),
        ("REGISTER", {}, State.NOT_YET),
        ("REGISTER", {"practises": True}, State.CANNOT_TELL),
        ("REGISTER", {"practises": True, "register": Register.CONFIRMED}, State.KEPT),
        ("REGISTER", {"practises": True, "register": Register.CONTRADICTED}, State.TO_WATCH),
        ("REGISTER", {"practises": True, "register": Register.ABSENT}, State.TO_WATCH),
    ],
)
def test_each_obligation_says_what_the_file_shows(code: str, facts: dict[str, object], state: State) -> None:
    assert states(**facts)[code] is state


def test_consolidation_concerns_foreign_diplomas_only() -> None:
    assert "CONSOLIDATION" not in states()


def test_each_line_is_a_french_sentence() -> None:
    for one in obligations(ObligationFacts(on=ON, is_padhue=True)):
        assert one.sentence.endswith(".")
        assert one.state.label


def test_only_what_deserves_a_look_is_watched() -> None:
    found = obligations(ObligationFacts(on=ON, expected_end_on=dt.date(2020, 1, 1)))
    assert [one.code for one in to_watch(found)] == ["TRAINING"]
