"""The lives of communes: those that movements date, and those that earlier loadings remember."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import F

from zonage.models import Commune, CommuneChange
from zonage.rules.codes import department_of
from zonage.rules.lineage import ENDING, STARTING, Movement, periods
from zonage.services.official_code import OfficialCode, Place


def dated_places(code: OfficialCode) -> list[Place]:
    """Return the places with the periods that the known movements give, and the communes that have vanished."""
    rows = CommuneChange.objects.filter(before_kind="COM", after_kind="COM").values_list(
        "movement", "effective_on", "before_code", "after_code", "before_name"
    )
    known = list(rows)
    names = {row[2]: row[4] for row in sorted(known, key=lambda row: row[1])}
    lives = periods(Movement(*row[:4]) for row in known)
    places = list(code.places)
    current = {place.code: place for place in places if place.kind == "COM"}
    for changed, spells in lives.items():
        place = current.get(changed)
        last = spells[-1] if spells else None
        if place is not None and last is not None and last.until is None:
            place.starts_on = last.starts_on
        for spell in spells if place is None else spells[:-1]:
            department = department_of(changed)
            if department in code.departments and spell.until is not None:
                places.append(
                    Place(
                        code=changed,
                        kind="COM",
                        name=names.get(changed, changed),
                        department=department,
                        region=code.departments[department][1],
                        population=None,
                        starts_on=spell.starts_on,
                        ends_until=spell.until,
                    )
                )
    return places


def remembered_places(places: Iterable[Place], on: dt.date) -> list[Place]:
    """Return the places that earlier loadings knew and that this one, of the day ``on``, no longer says.

    What a code meant on a day before stays what was answered then: a place that is gone ends that day, one that is
    new to a known code, comes back or belongs to another commune starts that day. A life that movements date needs
    none of this: they are the truth.
    """
    dated = {(code, "COM") for code in _dated_lives()}
    rows = [
        row
        for row in Commune.objects.order_by(F("ends_until").asc(nulls_last=True))
        if (row.code, row.kind) not in dated
    ]
    known = set(Commune.objects.values_list("code", flat=True))
    now = {(place.code, place.kind): place for place in places if place.ends_until is None}
    for key, place in now.items():
        if key not in dated and place.code in known:
            place.starts_on = on
    kept = []
    for row in rows:
        same = now.get((row.code, row.kind))
        if same is not None and row.ends_until is None and same.parent == row.parent_code:
            same.starts_on = row.starts_on
        elif row.starts_on is None or row.starts_on < on:
            kept.append(_ended(row, row.ends_until or on))
    return kept


def _dated_lives() -> set[str]:
    """Return the codes whose beginning or end as a commune's a known movement dates."""
    moves = CommuneChange.objects.filter(before_kind="COM", after_kind="COM").exclude(
        before_code=F("after_code")
    )
    return {
        *moves.filter(movement__in=ENDING).values_list("before_code", flat=True),
        *moves.filter(movement__in=STARTING).values_list("after_code", flat=True),
    }


def _ended(row: Commune, until: dt.date) -> Place:
    return Place(
        code=row.code,
        kind=row.kind,
        name=row.name,
        department=row.department_id,
        region=row.region_id,
        population=row.population,
        parent=row.parent_code,
        starts_on=row.starts_on,
        ends_until=until,
    )
