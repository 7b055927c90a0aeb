"""Which streams a year's rules open to candidates."""

from __future__ import annotations

from datetime import date

from contracts.enums import Profession, Regime, Stream, Track
from contracts.rules.parameters import PARAMETERS
from contracts.rules.regimes import possible_regimes


def open_streams(last_application: date) -> frozenset[Stream]:
    """Streams that somebody applying on that day, at the latest, may be selected in.

    Raises nothing: before the first text, no stream is open. What only the conclusion will decide stays open.
    """
    regimes = possible_regimes(last_application, None, None) - {Regime.TO_CONFIRM}
    professions = {
        Profession(code)
        for regime in regimes
        for code in PARAMETERS["open_professions"].latest(regime=regime).codes
    }
    streams = {Stream(profession.value) for profession in professions}
    if any(_takes_foreign_diplomas(regime, profession) for regime in regimes for profession in professions):
        streams.add(Stream.PADHUE)
    return frozenset(streams)


def opens_on(stream: Stream) -> date | None:
    """First day of application of the stream's oldest text still to come; None when it has always been open."""
    if stream is Stream.PADHUE:
        return None
    value = next(value for value in PARAMETERS["open_professions"] if Profession(stream.value) in value.codes)
    return value.starts_on


def _takes_foreign_diplomas(regime: Regime, profession: Profession) -> bool:
    rule = PARAMETERS["open_tracks"]
    if not rule.has(regime=regime, profession=profession):
        return False
    value = rule.latest(regime=regime, profession=profession)
    return value.known and Track.PADHUE in value.codes
