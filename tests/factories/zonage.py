"""A small territory and zonings on it: real codes, invented levels."""

import datetime as dt

from cesp_portal.common.accounts.actors import Actor, system_actor
from zonage.models import Commune, Department, Region, Snapshot, TerritoryLoad
from zonage.rules.files.zoning import Asked
from zonage.rules.names import place_key
from zonage.services.imports import import_zoning
from zonage.services.official_code import Change, OfficialCode, Place
from zonage.services.publication import Order, check_snapshot, publish_snapshot
from zonage.services.territories import store_territories

AT = dt.datetime(2026, 1, 5, 9, 0, tzinfo=dt.UTC)
ACTOR: Actor = system_actor("essais")
REGIONS = {
    "76": "Occitanie",
    "11": "Île-de-France",
    "84": "Auvergne-Rhône-Alpes",
    "94": "Corse",
    "06": "Mayotte",
}
DEPARTMENTS = {
    "11": ("Aude", "76"),
    "34": ("Hérault", "76"),
    "75": ("Paris", "11"),
    "01": ("Ain", "84"),
    "2A": ("Corse-du-Sud", "94"),
    "976": ("Mayotte", "06"),
}
# code, kind, name, parent, population, postal codes
PLACES = (
    ("11132", "COM", "Fabrezan", "", 1306, ["11200"]),
    ("11262", "COM", "Narbonne", "", 57587, ["11100"]),
    ("34172", "COM", "Montpellier", "", 310240, ["34000", "34070"]),
    ("34173", "COM", "Montpeyroux", "", 1300, ["34150"]),
    ("75056", "COM", "Paris", "", 2_103_778, ["75001", "75002"]),
    ("75101", "ARM", "Paris 1er Arrondissement", "75056", 15_475, ["75001"]),
    ("75102", "ARM", "Paris 2e Arrondissement", "75056", 20_433, ["75002"]),
    ("01001", "COM", "L'Abergement-Clémenciat", "", 860, ["01400"]),
    ("01004", "COM", "Ambérieu-en-Bugey", "", 15_934, ["01500"]),
    ("01015", "COM", "Arboys en Bugey", "", 644, ["01300"]),
    ("01015", "COMD", "Arbignieu", "01015", None, ["01300"]),
    ("01340", "COMD", "Saint-Bois", "01015", None, ["01300"]),
    ("2A004", "COM", "Ajaccio", "", 75_511, ["20000", "20090"]),
    ("97617", "COM", "Tsingoni", "", None, ["97680"]),
)


def make_territory() -> None:
    """Create the small territory above."""
    Region.objects.bulk_create([Region(code=code, name=name) for code, name in REGIONS.items()])
    Department.objects.bulk_create(
        [Department(code=code, name=name, region_id=region) for code, (name, region) in DEPARTMENTS.items()]
    )
    for code, kind, name, parent, population, postal_codes in PLACES:
        make_commune(
            code, kind=kind, name=name, parent=parent, population=population, postal_codes=postal_codes
        )
    TerritoryLoad.objects.create(loaded_at=AT, source="essais", communes=len(PLACES), changes=0)


def make_commune(
    code: str,
    *,
    name: str,
    kind: str = "COM",
    parent: str = "",
    population: int | None = 100,
    postal_codes: list[str] | None = None,
    starts_on: dt.date | None = None,
    ends_until: dt.date | None = None,
) -> Commune:
    """Create one place in its department, which must exist."""
    department = code[:3] if code.startswith("97") else code[:2]
    return Commune.objects.create(
        code=code,
        kind=kind,
        name=name,
        search_name=place_key(name),
        department_id=department,
        region_id=DEPARTMENTS[department][1],
        population=population,
        parent_code=parent,
        postal_codes=postal_codes or [],
        starts_on=starts_on,
        ends_until=ends_until,
    )


def merge(before: str, after: str, on: dt.date) -> None:
    """Load that day an official code where ``before`` is no more, with the movement that made it part of ``after``."""
    change = Change(32, on, "COM", before, _name(before), "COM", after, _name(after))
    _load(_places_but(before), on=on, changes=[change])


def recode(before: str, after: str, on: dt.date) -> None:
    """Load that day an official code where ``before`` is a part of ``after``, without the movement that dates it."""
    department = before[:2]
    part = Place(before, "COMD", _name(before), department, DEPARTMENTS[department][1], None, parent=after)
    _load([*_places_but(before), part], on=on)


def rename(code: str, name: str, on: dt.date) -> None:
    """Load that day an official code where a commune, new or not, has this name."""
    department = code[:2]
    place = Place(code, "COM", name, department, DEPARTMENTS[department][1], 100)
    _load([*_places_but(code), place], on=on)


def restore(code: str, origin: str, *, on: dt.date, loaded_on: dt.date | None = None) -> None:
    """Load an official code where ``code`` is a commune again, with the movement that took it out of ``origin``."""
    department = code[:2]
    place = Place(code, "COM", _name(code), department, DEPARTMENTS[department][1], 100)
    change = Change(21, on, "COM", origin, _name(origin), "COM", code, place.name)
    _load([*_places_but(code), place], on=loaded_on or on, changes=[change])


def _name(code: str) -> str:
    return Commune.told.filter(code=code).values_list("name", flat=True).first() or f"Commune {code}"


def _places_but(code: str) -> list[Place]:
    """Return the places known today, less those of a code."""
    return [
        Place(row.code, row.kind, row.name, row.department_id, row.region_id, row.population, row.parent_code)
        for row in Commune.objects.filter(ends_until__isnull=True).exclude(code=code)
    ]


def _load(places: list[Place], *, on: dt.date, changes: list[Change] | None = None) -> None:
    code = OfficialCode("essais", REGIONS, DEPARTMENTS, places)
    store_territories(actor=ACTOR, at=dt.datetime.combine(on, AT.timetz()), code=code, changes=changes or ())


def publish_levels(
    levels: dict[str, str], *, on: dt.date, profession: str = "medecine", order_number: str = "A-1"
) -> list[Snapshot]:
    """Import and publish a zoning of these codes and labels, in force from ``on``."""
    checked = check_levels(levels, on=on, profession=profession, order_number=order_number)
    return [publish_snapshot(actor=ACTOR, snapshot_id=snapshot.id, on=on, at=AT) for snapshot in checked]


def check_levels(
    levels: dict[str, str], *, on: dt.date, profession: str = "medecine", order_number: str = "A-1"
) -> list[Snapshot]:
    """Import a zoning of these codes and labels, by region, and record that its remarks were read."""
    lines = "\n".join(f"{code};{label}" for code, label in levels.items())
    done = import_zoning(
        actor=ACTOR,
        data=f"CartoSanté;\nCode;Libellé;Zonage {_WORDS[profession]}\n".encode() + _with_names(lines),
        filename="zonage.csv",
        asked=Asked(profession=profession, order_on=on),
        at=AT,
        order_number=order_number,
    )
    return [
        check_snapshot(actor=ACTOR, snapshot_id=snapshot.id, order=Order(), at=AT)
        for snapshot in done.snapshots
    ]


_WORDS = {"medecine": "médecin", "odontologie": "chirurgien-dentiste", "maieutique": "sage-femme"}


def _with_names(lines: str) -> bytes:
    return "\n".join(line.replace(";", ";;", 1) for line in lines.splitlines()).encode()
