"""Which streams a year's rules open to candidates."""

from __future__ import annotations

from datetime import date

from contracts.enums import Profession, Regime, Stream, Track
from contracts.rules.parameters import PARAMETERS
from contracts.rules.regimes import possible_regimes

CYCLES = {Stream.MEDECINE_2: 2, Stream.MEDECINE_3: 3}


def filiere_of(stream: Stream) -> Stream:
    """The stream as a person's file and the lists name it: a cycle of medicine is medicine."""
    return Stream.MEDECINE if stream in CYCLES else stream


def cycle_of(stream: Stream) -> int | None:
    """The only cycle that a stream selects; None when it takes them all."""
    return CYCLES.get(stream)


def overlapping(stream: Stream) -> frozenset[Stream]:
    """Other streams that would select the same people the same year."""
    if stream in CYCLES:
        return frozenset({Stream.MEDECINE})
    return frozenset(CYCLES) if stream is Stream.MEDECINE else frozenset()


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
    if Stream.MEDECINE in streams:
        streams |= set(CYCLES)
    if any(_takes_foreign_diplomas(regime, profession) for regime in regimes for profession in professions):
        streams.add(Stream.PADHUE)
    return frozenset(streams)


def opens_on(stream: Stream) -> date | None:
    """First day of application of the stream's oldest text still to come; None when it has always been open."""
    if stream is Stream.PADHUE:
        return None
    profession = Profession(filiere_of(stream).value)
    value = next(value for value in PARAMETERS["open_professions"] if profession in value.codes)
    return value.starts_on


def _takes_foreign_diplomas(regime: Regime, profession: Profession) -> bool:
    value = PARAMETERS["open_tracks"].latest(regime=regime, profession=profession)
    return value.known and Track.PADHUE in value.codes
