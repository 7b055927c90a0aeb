"""What a referent has to deal with: one list per kind of work, oldest first, each row with age and deadline.

What is about files is kept file by file (``work_index``); the database counts, sorts and cuts the rest.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import AGENCY_ROLES
from cesp_portal.common.accounts.models import User
from cesp_portal.common.accounts.selectors import roles_in_force
from cesp_portal.common.kept import kept
from cesp_portal.dashboard.models import WorkNote
from cesp_portal.dashboard.selectors.work_index import Row, items_of, reader_of, rows_waiting
from cesp_portal.dashboard.selectors.work_items import Aside, WorkItem
from cesp_portal.dashboard.selectors.work_kinds import KINDS, WITHOUT_REFERENT, Kind

SHOWN_OF_EACH = 5
PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Pile:
    """One kind of work: a page of its rows, oldest first, and how many wait; ``aside`` counts those for later."""

    code: str
    title: str
    advice: str
    items: tuple[WorkItem, ...]
    count: int
    aside: int
    page: int = 1

    @property
    def may_be_entrusted(self) -> bool:
        return self.code == WITHOUT_REFERENT

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // PER_PAGE))


@dataclass(frozen=True, slots=True)
class _Notes:
    """What the agency noted on the rows of one kind: who holds them, and which are for later."""

    holders: Mapping[uuid.UUID, User]
    aside: Mapping[uuid.UUID, Aside]


@dataclass(frozen=True, slots=True)
class _Reader:
    """Who asks for work, on which day, and for whose."""

    actor: Actor
    on: dt.date
    whose: str

    def notes(self, kind: Kind) -> _Notes:
        return _notes_of(self.actor, self.on)[kind.code]


def piles_for(actor: Actor, on: dt.date, *, whose: str = "all") -> list[Pile]:
    """Return every kind of work of the actor's agency with its first rows.

    ``whose``: ``mine``, ``backup`` (mine and those I back up) or ``all``.
    """
    reader = _Reader(actor, on, whose)
    return [_pile(kind, reader, 1, SHOWN_OF_EACH) for kind in KINDS if actor.is_a(*kind.roles)]


def pile_for(actor: Actor, code: str, on: dt.date, *, whose: str = "all", page: int = 1) -> Pile | None:
    """Return a page of one kind of work, or None when the actor's role has no such list."""
    kind = _kind(actor, code)
    if kind is None:
        return None
    return _pile(kind, _Reader(actor, on, whose), page, PER_PAGE)


def work_among(
    actor: Actor, code: str, object_ids: Iterable[uuid.UUID], on: dt.date, *, are_aside: bool = False
) -> tuple[WorkItem, ...] | None:
    """Return those of these rows that are still in a pile, or None when the actor's role has no such list.

    ``are_aside`` asks for those that are set aside, and no other.
    """
    kind = _kind(actor, code)
    if kind is None:
        return None
    notes = _notes_of(actor, on)[code]
    asked = {one for one in object_ids if (one in notes.aside) is are_aside}
    rows = kind.rows(actor, on).filter(pk__in=asked).order_by(*kind.order) if asked else ()
    return tuple(_held(map(kind.item, rows), notes))


def work_aside(actor: Actor, code: str, on: dt.date) -> tuple[WorkItem, ...] | None:
    """Return the rows of a pile that are set aside, the first to come back first; None when there is no such list."""
    kind = _kind(actor, code)
    if kind is None:
        return None
    found = work_among(actor, code, _notes_of(actor, on)[code].aside, on, are_aside=True) or ()
    return tuple(sorted(found, key=lambda item: (item.aside.until if item.aside else on, item.who)))


def _kind(actor: Actor, code: str) -> Kind | None:
    return next((kind for kind in KINDS if kind.code == code and actor.is_a(*kind.roles)), None)


def _pile(kind: Kind, reader: _Reader, page: int, per_page: int) -> Pile:
    key = f"pile:{reader_of(reader.actor)}:{kind.code}:{reader.whose}:{reader.on}:{page}:{per_page}"
    find = _found_pile if kind.is_about_files else _asked_pile
    return kept(key, lambda: find(kind, reader, page, per_page))


def _found_pile(kind: Kind, reader: _Reader, page: int, per_page: int) -> Pile:
    """Return a page of a kind of work whose rows are kept file by file."""
    actor, notes = reader.actor, reader.notes(kind)
    rows = _concerned(rows_waiting(actor, reader.on).get(kind.code, ()), reader, notes)
    now = [row for row in rows if row.object_id not in notes.aside] if notes.aside else rows
    page = _page_within(page, len(now))
    shown = now[(page - 1) * per_page : page * per_page]
    items = tuple(_held(items_of(kind, actor, shown, reader.on), notes))
    return Pile(kind.code, kind.title, kind.advice, items, len(now), len(rows) - len(now), page)


def _page_within(page: int, count: int) -> int:
    return min(max(page, 1), max(1, -(-count // PER_PAGE)))


def _concerned(rows: Sequence[Row], reader: _Reader, notes: _Notes) -> Sequence[Row]:
    """Return the rows that the actor holds, by a note or else as the referent of the file; ``backup`` adds theirs."""
    if reader.whose not in ("mine", "backup"):
        return rows
    own, backs_up = str(reader.actor.user_id), reader.whose == "backup"
    held = notes.holders
    return [
        row
        for row in rows
        if (backs_up and row.backup == own)
        or (row.referent == own and (not held or row.object_id not in held))
        or (held and row.object_id in held and held[row.object_id].pk == reader.actor.user_id)
    ]


def _asked_pile(kind: Kind, reader: _Reader, page: int, per_page: int) -> Pile:
    """Return a page of a kind of work whose rows the database counts: they are about no file, or may be."""
    actor, notes = reader.actor, reader.notes(kind)
    rows = _concerning(kind, kind.rows(actor, reader.on), reader)
    aside = rows.filter(pk__in=notes.aside.keys()).count() if notes.aside else 0
    now = rows.exclude(pk__in=notes.aside.keys()) if notes.aside else rows
    count = now.count()
    page = _page_within(page, count)
    shown = now.order_by(*kind.order)[(page - 1) * per_page : page * per_page] if count else ()
    items = tuple(_held((kind.item(row) for row in shown), notes))
    return Pile(kind.code, kind.title, kind.advice, items, count, aside, page)


def _notes_of(actor: Actor, on: dt.date) -> Mapping[str, _Notes]:
    """Return what the agency noted on rows of work, by kind."""
    return kept(f"work-notes:{actor.agency_id}:{on}", lambda: _read_notes(actor, on))


def _read_notes(actor: Actor, on: dt.date) -> dict[str, _Notes]:
    """What somebody who left had taken is again that of whoever follows the file."""
    here = roles_in_force(on, user=OuterRef("holder"), agency=OuterRef("agency"), role__in=AGENCY_ROLES)
    notes = WorkNote.objects.filter(agency_id=actor.office_id).annotate(holder_is_here=Exists(here))
    holders: dict[str, dict[uuid.UUID, User]] = {kind.code: {} for kind in KINDS}
    aside: dict[str, dict[uuid.UUID, Aside]] = {kind.code: {} for kind in KINDS}
    for note in notes.select_related("holder", "noted_by"):
        if note.kind in holders and note.holder is not None and note.holder_is_here:
            holders[note.kind][note.object_id] = note.holder
        if note.kind in aside and note.snoozed_until is not None and note.snoozed_until > on:
            by = str(note.noted_by) if note.noted_by else ""
            aside[note.kind][note.object_id] = Aside(note.snoozed_until, note.reason, by)
    return {code: _Notes(holders[code], aside[code]) for code in holders}


def _concerning(kind: Kind, rows: QuerySet[Any], reader: _Reader) -> QuerySet[Any]:
    """Keep the rows that the actor holds, by a note or else as the referent of the file; ``backup`` adds theirs."""
    if reader.whose not in ("mine", "backup"):
        return rows
    own, holders = reader.actor.user_id, reader.notes(kind).holders
    taken = Q(pk__in=[row for row, holder in holders.items() if holder.pk == own])
    if kind.file is None:
        return rows.filter(taken)
    concerns = taken | (Q(**{f"{kind.file}referent_id": own}) & ~Q(pk__in=list(holders)))
    if reader.whose == "backup":
        concerns |= Q(**{f"{kind.file}backup_id": own})
    return rows.filter(concerns)


def _held(items: Iterable[WorkItem], notes: _Notes) -> Iterator[WorkItem]:
    """Return the rows, each with the holder that a note gave it."""
    for item in items:
        holder, aside = notes.holders.get(item.object_id), notes.aside.get(item.object_id)
        held = replace(item, holder_id=holder.id, holder=str(holder)) if holder else item
        yield replace(held, aside=aside) if aside else held
