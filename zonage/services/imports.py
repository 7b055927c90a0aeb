"""Import of a zoning file: read, checked, then written whole as drafts, or not at all."""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import connection, transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.clock import paris_day
from cesp_portal.common.documents.models import StoredDocument
from cesp_portal.common.documents.services import store_document
from cesp_portal.common.enums import Profession
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput
from zonage.enums import FROZEN_STATUSES
from zonage.models import Level, Snapshot
from zonage.policies import require_edit
from zonage.rules.codes import tvs_code
from zonage.rules.files.problems import Problem
from zonage.rules.files.reading import read_zoning
from zonage.rules.files.zoning import Asked, Part, ZoningFile
from zonage.rules.labels import LevelKind, level_of_label
from zonage.selectors.territories import territory_facts
from zonage.services.opening import open_file

_TYPES = {".csv": "text/csv", ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


class ZoningRefused(BadInput):
    """A file that cannot be imported; ``file`` holds every problem."""

    def __init__(self, file: ZoningFile) -> None:
        first = next(problem for problem in file.problems if problem.blocking)
        super().__init__(first.code, first.message, "Corrigez le fichier, puis importez-le de nouveau.")
        self.file = file


@dataclass(frozen=True, slots=True)
class ImportedZoning:
    """A file read and the drafts made from it."""

    file: ZoningFile
    snapshots: tuple[Snapshot, ...]


def read_zoning_file(*, data: bytes, filename: str, asked: Asked, on: dt.date) -> ZoningFile:
    """Read and check a file, on a day, against the territories and the zonings known; nothing is written.

    Of a file of several orders, the parts already published, or older than what is, are left and said: only when no
    part is newer is the file refused. A file that was imported before is said so.
    """
    sheets, problems = open_file(data, filename)
    if not sheets:
        return ZoningFile("", 0, (), tuple(problems), Counter(), (), ())
    file = read_zoning(sheets, asked, territory_facts(), on)
    published = _published_days()
    newer = tuple(part for part in file.parts if not _is_published(part, published))
    left = tuple(part for part in file.parts if _is_published(part, published))
    older = [_older_order(part, published[_place(part)], blocking=not newer) for part in left]
    known = (*problems, *older, *_imported_before(data, file.parts), *file.problems)
    return replace(file, parts=newer, left=left, problems=known) if newer else replace(file, problems=known)


def import_zoning(
    *,
    actor: Actor,
    data: bytes,
    filename: str,
    asked: Asked,
    at: dt.datetime,
    order_number: str = "",
    is_demonstration: bool = False,
) -> ImportedZoning:
    """Write a file as draft snapshots, one per region, profession and unit, all or none.

    Raises ZoningRefused when a problem forbids it, Forbidden when a region is not the actor's.
    """
    file = read_zoning_file(data=data, filename=filename, asked=asked, on=paris_day(at))
    if file.refused:
        raise ZoningRefused(file)
    for region in {part.region for part in file.parts}:
        require_edit(actor, region)
    with transaction.atomic():
        document = store_document(
            actor=actor, content=data, filename=filename, content_type=_content_type(filename), at=at
        )
        snapshots = _write(file, document, order_number, is_demonstration, at)
        for snapshot in snapshots:
            facts = {"region": snapshot.region_id, "profession": snapshot.profession, "rows": snapshot.rows}
            journal.record(actor=actor, action="zonage.snapshot_imported", obj=snapshot, at=at, facts=facts)
    return ImportedZoning(file, tuple(snapshots))


def _write(
    file: ZoningFile, document: StoredDocument, order_number: str, is_demonstration: bool, at: dt.datetime
) -> list[Snapshot]:
    snapshots = [
        Snapshot(
            region_id=part.region,
            profession=part.profession,
            unit=part.unit,
            order_number=order_number,
            order_on=part.order_on,
            effective_on=part.order_on,
            document=document,
            file_format=file.file_format,
            file_date=file.file_date,
            is_demonstration=is_demonstration,
            rows=len(part.codes),
            problems=_kept_problems(file.problems),
            imported_at=at,
        )
        for part in file.parts
    ]
    Snapshot.objects.bulk_create(snapshots)
    declared = dict(file.declared)
    levels = [
        _level(snapshot, label, declared.get(label) or level_of_label(label, part.profession))
        for snapshot, part in zip(snapshots, file.parts, strict=True)
        for label in dict.fromkeys(part.labels)
    ]
    Level.objects.bulk_create(levels)
    by_label = {(level.snapshot_id, level.label): level.id for level in levels}
    _copy_zones(
        line
        for snapshot, part in zip(snapshots, file.parts, strict=True)
        for line in _lines(
            snapshot, part, {label: by_label[snapshot.id, label] for label in set(part.labels)}
        )
    )
    return snapshots


def _level(snapshot: Snapshot, label: str, kind: LevelKind | None) -> Level:
    if kind is None:
        raise AssertionError(f"A file with an unknown label was not refused: {label!r}")
    return Level(
        snapshot=snapshot,
        code=kind.code,
        label=label,
        name=kind.label,
        is_eligible=kind.is_eligible,
        rank=kind.rank,
        colour=kind.colour,
        pattern=kind.pattern,
        reason=kind.source[:200],
    )


def _lines(snapshot: Snapshot, part: Part, levels: dict[str, int]) -> Iterable[str]:
    """Return the rows of a part in PostgreSQL's COPY format; codes and TVS hold no character to escape."""
    start = str(snapshot.id)
    if not part.tvs and not part.orders:
        return [
            f"{start}\t{code}\t{levels[label]}\t\t\\N"
            for code, label in zip(part.codes, part.labels, strict=True)
        ]
    count = len(part.codes)
    living_areas = {text: tvs_code(text) for text in {"", *part.tvs}}
    return [
        f"{start}\t{code}\t{levels[label]}\t{living_areas[tvs]}\t{_own_day(day, part.order_on)}"
        for code, label, tvs, day in zip(
            part.codes, part.labels, part.tvs or [""] * count, part.orders or [None] * count, strict=True
        )
    ]


def _own_day(day: dt.date | None, usual: dt.date | None) -> str:
    return "\\N" if day is None or day == usual else day.isoformat()


def _copy_zones(lines: Iterable[str]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY zonage_zone (snapshot_id, code, level_id, tvs_code, order_on) FROM STDIN") as copy,
    ):
        copy.write("\n".join(lines).encode())


def _place(part: Part) -> tuple[str, str, str]:
    return part.region, part.profession, part.unit


def _published_days() -> dict[tuple[str, str, str], dt.date]:
    """Return, for each region, profession and unit, the first day of the last zoning published."""
    rows = (
        Snapshot.objects.filter(status__in=FROZEN_STATUSES)
        .order_by("effective_on")
        .values_list("region_id", "profession", "unit", "effective_on")
    )
    return {(region, profession, unit): day for region, profession, unit, day in rows if day is not None}


def _is_published(part: Part, published: Mapping[tuple[str, str, str], dt.date]) -> bool:
    """Tell whether the order of a part is not later than the zoning already published."""
    latest = published.get(_place(part))
    return latest is not None and part.order_on is not None and part.order_on <= latest


def _older_order(part: Part, latest: dt.date, *, blocking: bool) -> Problem:
    region = territory_facts().regions.get(part.region, part.region)
    what = f"{region}, {Profession(part.profession).label.lower()}"
    message = (
        f"{what} : l'arrêté du {part.order_on:%d/%m/%Y} n'est pas postérieur au zonage déjà publié, applicable depuis "
        f"le {latest:%d/%m/%Y}."
    )
    advice = "" if blocking else " Ces lignes sont laissées, les autres sont lues."
    return Problem("Z_OLDER_ORDER", message + advice, blocking=blocking, value=f"{part.order_on:%d/%m/%Y}")


def _imported_before(data: bytes, parts: Sequence[Part]) -> list[Problem]:
    """Say for which region and profession this very file was imported already, and what became of it."""
    places = {_place(part) for part in parts}
    same = Snapshot.objects.filter(document__sha256=hashlib.sha256(data).hexdigest()).order_by("imported_at")
    latest = {(item.region_id, item.profession, item.unit): item for item in same}
    return [_same_file(latest[place]) for place in sorted(latest.keys() & places)]


def _same_file(before: Snapshot) -> Problem:
    region = territory_facts().regions.get(before.region_id, before.region_id)
    what = f"{region}, {Profession(before.profession).label.lower()}"
    became = (
        "et publié depuis : il n'apporte rien de nouveau."
        if before.status in FROZEN_STATUSES
        else "et son brouillon attend encore : gardez-en un seul, supprimez l'autre."
    )
    return Problem(
        "Z_ALREADY_IMPORTED",
        f"{what} : ce même fichier a déjà été importé le {paris_day(before.imported_at):%d/%m/%Y} {became}",
        blocking=False,
        value=str(before.pk),
    )


def _kept_problems(problems: Sequence[Problem]) -> list[dict[str, object]]:
    return [problem.as_json() for problem in problems[:200]]


def _content_type(filename: str) -> str:
    return next((kind for suffix, kind in _TYPES.items() if filename.lower().endswith(suffix)), "text/csv")
