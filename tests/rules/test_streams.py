"""The streams of a year: pharmacy and midwifery since the decree of January 2026, the others before."""

import datetime as dt

import pytest

from contracts.enums import Stream
from contracts.rules.streams import open_streams, opens_on

OLD = {Stream.MEDECINE, Stream.ODONTOLOGIE, Stream.PADHUE}
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
