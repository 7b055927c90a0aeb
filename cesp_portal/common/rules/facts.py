"""From the words of a case file or a form to the frozen facts of a rule, and nothing silently dropped.

A dataclass of facts says by its annotations what each fact is; a field whose metadata is ``FROM`` or ``TO`` is named
otherwise outside, with a word that Python keeps for itself. Unknown names, wrong types and unknown codes raise
``FactError`` naming the fact.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from cesp_portal.common.rules.calendar import Month
from cesp_portal.common.rules.errors import FactError

Facts = TypeVar("Facts")


FROM = {"fact": "from"}
TO = {"fact": "to"}
YEARS = range(1900, 2200)


def outside_name(spec: Field[Any]) -> str:
    return str(spec.metadata.get("fact", spec.name))


@cache
def _spec(kind: Any) -> tuple[dict[str, Field[Any]], dict[str, Any]]:
    return {outside_name(spec): spec for spec in fields(kind)}, get_type_hints(kind)


def read_facts(kind: Callable[..., Facts], given: Mapping[str, Any]) -> Facts:
    """Build the facts ``kind`` from a mapping; raises ``FactError`` naming what is wrong."""
    specs, hints = _spec(kind)
    for name in given:
        if name not in specs:
            raise FactError(name, f"fait inconnu ; attendus : {', '.join(specs)}")
    values = {}
    for name, spec in specs.items():
        if name in given:
            values[spec.name] = _read(hints[spec.name], given[name], name)
        elif spec.default is MISSING and spec.default_factory is MISSING:
            raise FactError(name, "ce fait est nécessaire ; indiquez-le")
    return kind(**values)


def _read(hint: Any, raw: Any, name: str) -> Any:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _read_union(hint, raw, name)
    if origin is tuple:
        return _read_list(get_args(hint)[0], raw, name)
    if origin is not None and issubclass(origin, Mapping):
        return _read_table(get_args(hint)[1], raw, name)
    if is_dataclass(hint) and isinstance(hint, type) and hint is not Month:
        if not isinstance(raw, Mapping):
            raise FactError(name, f"attendu : une table ; reçu : {_as_written(raw)}")
        try:
            return read_facts(hint, raw)
        except FactError as error:
            raise error.within(name) from error
    return _read_scalar(hint, raw, name)


def _read_union(hint: Any, raw: Any, name: str) -> Any:
    options = [option for option in get_args(hint) if option is not type(None)]
    return None if raw is None else _read(options[0], raw, name)


def _read_list(item: Any, raw: Any, name: str) -> tuple[Any, ...]:
    if not isinstance(raw, list | tuple):
        raise FactError(name, f"attendu : une liste ; reçu : {_as_written(raw)}")
    return tuple(_read(item, value, f"{name}[{number}]") for number, value in enumerate(raw))


def _read_table(item: Any, raw: Any, name: str) -> dict[str, Any]:
    if not isinstance(raw, Mapping):
        raise FactError(name, f"attendu : une table ; reçu : {_as_written(raw)}")
    return {str(key): _read(item, value, f"{name}.{key}") for key, value in raw.items()}


def _read_scalar(hint: Any, raw: Any, name: str) -> Any:
    if hint is Month:
        return _read_month(raw, name)
    if hint in (Fraction, Decimal):
        return _read_number(hint, raw, name)
    if isinstance(hint, type) and issubclass(hint, Enum):
        try:
            return hint(raw)
        except ValueError:
            known = ", ".join(str(member.value) for member in hint)
            raise FactError(name, f"« {raw} » est inconnu ; attendu : {known}") from None
    wanted = {
        date: "une date (2024-03-01, sans guillemets)",
        datetime: "un instant avec son fuseau (2026-01-15T23:59:59+01:00)",
        bool: "vrai ou faux (true, false)",
        int: "un entier",
        str: "un texte entre guillemets",
    }
    if type(raw) is hint:
        return _within_reach(raw, name)
    raise FactError(name, f"attendu : {wanted[hint]} ; reçu : {_as_written(raw)}")


def _as_written(raw: Any) -> str:
    """A wrong value as the person who wrote it knows it."""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, date):
        return raw.isoformat()
    if isinstance(raw, Mapping):
        return "une table"
    return "une liste" if isinstance(raw, list | tuple) else f"« {raw} »"


def _within_reach(raw: Any, name: str) -> Any:
    """Refuse the days that only a slip of the pen can give; what counts in days and months stays in the calendar."""
    if isinstance(raw, date) and raw.year not in YEARS:
        raise FactError(name, f"l'année {raw.year} est impossible ; corrigez cette date")
    return raw


def _read_month(raw: Any, name: str) -> Month:
    if not isinstance(raw, str):
        raise FactError(name, f"attendu : un mois entre guillemets, « 2023-10 » ; reçu : {_as_written(raw)}")
    try:
        month = Month.parse(raw)
    except ValueError as error:
        raise FactError(name, str(error)) from error
    if month.year not in YEARS:
        raise FactError(name, f"l'année {month.year} est impossible ; corrigez ce mois")
    return month


def _read_number(hint: Any, raw: Any, name: str) -> Any:
    if isinstance(raw, bool) or not isinstance(raw, int | str | Decimal | Fraction):
        raise FactError(name, f"attendu : un nombre entier ou entre guillemets ; reçu : {_as_written(raw)}")
    try:
        number = Fraction(raw) if not isinstance(raw, str) else Fraction(Decimal(raw))
        return number if hint is Fraction else Decimal(raw)  # type: ignore[arg-type]  # a Fraction is asked as one
    except (InvalidOperation, ValueError, OverflowError, TypeError):
        raise FactError(name, f"« {raw} » n'est pas un nombre") from None
