"""Aids that exist for a place, a profession and a mode of practice on a day: information, never a decision."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

# Words of the lists of communes that mean "not part of it" or "a part only".
_OUTSIDE = frozenset({"", "nc", "non classée", "non classee", "non classé"})
_PARTLY = ("partiellement", "pc")


@dataclass(frozen=True, slots=True)
class Aid:
    """An aid with its days (``ends_on`` included), its conditions, its source and how sure we are of it."""

    code: str
    name: str
    amount: str
    payer: str
    professions: tuple[str, ...]
    modes: tuple[str, ...]
    starts_on: dt.date
    ends_on: dt.date | None
    source: str
    confidence: str
    levels: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    needs_district: bool = False
    excludes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """What is known of a place; ``in_district`` is None without address, ``lists`` holds each list's word."""

    profession: str
    region: str
    department: str
    level: str | None
    mode: str | None = None
    in_district: bool | None = None
    lists: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class AidAnswer:
    """What is known of a place: ``in_district`` None without address, ``lists`` each list with its word."""

    aid: Aid
    possible: bool | None
    missing: tuple[str, ...]
    conflicts: tuple[str, ...]


def aids_for(facts: PlaceFacts, on: dt.date) -> tuple[AidAnswer, ...]:
    """Return the aids that exist, or may exist, for a place on a day; those that certainly do not are left out."""
    judged = [(aid, *_judge(aid, facts)) for aid in all_aids() if _in_force(aid, on)]
    kept = [(aid, possible, missing) for aid, possible, missing in judged if possible is not False]
    names = {aid.code: aid.name for aid, _, _ in kept}
    return tuple(
        AidAnswer(aid, possible, missing, tuple(names[code] for code in aid.excludes if code in names))
        for aid, possible, missing in kept
    )


@cache
def all_aids() -> tuple[Aid, ...]:
    """Return every aid of the data file, in its order."""
    text = resources.files(__name__).joinpath("aides.toml").read_text(encoding="utf-8")
    return tuple(
        Aid(
            code=entry["code"],
            name=entry["nom"],
            amount=entry["montant"],
            payer=entry["financeur"],
            professions=tuple(entry["professions"]),
            modes=tuple(entry["modes"]),
            starts_on=entry["depuis"],
            ends_on=entry.get("jusqu_au"),
            source=entry["source"],
            confidence=entry["confiance"],
            levels=tuple(entry.get("niveaux", ())),
            regions=tuple(entry.get("regions", ())),
            departments=tuple(entry.get("departements", ())),
            lists=tuple(entry.get("listes", ())),
            needs_district=entry.get("qpv", False),
            excludes=tuple(entry.get("exclut", ())),
        )
        for entry in tomllib.loads(text)["aide"]
    )


def _in_force(aid: Aid, on: dt.date) -> bool:
    return aid.starts_on <= on and (aid.ends_on is None or on <= aid.ends_on)


def _judge(aid: Aid, facts: PlaceFacts) -> tuple[bool | None, tuple[str, ...]]:
    """Tell whether a place meets the conditions of an aid, and which facts are missing to tell."""
    if not _concerns(aid, facts):
        return False, ()
    judged = [_mode(aid, facts), _level(aid, facts), _district(aid, facts)]
    judged += [_list(name, facts) for name in aid.lists]
    if any(met is False for met, _ in judged):
        return False, ()
    missing = tuple(words for met, words in judged if met is None)
    return (None, missing) if missing else (True, ())


def _concerns(aid: Aid, facts: PlaceFacts) -> bool:
    return (
        facts.profession in aid.professions
        and (not aid.regions or facts.region in aid.regions)
        and (not aid.departments or facts.department in aid.departments)
    )


def _mode(aid: Aid, facts: PlaceFacts) -> tuple[bool | None, str]:
    if facts.mode is None:
        return None, f"mode d'exercice attendu : {' ou '.join(MODE_NAMES[mode] for mode in aid.modes)}"
    return facts.mode in aid.modes, ""


def _level(aid: Aid, facts: PlaceFacts) -> tuple[bool | None, str]:
    if aid.levels and facts.level is None:
        return None, "niveau du zonage inconnu"
    return not aid.levels or facts.level in aid.levels, ""


def _district(aid: Aid, facts: PlaceFacts) -> tuple[bool | None, str]:
    if not aid.needs_district:
        return True, ""
    return facts.in_district, "adresse dans un quartier prioritaire"


def _list(name: str, facts: PlaceFacts) -> tuple[bool | None, str]:
    word = None if facts.lists is None else facts.lists.get(name)
    if word is None:
        return None, f"liste « {name.upper()} » non chargée pour ce jour"
    folded = word.casefold()
    if any(folded.endswith(part) for part in _PARTLY):
        return None, f"commune classée en partie (« {word} ») : l'ancien territoire décide"
    return folded not in _OUTSIDE, ""


MODE_NAMES = {"liberal": "libéral", "salarie": "salarié", "mixte": "mixte"}
