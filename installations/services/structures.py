"""Reading an edition of FINESS: every establishment written once, all or nothing, memory flat."""

import datetime as dt
from collections.abc import Iterable
from itertools import islice

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import Refusal
from installations.models import Structure, StructureExtract
from installations.rules.finess import Establishment, FinessUnreadable, edition_of, establishments
from zonage.rules.names import fold

BATCH = 2000
REWRITTEN = (
    "name",
    "search_name",
    "address",
    "commune_code",
    "postal_code",
    "town",
    "category",
    "phone",
    "extract",
)


@transaction.atomic
def import_structures(
    *, actor: Actor, lines: Iterable[str], filename: str, at: dt.datetime
) -> StructureExtract:
    """Write the establishments of an edition; those that it no longer names are no longer proposed.

    Raises FinessUnreadable for another file, Refusal for an edition older than the last one. Nothing is then written.
    """
    source = iter(lines)
    edition_on = edition_of(next(source, ""))
    if StructureExtract.objects.filter(edition_on__gt=edition_on).exists():
        raise Refusal(
            "EDITION_OUTDATED",
            f"Une édition plus récente que celle du {edition_on:%d/%m/%Y} est déjà lue.",
            "Prenez la dernière édition publiée.",
        )
    extract, _ = StructureExtract.objects.update_or_create(
        edition_on=edition_on, defaults={"filename": filename[:200], "rows": 0, "read_at": at}
    )
    found = establishments(source)
    while batch := {one.finess: one for one in islice(found, BATCH)}:
        Structure.objects.bulk_create(
            [_structure(one, extract) for one in batch.values()],
            update_conflicts=True,
            unique_fields=["finess"],
            update_fields=REWRITTEN,
        )
    extract.rows = extract.structures.count()
    if not extract.rows:
        raise FinessUnreadable("Ce fichier ne contient aucun établissement.")
    extract.save(update_fields=["rows"])
    journal.record(
        actor=actor,
        action="installations.structures_imported",
        obj=extract,
        at=at,
        facts={"edition_on": edition_on.isoformat(), "rows": extract.rows},
    )
    return extract


def _structure(one: Establishment, extract: StructureExtract) -> Structure:
    return Structure(
        finess=one.finess,
        name=one.name[:250],
        search_name=fold(one.name)[:250],
        address=one.address[:250],
        commune_code=one.commune_code,
        postal_code=one.postal_code,
        town=one.town[:120],
        category=one.category[:200],
        phone=one.phone[:30],
        extract=extract,
    )
