"""Appointments as an iCalendar file (RFC 5545), read by every diary."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

CONTENT_TYPE = "text/calendar; charset=utf-8"
LINE = 74
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


@dataclass(frozen=True, slots=True)
class Appointment:
    """One appointment; ``uid`` is stable, so that a new version of it replaces the former one."""

    uid: str
    starts_at: dt.datetime
    lasts: dt.timedelta
    title: str
    place: str = ""
    text: str = ""
    sequence: int = 0


def ics(appointments: Iterable[Appointment], *, at: dt.datetime) -> bytes:
    """Return the calendar of these appointments; ``at`` is the instant of its making."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Portail CESP//FR", "METHOD:PUBLISH"]
    for appointment in appointments:
        lines += _event(appointment, at)
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _event(appointment: Appointment, at: dt.datetime) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{appointment.uid}",
        f"SEQUENCE:{appointment.sequence}",
        f"DTSTAMP:{_utc(at)}",
        f"DTSTART:{_utc(appointment.starts_at)}",
        f"DTEND:{_utc(appointment.starts_at + appointment.lasts)}",
        f"SUMMARY:{appointment.title.translate(_ESCAPES)}",
        f"LOCATION:{appointment.place.translate(_ESCAPES)}",
        f"DESCRIPTION:{appointment.text.translate(_ESCAPES)}",
        "END:VEVENT",
    ]


def _utc(instant: dt.datetime) -> str:
    return f"{instant.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def _folded(line: str) -> str:
    """Cut a line at 75 bytes, as the format asks, never inside a character."""
    parts, part = [], ""
    for character in line:
        if len((part + character).encode()) > LINE:
            parts.append(part)
            part = ""
        part += character
    return "\r\n ".join([*parts, part])
