"""Rows put together by region and unit: one level per place, regions as asked, missing places listed."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cesp_portal.common.enums import Profession
from zonage.rules.codes import SPLIT_COMMUNES, department_of
from zonage.rules.files.entries import Entries
from zonage.rules.files.problems import Problems
from zonage.rules.files.territory import Territory, uncovered
from zonage.rules.files.zoning import Asked, Part
from zonage.rules.labels import LevelKind

LISTED_MISSING = 60
# From this many regions on, a file is national: keeping one region of it is a choice, not a mistake.
NATIONAL_REGIONS = 10


@dataclass(frozen=True, slots=True)
class Gathered:
    """The parts of one profession."""

    parts: tuple[Part, ...]


def gather(
    *,
    profession: str,
    entries: Entries,
    labels: Sequence[str],
    units: Sequence[str],
    orders: Sequence[dt.date | None],
    kinds: Mapping[str, LevelKind],
    asked: Asked,
    territory: Territory,
    problems: Problems,
    repeats: bool,
) -> Gathered:
    """Return the parts of a profession.

    ``repeats``: the format names a place several times, so that only a contradiction is a problem.
    """
    chosen = _first_of_each(entries, labels, kinds, problems, repeats=repeats)
    parts: dict[tuple[str, str], Part] = {}
    places_of: dict[str, list[tuple[int, str]]] = {}
    part_of: dict[tuple[str, str], Part | None] = {}
    for index in chosen:
        code, label, unit = entries.codes[index], labels[index], units[index]
        place = (code[:3] if code[0] == "9" and code[1] > "6" else code[:2], unit)
        if unit != "commune" or place not in part_of:
            part_of[place] = _part(profession, code, unit, parts, territory)
        part = part_of[place]
        if part is None or label not in kinds:
            continue
        part.codes.append(code)
        part.labels.append(label)
        if entries.tvs:
            part.tvs.append(entries.tvs[index])
        if orders:
            part.orders.append(orders[index])
        places_of.setdefault(part.region, []).append((entries.lines[index], code))
    kept = _asked_region(parts, places_of, asked, territory, problems, orders_known=bool(orders))
    for part in kept:
        _date(part, asked, territory, problems)
        _say_split(part, territory, problems)
        _list_missing(part, territory, problems)
    return Gathered(tuple(kept))


def _first_of_each(
    entries: Entries,
    labels: Sequence[str],
    kinds: Mapping[str, LevelKind],
    problems: Problems,
    *,
    repeats: bool,
) -> Sequence[int]:
    """Return the positions of the first row of each place; what the other rows add is a problem."""
    if len(set(entries.codes)) == len(entries.codes):
        return [index for index, code in enumerate(entries.codes) if code]
    first: dict[str, int] = {}
    for index, code in enumerate(entries.codes):
        seen = first.setdefault(code, index)
        if code and seen != index:
            _compare_twice(
                entries=entries,
                labels=labels,
                kinds=kinds,
                seen=seen,
                index=index,
                problems=problems,
                repeats=repeats,
            )
    first.pop("", None)
    return list(first.values())


def _part(
    profession: str, code: str, unit: str, parts: dict[tuple[str, str], Part], territory: Territory
) -> Part | None:
    region = territory.departments.get(department_of(code))
    if region is None:
        return None
    return parts.setdefault((region, unit), Part(profession, region, unit))


def _compare_twice(
    *,
    entries: Entries,
    labels: Sequence[str],
    kinds: Mapping[str, LevelKind],
    seen: int,
    index: int,
    problems: Problems,
    repeats: bool,
) -> None:
    code, before, now = entries.codes[index], kinds.get(labels[seen]), kinds.get(labels[index])
    where = {"line": entries.lines[index], "column": "code", "value": code}
    if before is not None and now is not None and before.code != now.code:
        problems.error(
            "Z_TWO_LEVELS",
            f"{code} a deux niveaux : « {labels[seen]} » ligne {entries.lines[seen]} et « {labels[index]} » ici. "
            "Gardez le bon.",
            **where,
        )
    elif not repeats:
        problems.warn(
            "Z_DUPLICATE",
            f"{code} est déjà ligne {entries.lines[seen]}, avec le même niveau : cette ligne n'ajoute rien.",
            **where,
        )


def _asked_region(
    parts: Mapping[tuple[str, str], Part],
    places_of: Mapping[str, list[tuple[int, str]]],
    asked: Asked,
    territory: Territory,
    problems: Problems,
    *,
    orders_known: bool,
) -> list[Part]:
    regions = {region for region, _ in parts}
    ordered = [parts[key] for key in sorted(parts)]
    if not asked.region:
        if 1 < len(regions) < NATIONAL_REGIONS and not orders_known:
            names = ", ".join(sorted(territory.regions.get(region, region) for region in regions))
            problems.warn(
                "Z_SEVERAL_REGIONS",
                f"Un arrêté porte sur une région ; ce fichier en mêle plusieurs : {names}. "
                "Sans région choisie, chacune aura son zonage.",
                value=", ".join(sorted(regions)),
            )
        return ordered
    others = sorted(regions - {asked.region})
    name = territory.regions.get(asked.region, asked.region)
    if asked.region not in regions and regions:
        problems.error("Z_REGION_ABSENT", f"Aucune ligne du fichier n'est en {name}.", value=asked.region)
    elif others and len(regions) < NATIONAL_REGIONS and not orders_known:
        for region in others:
            for line, code in places_of[region]:
                problems.error(
                    "Z_OTHER_REGION",
                    f"Ce lieu est en {territory.regions.get(region, region)}, pas en {name}.",
                    line=line,
                    column="code",
                    value=code,
                )
    elif others:
        problems.warn(
            "Z_OTHER_REGIONS_SKIPPED", f"Seules les lignes de {name} sont gardées.", value=", ".join(others)
        )
    return [part for part in ordered if part.region == asked.region]


def _date(part: Part, asked: Asked, territory: Territory, problems: Problems) -> None:
    """Give the part the day of its order: what was said, or the most recent of its rows."""
    days = Counter(day for day in part.orders if day is not None)
    part.order_on = asked.order_on or (max(days) if days else None)
    where = f"{territory.regions.get(part.region, part.region)}, {_word(part)}"
    if len(days) > 1:
        listed = ", ".join(
            f"{day:%d/%m/%Y} ({count} lignes)" for day, count in sorted(days.items(), reverse=True)
        )
        problems.warn(
            "Z_MIXED_ORDERS",
            f"{where} : les lignes viennent de plusieurs arrêtés, {listed}. Le zonage prend la date du plus récent ; "
            "chaque ligne garde la sienne.",
            value=listed,
        )
    if part.order_on is None and part.labels:
        problems.warn(
            "Z_ORDER_UNKNOWN",
            f"{where} : le fichier ne donne pas la date de l'arrêté. Indiquez-la avant de publier.",
            value=part.region,
        )


def _word(part: Part) -> str:
    """Return the profession of a part as people read it."""
    return Profession(part.profession).label.lower()


def _say_split(part: Part, territory: Territory, problems: Problems) -> None:
    """Say when Paris, Lyon or Marseille is zoned whole, or both whole and by arrondissement."""
    codes = set(part.codes)
    for whole in SPLIT_COMMUNES.keys() & codes:
        name = territory.current.get(whole, whole)
        message = (
            f"{name} ({whole}) et ses arrondissements ont chacun une ligne : chaque code garde son propre niveau."
            if codes.intersection(SPLIT_COMMUNES[whole])
            else f"{name} ({whole}) est donnée entière : son niveau vaudra pour chacun de ses arrondissements."
        )
        problems.warn("Z_SPLIT_COMMUNE", message, column="code", value=whole)


def _list_missing(part: Part, territory: Territory, problems: Problems) -> None:
    if part.unit != "commune":
        return
    missing = sorted(uncovered(set(part.codes), territory.expected.get(part.region, frozenset())))
    part.missing = tuple(missing)
    name = territory.regions.get(part.region, part.region)
    if len(missing) > LISTED_MISSING:
        some = ", ".join(missing[:20])
        problems.warn(
            "Z_COMMUNE_MISSING",
            f"{name}, {_word(part)} : {len(missing)} communes n'ont pas de ligne ({some}…). "
            "Toutes sont listées à part.",
            value=some,
        )
        return
    for code in missing:
        problems.warn(
            "Z_COMMUNE_MISSING",
            f"{territory.current[code]} ({code}, {name}) n'a pas de ligne pour la profession {_word(part)}.",
            value=code,
        )
