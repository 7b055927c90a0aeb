"""Import of a zoning file: read, checked, then written whole as drafts, or not at all."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db import connection, transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.documents.models import StoredDocument
from cesp_portal.common.documents.services import store_document
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput
from zonage.enums import FROZEN_STATUSES
from zonage.models import Level, Snapshot
from zonage.policies import require_edit
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


def read_zoning_file(*, data: bytes, filename: str, asked: Asked) -> ZoningFile:
    """Read and check a file against the territories and the zonings in force; nothing is written."""
    sheets, problems = open_file(data, filename)
    if not sheets:
        return ZoningFile("", 0, (), tuple(problems), Counter(), (), ())
    file = read_zoning(sheets, asked, territory_facts())
    older = _older_orders(file.parts)
    return replace(file, problems=(*problems, *older, *file.problems)) if problems or older else file


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
    file = read_zoning_file(data=data, filename=filename, asked=asked)
    if file.refused:
        raise ZoningRefused(file)
    for region in file.regions:
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
    return [
        f"{start}\t{code}\t{levels[label]}\t{tvs[:6] if tvs.isalnum() else ''}\t{_own_day(day, part.order_on)}"
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


def _older_orders(parts: Sequence[Part]) -> list[Problem]:
    """Locate the parts whose order is not later than the zoning already published."""
    published = {
        (row[0], row[1], row[2]): row[3]
        for row in Snapshot.objects.filter(status__in=FROZEN_STATUSES)
        .order_by("effective_on")
        .values_list("region_id", "profession", "unit", "effective_on")
    }
    problems = []
    for part in parts:
        latest = published.get((part.region, part.profession, part.unit))
        if latest is not None and part.order_on is not None and part.order_on <= latest:
            problems.append(
                Problem(
                    "Z_OLDER_ORDER",
                    f"L'arrêté du {part.order_on:%d/%m/%Y} n'est pas postérieur au zonage déjà publié pour cette "
                    f"région et cette profession (applicable depuis le {latest:%d/%m/%Y}).",
                    blocking=True,
                    value=f"{part.order_on:%d/%m/%Y}",
                )
            )
    return problems


def _kept_problems(problems: Sequence[Problem]) -> list[dict[str, object]]:
    return [problem.as_json() for problem in problems[:200]]


def _content_type(filename: str) -> str:
    return next((kind for suffix, kind in _TYPES.items() if filename.lower().endswith(suffix)), "text/csv")
