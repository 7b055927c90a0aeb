"""The streams of a year: pharmacy and midwifery since the decree of January 2026, the others before."""

import datetime as dt

import pytest

from contracts.enums import Stream
from contracts.rules.streams import cycle_of, filiere_of, open_streams, opens_on, overlapping

OLD = {Stream.MEDECINE, Stream.MEDECINE_2, Stream.MEDECINE_3, Stream.ODONTOLOGIE, Stream.PADHUE}
NEW = {Stream.PHARMACIE, Stream.MAIEUTIQUE}


@pytest.mark.parametrize(
    ("day", "streams"),
    [
        (dt.date(2025, 12, 5), OLD),
        (dt.date(2026, 1, 15), OLD),
        (dt.date(2026, 1, 16), OLD | NEW),
        (dt.date(2026, 12, 5), OLD | NEW),
    ],
)
def test_streams_open_with_the_text_that_names_them(day: dt.date, streams: set[Stream]) -> None:
    assert open_streams(day) == streams


@pytest.mark.parametrize("stream", sorted(NEW))
def test_a_new_stream_says_since_when(stream: Stream) -> None:
    assert opens_on(stream) == dt.date(2026, 1, 16)


@pytest.mark.parametrize("stream", list(Stream))
def test_each_stream_is_one_that_files_name(stream: Stream) -> None:
    assert filiere_of(stream).value in {"medecine", "odontologie", "pharmacie", "maieutique", "padhue"}
    assert (cycle_of(stream) is None) == (filiere_of(stream) is stream)
    assert all(stream in overlapping(other) for other in overlapping(stream))
