"""What the addresses of the zonings name: published snapshots are everybody's, drafts their region's."""

from __future__ import annotations

import datetime as dt
import gzip
from typing import TYPE_CHECKING, Any

from cesp_portal.common.accounts.actors import system_actor
from cesp_portal.common.documents.services import store_document
from tests.factories.zonage import make_commune
from zonage.models import Commune, Department, Level, Region, RegionOutline, Snapshot, Zone

if TYPE_CHECKING:
    from tests.access.objects import Side

AT = dt.datetime(2024, 1, 5, 9, 0, tzinfo=dt.UTC)
PLACES = {"76": ("11", "11132"), "11": ("75", "75101")}


def region(side: Side) -> Region:
    def build() -> Region:
        code = side.agency.region_code
        department, commune = PLACES[code]
        made, _ = Region.objects.get_or_create(code=code, defaults={"name": f"Région {code}"})
        Department.objects.get_or_create(code=department, defaults={"name": department, "region": made})
        if not Commune.objects.filter(code=commune).exists():
            make_commune(commune, name=f"Commune {commune}")
        content = gzip.compress(b'{"places": []}')
        RegionOutline.objects.create(
            region=made, content=content, sha256="0" * 64, communes=0, source="essais"
        )
        return made

    return side.once("region", build)


def snapshot(side: Side, *, number: str, day: dt.date | None, milestones: dict[str, Any]) -> Snapshot:
    place = region(side)
    document = store_document(
        actor=system_actor("essais"),
        content=b"code;zonage\n",
        filename="zonage.csv",
        content_type="text/csv",
        at=AT,
    )
    made = Snapshot.objects.create(
        region=place,
        profession="medecine",
        order_number=number,
        effective_on=day,
        document=document,
        file_format="plain",
        rows=1,
        imported_at=AT,
    )
    level = Level.objects.create(
        snapshot=made,
        code="ZIP",
        label="1_ZIP",
        name="ZIP",
        is_eligible=True,
        rank=1,
        colour="#000000",
        pattern="plein",
    )
    Zone.objects.create(snapshot=made, code=PLACES[place.code][1], level=level)
    Snapshot.objects.filter(id=made.id).update(**milestones)
    return made


def draft(side: Side) -> Snapshot:
    return side.once(
        "zoning_draft", lambda: snapshot(side, number=f"N-{side.canary}", day=None, milestones={})
    )


def pair(side: Side) -> dict[str, Any]:
    published = {"checked_at": AT, "published_at": AT}

    def build() -> dict[str, Any]:
        before = snapshot(
            side,
            number="1",
            day=dt.date(2020, 1, 1),
            milestones=published | {"status": "superseded", "superseded_at": AT},
        )
        after = snapshot(
            side, number="2", day=dt.date(2023, 1, 1), milestones=published | {"status": "published"}
        )
        return {"before_id": before.id, "after_id": after.id}

    return side.once("zoning_pair", build)


def outline(side: Side) -> dict[str, str]:
    return {"region": region(side).code, "sha256": "0" * 64}


def place(side: Side) -> dict[str, str]:
    return {"code": PLACES[region(side).code][1]}


ZONINGS = {
    "zoning_draft": lambda side: {"snapshot_id": draft(side).id},
    "zoning_published": lambda side: {"snapshot_id": pair(side)["after_id"]},
    "zoning_pair": pair,
    "zoning_outline": outline,
    "zoning_region": lambda side: {"region": region(side).code},
    "zoning_place": place,
}
