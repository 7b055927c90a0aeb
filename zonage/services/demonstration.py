"""Zonings of the demonstration: invented by the rule of ``zonage.rules.demonstration`` on real communes."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from zonage.enums import CommuneKind
from zonage.models import Commune, Snapshot
from zonage.rules.demonstration import demonstration_label
from zonage.rules.files.zoning import Asked
from zonage.selectors.territories import territory_facts
from zonage.services.imports import import_zoning
from zonage.services.publication import Order, check_snapshot, publish_snapshot

DEMONSTRATION_REGIONS = ("76", "11", "52")


@dataclass(frozen=True, slots=True)
class _Planned:
    """One invented order: profession, place in the succession, day and regions."""

    profession: str
    order: int
    signed_on: dt.date
    regions: tuple[str, ...]


# Dentists of Île-de-France have one order only: until then the doctors' zoning is used there.
_PLAN = (
    _Planned("medecine", 1, dt.date(2018, 3, 1), DEMONSTRATION_REGIONS),
    _Planned("odontologie", 1, dt.date(2019, 9, 2), ("76", "52")),
    _Planned("maieutique", 1, dt.date(2020, 2, 3), DEMONSTRATION_REGIONS),
    _Planned("odontologie", 2, dt.date(2024, 10, 21), ("76", "52")),
    _Planned("odontologie", 1, dt.date(2025, 1, 1), ("11",)),
    _Planned("medecine", 2, dt.date(2025, 4, 15), DEMONSTRATION_REGIONS),
)


@transaction.atomic
def build_demonstration_zonings(actor: Actor, at: dt.datetime) -> list[Snapshot]:
    """Publish two successive invented zonings of Occitanie, Île-de-France and Pays de la Loire; once only.

    The territories must be loaded. Returns the snapshots, those of an earlier call when there are.
    """
    existing = list(Snapshot.objects.filter(is_demonstration=True).order_by("effective_on", "region"))
    if existing:
        return existing
    return [_publish(actor, planned, region, at) for planned in _PLAN for region in planned.regions]


def _publish(actor: Actor, planned: _Planned, region: str, at: dt.datetime) -> Snapshot:
    done = import_zoning(
        actor=actor,
        data=demonstration_file(region, planned.profession, planned.order),
        filename=f"DEMONSTRATION_zonage_invente_{planned.profession}_{region}_{planned.order}.csv",
        asked=Asked(planned.profession, region, planned.signed_on),
        at=at,
        order_number=f"DEMO-{region}-{planned.signed_on.year}-{planned.profession[:3].upper()}",
        is_demonstration=True,
    )
    (snapshot,) = done.snapshots
    check_snapshot(actor=actor, snapshot_id=snapshot.id, order=Order(), at=at)
    return publish_snapshot(actor=actor, snapshot_id=snapshot.id, on=planned.signed_on, at=at)


def demonstration_file(region: str, profession: str, order: int) -> bytes:
    """Return the invented file of an order, in the plain two-column format."""
    wanted = territory_facts().expected[region]
    populations = dict(
        Commune.objects.filter(
            region_id=region,
            kind__in=(CommuneKind.COMMUNE, CommuneKind.ARRONDISSEMENT),
            ends_until__isnull=True,
        ).values_list("code", "population")
    )
    lines = [
        f"{code};{demonstration_label(code, populations.get(code) or 0, profession, order)}"
        for code in sorted(wanted)
    ]
    return "\r\n".join(["code_insee;zonage", *lines, ""]).encode()
