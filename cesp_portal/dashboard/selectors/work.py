"""What a referent has to deal with: one list per kind of work, oldest first, each row with age and deadline.

The database counts, sorts and cuts: the cost of a page does not depend on how much work waits.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.kept import kept
from cesp_portal.dashboard.models import WorkNote
from cesp_portal.dashboard.selectors.work_items import WorkItem
from cesp_portal.dashboard.selectors.work_kinds import KINDS, Kind

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
    def pages(self) -> int:
        return max(1, -(-self.count // PER_PAGE))


@dataclass(frozen=True, slots=True)
class _Counted:
    """A kind of work whose rows are counted and not read yet."""

    kind: Kind
    rows: QuerySet[Any]
    count: int
    aside: int

    def read(self, first: int, last: int) -> list[WorkItem]:
        found = self.rows.order_by(*self.kind.order)[first:last] if self.count > first else ()
        return [self.kind.item(row) for row in found]


def piles_for(actor: Actor, on: dt.date, *, whose: str = "all") -> list[Pile]:
    """Return every kind of work of the actor's agency with its first rows.

    ``whose``: ``mine``, ``backup`` (mine and those I back up) or ``all``.
    """
    return kept(f"piles:{_reader(actor)}:{whose}:{on}", lambda: _piles(actor, on, whose))


def _piles(actor: Actor, on: dt.date, whose: str) -> list[Pile]:
    counted = _counted([kind for kind in KINDS if actor.is_a(*kind.roles)], actor, on, whose)
    read = {one.kind.code: one.read(0, SHOWN_OF_EACH) for one in counted}
    held = _held(actor, [(code, item) for code, items in read.items() for item in items])
    return [_pile(one, held[one.kind.code]) for one in counted]


def pile_for(actor: Actor, code: str, on: dt.date, *, whose: str = "all", page: int = 1) -> Pile | None:
    """Return a page of one kind of work, or None when the actor's role has no such list."""
    kind = _kind(actor, code)
    if kind is None:
        return None
    key = f"pile:{_reader(actor)}:{code}:{whose}:{on}:{page}"
    return kept(key, lambda: _page(kind, actor, on, whose, page))


def _page(kind: Kind, actor: Actor, on: dt.date, whose: str, page: int) -> Pile:
    (one,) = _counted([kind], actor, on, whose)
    page = min(max(page, 1), max(1, -(-one.count // PER_PAGE)))
    items = one.read((page - 1) * PER_PAGE, page * PER_PAGE)
    return replace(_pile(one, _held(actor, [(kind.code, item) for item in items])[kind.code]), page=page)


def work_among(
    actor: Actor, code: str, object_ids: Iterable[uuid.UUID], on: dt.date
) -> tuple[WorkItem, ...] | None:
    """Return those of these rows that are still in a pile, or None when the actor's role has no such list."""
    kind = _kind(actor, code)
    if kind is None:
        return None
    rows = _visible(kind.rows(actor, on), _aside(actor, on)[code]).filter(pk__in=set(object_ids))
    items = [kind.item(row) for row in rows.order_by(*kind.order)]
    return tuple(_held(actor, [(code, item) for item in items])[code])


def _reader(actor: Actor) -> str:
    return f"{actor.role}:{actor.agency_id}:{actor.user_id}"


def _kind(actor: Actor, code: str) -> Kind | None:
    return next((kind for kind in KINDS if kind.code == code and actor.is_a(*kind.roles)), None)


def _pile(one: _Counted, items: Sequence[WorkItem]) -> Pile:
    kind = one.kind
    return Pile(kind.code, kind.title, kind.advice, tuple(items), one.count, one.aside)


def _counted(kinds: Sequence[Kind], actor: Actor, on: dt.date, whose: str) -> list[_Counted]:
    """Count every kind in one statement."""
    if not kinds:
        return []
    aside = _aside(actor, on)
    rows = {kind.code: _concerning(kind, kind.rows(actor, on), actor, whose) for kind in kinds}
    parts = [_count(kind.code, rows[kind.code], aside[kind.code]) for kind in kinds]
    union = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    counts = {row["work_kind"]: row for row in union}
    return [
        _Counted(
            kind,
            _visible(rows[kind.code], aside[kind.code]),
            counts[kind.code]["work_now"] if kind.code in counts else 0,
            counts[kind.code]["work_later"] if kind.code in counts else 0,
        )
        for kind in kinds
    ]


def _count(code: str, rows: QuerySet[Any], aside: Sequence[uuid.UUID]) -> Any:
    later = Q(pk__in=aside)
    counted = rows.order_by().annotate(work_kind=Value(code)).values("work_kind")
    if not aside:
        return counted.annotate(work_now=Count("pk"), work_later=Value(0))
    return counted.annotate(work_now=Count("pk", filter=~later), work_later=Count("pk", filter=later))


def _aside(actor: Actor, on: dt.date) -> Mapping[str, list[uuid.UUID]]:
    """Return the rows that the agency has set aside until a later day, by kind."""
    found: dict[str, list[uuid.UUID]] = defaultdict(list)
    notes = WorkNote.objects.filter(agency_id=actor.office_id, snoozed_until__gt=on)
    for kind, object_id in notes.values_list("kind", "object_id"):
        found[kind].append(object_id)
    return found


def _visible(rows: QuerySet[Any], aside: Sequence[uuid.UUID]) -> QuerySet[Any]:
    return rows.exclude(pk__in=aside) if aside else rows


def _concerning(kind: Kind, rows: QuerySet[Any], actor: Actor, whose: str) -> QuerySet[Any]:
    """Keep the rows that the actor holds, by a note or else as the referent of the file; ``backup`` adds theirs."""
    if whose not in ("mine", "backup"):
        return rows
    notes = WorkNote.objects.filter(agency_id=actor.office_id, kind=kind.code, object_id=OuterRef("pk"))
    taken = Exists(notes.filter(holder_id=actor.user_id))
    if kind.file is None:
        return rows.filter(taken)
    own = Q(Q(**{f"{kind.file}referent_id": actor.user_id}), ~Exists(notes.filter(holder__isnull=False)))
    if whose == "backup":
        own |= Q(**{f"{kind.file}backup_id": actor.user_id})
    return rows.filter(Q(taken) | own)


def _held(actor: Actor, rows: Sequence[tuple[str, WorkItem]]) -> Mapping[str, list[WorkItem]]:
    """Return the rows by kind, each with the holder that a note gave it."""
    held: dict[str, list[WorkItem]] = defaultdict(list)
    notes = WorkNote.objects.filter(
        agency_id=actor.office_id, object_id__in=[item.object_id for _, item in rows], holder__isnull=False
    ).select_related("holder")
    holders = {(note.kind, note.object_id): note.holder for note in notes} if rows else {}
    for code, item in rows:
        holder = holders.get((code, item.object_id))
        held[code].append(replace(item, holder_id=holder.id, holder=str(holder)) if holder else item)
    return held
