"""Zonings of the demonstration: invented by the rule of ``zonage.rules.demonstration`` on real communes."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from zonage.enums import CommuneKind
from zonage.models import Commune, District, Snapshot
from zonage.rules.demonstration import demonstration_label
from zonage.rules.files.zoning import Asked
from zonage.selectors.territories import territory_facts
from zonage.services.imports import import_zoning
from zonage.services.places import SECOND_GENERATION_ON
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
# Code, name, commune and level of districts that do not exist: no list of the real ones comes with a package.
DEMONSTRATION_DISTRICTS = (
    ("QN03499Z", "Quartier inventé des Cigales", "34172", "ZIP"),
    ("QN03199Z", "Quartier inventé du Canal", "31555", "ZIP"),
    ("QN06699Z", "Quartier inventé des Remparts", "66136", "ZAC"),
)
_DISTRICT_ORDER = _Planned("medecine", 1, dt.date(2024, 2, 1), ("76",))


@transaction.atomic
def build_demonstration_zonings(actor: Actor, at: dt.datetime) -> list[Snapshot]:
    """Publish two successive invented zonings of Occitanie, Île-de-France and Pays de la Loire; once only.

    The territories must be loaded. Returns the snapshots, those of an earlier call when there are.
    """
    existing = list(Snapshot.objects.filter(is_demonstration=True).order_by("effective_on", "region"))
    if existing:
        return existing
    _make_districts()
    made = [
        (planned, region, _Received(planned.profession, demonstration_file(region, planned)))
        for planned in _PLAN
        for region in planned.regions
    ]
    made.append((_DISTRICT_ORDER, "76", _Received("quartiers", districts_file())))
    made.sort(key=lambda item: item[0].signed_on)
    return [_publish(actor, planned, region, received, at) for planned, region, received in made]


@dataclass(frozen=True, slots=True)
class _Received:
    """A file as if an office had sent it."""

    name: str
    data: bytes


def _make_districts() -> None:
    District.objects.bulk_create(
        [
            District(code=code, name=name, commune_codes=[commune], starts_on=SECOND_GENERATION_ON)
            for code, name, commune, _ in DEMONSTRATION_DISTRICTS
        ],
        ignore_conflicts=True,
    )


def _publish(actor: Actor, planned: _Planned, region: str, received: _Received, at: dt.datetime) -> Snapshot:
    done = import_zoning(
        actor=actor,
        data=received.data,
        filename=f"DEMONSTRATION_zonage_invente_{received.name}_{region}_{planned.order}.csv",
        asked=Asked(planned.profession, region, planned.signed_on),
        at=at,
        order_number=f"DEMO-{region}-{planned.signed_on.year}-{received.name[:3].upper()}",
        is_demonstration=True,
    )
    (snapshot,) = done.snapshots
    check_snapshot(actor=actor, snapshot_id=snapshot.id, order=Order(), at=at)
    return publish_snapshot(actor=actor, snapshot_id=snapshot.id, on=planned.signed_on, at=at)


def districts_file() -> bytes:
    """Return the invented order on the invented districts, as a list of QPV."""
    lines = [f"{commune};{code};{name};{label}" for code, name, commune, label in DEMONSTRATION_DISTRICTS]
    return "\r\n".join(["code_insee;code_qp;lib_qp;zonage_medecins", *lines, ""]).encode()


def demonstration_file(region: str, planned: _Planned) -> bytes:
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
        f"{code};{demonstration_label(code, populations.get(code) or 0, planned.profession, planned.order)}"
        for code in sorted(wanted)
    ]
    return "\r\n".join(["code_insee;zonage", *lines, ""]).encode()
