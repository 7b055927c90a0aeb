"""Commissions: who is expected, when the meeting may decide, in which order the marks put people."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from contracts.enums import MemberQuality

_USUAL = (MemberQuality.DOYEN, MemberQuality.ARS, MemberQuality.ORDRE, MemberQuality.URPS)
_STUDENTS = (MemberQuality.ETUDIANT_2, MemberQuality.ETUDIANT_3)
# By region, as the agencies publish it; elsewhere the qualities that every source names.
COMPOSITION = {
    "76": (*_USUAL, MemberQuality.FHF, *_STUDENTS),
    "11": (*_USUAL, *_STUDENTS),
    "52": (*_USUAL, MemberQuality.ETUDIANT_3),
}


def expected_qualities(region: str) -> tuple[MemberQuality, ...]:
    """Return the qualities that a commission of the region is made of."""
    return COMPOSITION.get(region, (*_USUAL, MemberQuality.PRATICIEN, *_STUDENTS))


@dataclass(frozen=True, slots=True)
class Seat:
    """One member at the time of deciding."""

    quality: str
    is_chair: bool
    is_present: bool | None


def missing_qualities(region: str, seats: Sequence[Seat]) -> tuple[MemberQuality, ...]:
    """Return the qualities that nobody holds yet."""
    held = {seat.quality for seat in seats}
    return tuple(quality for quality in expected_qualities(region) if quality not in held)


def what_prevents_deciding(seats: Sequence[Seat], quorum: int) -> str:
    """Return why the commission may not decide, or an empty text: the dean chairs, and the quorum is reached."""
    present = [seat for seat in seats if seat.is_present]
    if not any(seat.is_chair for seat in present):
        return "le doyen, qui préside, n'est pas noté présent"
    if len(present) < quorum:
        return f"le quorum n'est pas atteint : {len(present)} présents pour {quorum} demandés"
    return ""


MARKS = ("project_mark", "results_mark", "social_mark")
"""The criteria, in the order in which they count."""


def mean_mark(marks: Sequence[int | None]) -> int | None:
    """Return the mean of the marks that were given, halves rounded up; None when nobody gave one."""
    given = [mark for mark in marks if mark is not None]
    return (2 * sum(given) + len(given)) // (2 * len(given)) if given else None


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of one candidate by criterion, out of 20."""

    key: str
    project: int
    results: int
    social: int


def order_of(marks: Sequence[Marks]) -> list[str]:
    """Return the order that the criteria give: the project first, then the results, then the social situation.

    Equal marks keep the order in which people are given: the commission decides.
    """
    return [one.key for one in sorted(marks, key=lambda one: (-one.project, -one.results, -one.social))]


def calendar_event(
    *,
    uid: str,
    starts_at: dt.datetime,
    stamped_at: dt.datetime,
    summary: str,
    place: str,
    details: str,
    hours: int = 3,
) -> str:
    """Return an iCalendar file (RFC 5545) for a meeting; instants are written in UTC.

    The same ``uid`` with a later ``stamped_at`` moves the meeting in the calendar that already holds it.
    """
    form = "%Y%m%dT%H%M%SZ"
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Portail CESP//FR",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{stamped_at.astimezone(dt.UTC):{form}}",
        f"DTSTART:{starts_at.astimezone(dt.UTC):{form}}",
        f"DTEND:{starts_at.astimezone(dt.UTC) + dt.timedelta(hours=hours):{form}}",
        f"SUMMARY:{_escaped(summary)}",
        f"LOCATION:{_escaped(place)}",
        f"DESCRIPTION:{_escaped(details)}",
        f"SEQUENCE:{int(stamped_at.timestamp()) // 60}",
        "STATUS:CONFIRMED",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _escaped(text: str) -> str:
    flat = " ".join(text.split())
    return flat.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> list[str]:
    """Cut a line in pieces of at most 75 bytes, the following ones starting with a space."""
    pieces, current = [], ""
    for character in line:
        if len((current + character).encode()) > 75:
            pieces.append(current)
            current = " "
        current += character
    return [*pieces, current]
