"""Reading of the data files of the rules: TOML written by jurists, checked to the line before anything starts.

A file of parameters::

    theme = "Délais"
    verifie_le = 2026-11-21

    [offer_delay_days]
    libelle = "Délai pour renvoyer le contrat signé"
    unite = "jours"
    valeurs = one [[offer_delay_days.valeurs]] table per value: depuis, valeur, source, confiance, and where
    needed article, region, note, verifie_le, or one word per dimension named in ``par``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise, product
from typing import Any

from cesp_portal.common.rules.errors import RulebookError
from cesp_portal.common.rules.findings import Confidence, Source
from cesp_portal.common.rules.parameters import UNKNOWN, Dated, Key, Parameter, Scalar, type_of_unit
from cesp_portal.common.rules.regions import REGIONS

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
_VALUE_KEYS = {"depuis", "valeur", "source", "article", "confiance", "verifie_le", "region", "note"}
_PARAMETER_KEYS = {"libelle", "unite", "par", "repli_national", "mots", "valeurs"}
SOURCES_FILE = "sources.toml"
FINDINGS_FILE = "constats.toml"
SPECIAL_FILES = {SOURCES_FILE, FINDINGS_FILE, "faits.toml"}


@dataclass(frozen=True, slots=True)
class TomlFile:
    """A parsed file that remembers on which line each table starts."""

    name: str
    content: Mapping[str, Any]
    lines: Mapping[tuple[str, int], int]

    def error(self, message: str, table: str = "", number: int = 0) -> RulebookError:
        return RulebookError(self.name, self.lines.get((table, number), 1), message)


def parse_toml(name: str, text: str) -> TomlFile:
    """Parse one file; a syntax error names the file and the line."""
    try:
        content = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        raise RulebookError(
            name, int(found.group(1)) if found else text.count("\n") + 1, f"syntaxe TOML : {error}"
        ) from error
    lines: dict[tuple[str, int], int] = {}
    seen: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if found := _HEADER.match(line):
            table = found.group(2).replace('"', "").replace(" ", "")
            lines[table, seen.setdefault(table, 0)] = number
            seen[table] += 1
    return TomlFile(name, content, lines)


def toml_files(package: str) -> Iterator[TomlFile]:
    """Every TOML file that lies in that package, by name."""
    entries: Sequence[Traversable] = sorted(files(package).iterdir(), key=lambda entry: entry.name)
    for entry in entries:
        if entry.name.endswith(".toml"):
            name = f"{package.replace('.', '/')}/{entry.name}"
            yield parse_toml(name, _decoded(name, entry.read_bytes()))


def _decoded(name: str, content: bytes) -> str:
    """The text of a file in UTF-8, with or without the mark that some editors put in front."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise RulebookError(name, line, "un caractère illisible ; enregistrez le fichier en UTF-8") from error


def load_sources(file: TomlFile) -> dict[str, Source]:
    """The texts that values refer to, by code."""
    sources = {}
    for code, table in file.content.items():
        if not isinstance(table, dict):
            raise file.error(f"source « {code} » : une table [{code}] est attendue", code)
        unknown = set(table) - {"texte", "article", "publie_le"}
        if unknown or not table.get("texte"):
            raise file.error(f"source « {code} » : « texte » attendu, {sorted(unknown)} inconnu", code)
        if not (isinstance(table["texte"], str) and isinstance(table.get("article", ""), str)):
            raise file.error(
                f"source « {code} » : « texte » et « article » s'écrivent entre guillemets", code
            )
        if type(table.get("publie_le", date.min)) is not date:
            raise file.error(f"source « {code} » : « publie_le » est une date (2026-01-16)", code)
        sources[code] = Source(code, table["texte"], table.get("article", ""), table.get("publie_le"))
    return sources


def load_parameters(
    package: str,
    dimensions: Mapping[str, Sequence[str]],
    base_sources: Mapping[str, Source] | None = None,
    spared: Collection[str] = (),
) -> tuple[dict[str, Parameter], dict[str, Source]]:
    """Read all the parameter files of a package.

    ``dimensions`` lists the words a parameter may depend on and the codes each may take; ``base_sources`` are those
    of an app underneath. A parameter that depends on words has a national value for all their codes, but those
    ``spared``. Raises ``RulebookError`` at the first mistake.
    """
    found = {file.name.rpartition("/")[2]: file for file in toml_files(package)}
    sources = dict(base_sources or {})
    if SOURCES_FILE in found:
        sources.update(load_sources(found[SOURCES_FILE]))
    parameters: dict[str, Parameter] = {}
    for short, file in found.items():
        if short in SPECIAL_FILES:
            continue
        for name in file.content:
            if name in {"theme", "verifie_le"}:
                continue
            if name in parameters:
                raise file.error(f"le paramètre « {name} » existe déjà dans un autre fichier", name)
            reader = _Reader(file, name, dimensions, sources)
            parameters[name] = reader.parameter()
            reader.check_complete(parameters[name], spared)
    return parameters, sources


class _Reader:
    """Reads one parameter table and knows where it is when something is wrong."""

    def __init__(
        self,
        file: TomlFile,
        name: str,
        dimensions: Mapping[str, Sequence[str]],
        sources: Mapping[str, Source],
    ) -> None:
        self.file = file
        self.name = name
        self.table: Mapping[str, Any] = file.content[name]
        self.dimensions = dimensions
        self.sources = sources

    def parameter(self) -> Parameter:
        table = self.table
        if not isinstance(table, dict):
            raise self.file.error(f"« {self.name} » n'est pas une table")
        self._check_keys(set(table) - _PARAMETER_KEYS, None)
        for key in ("libelle", "unite", "valeurs"):
            if not table.get(key):
                raise self._error(f"« {key} » manque")
        self._check_texts(table, ("libelle", "unite"))
        if not (
            isinstance(table["valeurs"], list) and all(isinstance(row, dict) for row in table["valeurs"])
        ):
            raise self._error(f"« valeurs » : des tables [[{self.name}.valeurs]] sont attendues")
        if table["unite"] not in type_of_unit:
            raise self._error(f"unité inconnue « {table['unite']} » ; connues : {', '.join(type_of_unit)}")
        spoken, words = table.get("mots", {}), table.get("par", [])
        if not isinstance(spoken, dict) or not all(isinstance(word, str) for word in spoken.values()):
            raise self._error("« mots » donne le français de chaque code, entre guillemets")
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise self._error('« par » est une liste de mots entre guillemets (["regime"])')
        if unknown := set(words) - set(self.dimensions):
            raise self._error(f"« par » : {sorted(unknown)} inconnu")
        theme = self.file.content.get("theme", "")
        if not theme or not isinstance(theme, str):
            raise self.file.error("« theme » manque en tête de fichier, entre guillemets")
        return Parameter(
            self.name,
            table["libelle"],
            theme,
            table["unite"],
            tuple(words),
            self._flag(table.get("repli_national", True)),
            self._series(tuple(words)),
        )

    def check_complete(self, parameter: Parameter, spared: Collection[str]) -> None:
        """Refuse a parameter that forgot a code: a new regime must be written wherever regimes count."""
        said = {codes for region, codes in parameter.series if region is None}
        for codes in product(*(self.dimensions[word] for word in parameter.dimensions)):
            if parameter.dimensions and codes not in said and not set(spared).intersection(codes):
                words = ", ".join(
                    f"{word} {code}" for word, code in zip(parameter.dimensions, codes, strict=True)
                )
                raise self._error(f"aucune valeur pour {words} ; écrivez « ? » si aucun texte ne la donne")

    def _series(self, words: tuple[str, ...]) -> dict[Key, tuple[Dated, ...]]:
        series: dict[Key, list[Dated]] = {}
        for number, row in enumerate(self.table["valeurs"]):
            self._check_keys(set(row) - _VALUE_KEYS - set(words), number)
            value = self._value(row, number)
            for codes in product(*(self._codes(row, word, number) for word in words)):
                key: Key = (value.region, codes)
                series.setdefault(key, []).append(replace(value, key=tuple(zip(words, codes, strict=True))))
                self._check_order(series[key], number)
        return {key: tuple(values) for key, values in series.items()}

    def _value(self, row: Mapping[str, Any], number: int) -> Dated:
        for key in ("depuis", "valeur", "source", "confiance"):
            if row.get(key) in (None, ""):
                raise self._error(
                    f"« {key} » manque : une valeur sans source ni date n'est pas une règle", number
                )
        self._check_texts(row, ("source", "confiance", "region", "article", "note"), number)
        if row["source"] not in self.sources:
            raise self._error(f"source inconnue « {row['source']} » ; ajoutez-la à {SOURCES_FILE}", number)
        if row["confiance"] not in {level.value for level in Confidence}:
            raise self._error(f"confiance « {row['confiance']} » : A, B, C, D ou ? attendu", number)
        checked = row.get("verifie_le", self.file.content.get("verifie_le"))
        if type(row["depuis"]) is not date or type(checked) is not date:
            raise self._error("« depuis » et « verifie_le » sont des dates (2026-01-16)", number)
        region = row.get("region")
        if region is not None and region not in REGIONS:
            raise self._error(f"région inconnue « {region} »", number)
        source = self.sources[row["source"]]
        if row.get("article"):
            source = replace(source, article=row["article"])
        return Dated(
            self.name,
            self.table["libelle"],
            self.table["unite"],
            self._scalar(row["valeur"], number),
            row["depuis"],
            source,
            Confidence(row["confiance"]),
            checked,
            region,
            note=row.get("note", ""),
            spoken=self.table.get("mots", {}),
        )

    def _scalar(self, raw: Any, number: int) -> Scalar:
        if raw == "?":
            return UNKNOWN
        expected = type_of_unit[self.table["unite"]]
        if expected is Decimal and isinstance(raw, str):
            try:
                return Decimal(raw)
            except InvalidOperation:
                pass
        if expected is tuple and isinstance(raw, list) and all(isinstance(item, str) for item in raw):
            return tuple(raw)
        if isinstance(raw, int | str | bool | date) and type(raw) is expected:
            return raw
        raise self._error(f"« valeur » {raw!r} ne convient pas à l'unité « {self.table['unite']} »", number)

    def _codes(self, row: Mapping[str, Any], word: str, number: int) -> Sequence[str]:
        raw = row.get(word)
        codes = raw if isinstance(raw, list) else [raw]
        if raw is None or any(code not in self.dimensions[word] for code in codes):
            raise self._error(
                f"« {word} » {raw!r} : attendu parmi {', '.join(self.dimensions[word])}", number
            )
        return [str(code) for code in codes]

    def _check_order(self, values: Sequence[Dated], number: int) -> None:
        for before, after in pairwise(values):
            if after.starts_on <= before.starts_on:
                raise self._error(f"« depuis » {after.starts_on} ne suit pas {before.starts_on}", number)

    def _check_texts(self, table: Mapping[str, Any], keys: Iterable[str], number: int | None = None) -> None:
        for key in keys:
            if not isinstance(table.get(key, ""), str):
                raise self._error(f"« {key} » s'écrit entre guillemets", number)

    def _flag(self, raw: Any) -> bool:
        if not isinstance(raw, bool):
            raise self._error("« repli_national » est true ou false")
        return raw

    def _check_keys(self, unknown: set[str], number: int | None) -> None:
        if unknown:
            raise self._error(f"clé inconnue : {', '.join(sorted(unknown))}", number)

    def _error(self, message: str, number: int | None = None) -> RulebookError:
        table = self.name if number is None else f"{self.name}.valeurs"
        return self.file.error(f"« {self.name} » : {message}", table, number or 0)
