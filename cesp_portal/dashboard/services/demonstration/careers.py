"""Who is where: the stories of the demonstration, as facts without any row."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from cesp_portal.dashboard.services.demonstration.days import months_after
from contracts.enums import Stream


class Ending(StrEnum):
    """How far a story goes."""

    TRAINING = "training"
    LOOKING = "looking"
    ASKING = "asking"
    TO_SIGN = "to_sign"
    SETTLED = "settled"
    PRACTISING = "practising"
    FULFILLED = "fulfilled"


@dataclass(frozen=True, slots=True)
class Path:
    """A way through training: cycle and year at application, then months from October of that year.

    ``internship`` and ``diploma`` count months from that October; ``internship`` is None where there is none.
    """

    stream: Stream
    cycle: int
    year_of_study: int
    specialty: str
    internship: int | None
    diploma: int


SECOND_CYCLE = Path(Stream.MEDECINE, 2, 4, "Médecine générale", 37, 74)
THIRD_CYCLE = Path(Stream.MEDECINE, 3, 8, "Médecine générale", -11, 25)
DENTAL = Path(Stream.ODONTOLOGIE, 2, 4, "", None, 34)
PATHS = {Stream.MEDECINE: (SECOND_CYCLE, THIRD_CYCLE), Stream.ODONTOLOGIE: (DENTAL,)}


@dataclass(frozen=True, slots=True)
class Career:
    """One signatory: ``start`` is the calendar year of the academic year of the application."""

    path: Path
    start: int
    ending: Ending
    share: int = 8

    @property
    def applied_on(self) -> dt.date:
        return dt.date(self.start, 11, 20)

    @property
    def concluded_on(self) -> dt.date:
        return dt.date(self.start + 1, 4, 2)

    @property
    def internship_on(self) -> dt.date | None:
        months = self.path.internship
        return None if months is None else months_after(dt.date(self.start, 10, 2), months)

    @property
    def diploma_on(self) -> dt.date:
        return months_after(dt.date(self.start, 10, 15), self.path.diploma)


def endings(path: Path, start: int, on: dt.date) -> tuple[Ending, ...]:
    """Return the endings that are possible for people of that year by that day, most advanced first."""
    since = (on - Career(path, start, Ending.TRAINING).diploma_on).days
    if since < 0:
        return (Ending.TRAINING,)
    if since < 150:
        return (Ending.ASKING, Ending.LOOKING, Ending.TO_SIGN)
    if since < 400:
        return (Ending.SETTLED, Ending.PRACTISING, Ending.LOOKING)
    if since < 1150:
        return (Ending.PRACTISING,)
    return (Ending.FULFILLED, Ending.PRACTISING)
