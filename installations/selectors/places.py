"""What the zoning says of a place, in the words of this app."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from installations.enums import DistrictClaim
from installations.models import Request, RequestSite
from zonage.rules.aids import AidAnswer
from zonage.selectors.aids import aids_of_place
from zonage.selectors.histories import place_history
from zonage.selectors.zones import zone_of

# Whether a place lies in a QPV, as aids ask it: what nobody has confirmed is not known.
DISTRICT_ANSWERS: dict[str, bool] = {DistrictClaim.CONFIRMED: True, DistrictClaim.REFUSED: False}


@dataclass(frozen=True, slots=True)
class ZoneReading:
    """The zone of one commune on one day, with the order it comes from and the spells before it."""

    code: str
    name: str
    level: str | None
    label: str
    is_eligible: bool | None
    reason: str
    order: dict[str, Any] | None
    spells: tuple[tuple[dt.date, str | None, bool | None], ...]


def zone_reading(code: str, profession: str, on: dt.date) -> ZoneReading:
    """Read the zone of a commune for a profession on that day (no default: every answer is dated)."""
    answer = zone_of(code=code, profession=profession, on=on)
    snapshot = answer.snapshot
    order = (
        {
            "id": str(snapshot.id),
            "region": snapshot.region,
            "number": snapshot.order_number,
            "signed_on": snapshot.order_on.isoformat() if snapshot.order_on else None,
            "effective_on": snapshot.effective_on.isoformat(),
        }
        if snapshot
        else None
    )
    history = place_history(code=code, profession=profession)
    return ZoneReading(
        code=answer.code,
        name=answer.name,
        level=answer.level,
        label=answer.label,
        is_eligible=answer.eligible,
        reason=answer.reason,
        order=order,
        spells=tuple(
            (spell.from_on, spell.level, spell.eligible) for spell in history if spell.from_on <= on
        ),
    )


def aids_of_sites(request: Request, on: dt.date) -> list[tuple[RequestSite, tuple[AidAnswer, ...]]]:
    """Return the aids that exist, or may exist, at each place of a request on the day when practice would start."""
    day = request.starts_on or on
    return [
        (
            site,
            aids_of_place(
                code=site.commune_code,
                profession=request.contract.profession,
                on=day,
                mode=site.mode,
                in_district=DISTRICT_ANSWERS.get(site.district_status),
            ),
        )
        for site in request.sites.all()
    ]
