"""Codes as files write them: put right when one place alone can be meant, located otherwise."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from zonage.rules.codes import (
    bare_code,
    code_inside,
    department_of,
    is_commune_code,
    is_district_code,
    restored_code,
)
from zonage.rules.files.entries import Entries
from zonage.rules.files.problems import Problems, formula_or_error
from zonage.rules.files.territory import Territory
from zonage.rules.names import place_key


def repair_codes(
    entries: Entries, territory: Territory, problems: Problems, only: Iterable[int] | None = None
) -> None:
    """Put right the codes that a spreadsheet has cut, only where one place alone can be meant; locate the others.

    A row without a certain code gets an empty one. ``only`` are the positions to look at, all by default.
    """
    check = _Check(territory, problems)
    codes, names, current = entries.codes, entries.names, territory.current
    for index in range(len(codes)) if only is None else only:
        official = current.get(codes[index])
        if official is None:
            name = names[index] if names else ""
            codes[index] = check.code(codes[index], name.strip(), entries.lines[index])
        elif names and names[index] != official:
            codes[index] = check.name(codes[index], names[index].strip(), official, entries.lines[index])


def check_district_codes(entries: Entries, problems: Problems) -> None:
    """Locate the codes that are not those of a QPV; such a row gets an empty code."""
    for index, written in enumerate(entries.codes):
        code = bare_code(written)
        entries.codes[index] = code if is_district_code(code) else ""
        if not is_district_code(code):
            problems.error(
                "Z_CODE_INVALID",
                f"« {written} » n'est pas un code de quartier prioritaire (par exemple QN03106I)."
                if written
                else "Le code du quartier prioritaire manque.",
                line=entries.lines[index],
                column="code du quartier",
                value=written,
            )


@dataclass(slots=True)
class _Check:
    """The checks of one column of codes, with the names of the departments met so far."""

    territory: Territory
    problems: Problems
    _named: dict[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    def code(self, written: str, name: str, line: int) -> str:
        """Return the code meant by one that is not of a commune of today, or an empty text."""
        where = {"line": line, "column": "code", "value": written}
        code, beside = bare_code(written), code_inside(written)
        if beside is not None and code != beside[0]:
            return self._inside(*beside, where)
        if code in self.territory.current or code in self.territory.former:
            if code != written:
                self.problems.warn(
                    "Z_CODE_REPAIRED", f"Le code « {written} » est lu « {code} ».", proposal=code, **where
                )
            if code in self.territory.former:
                self._say_vanished(code, where)
            return code
        restored = restored_code(code)
        if restored is not None:
            return self._restored(code, restored, name, where)
        return code if self._may_be_a_commune(code, name, where) else ""

    def name(self, code: str, name: str, official: str, line: int) -> str:
        """Return the code of a row that writes another name, or an empty text when the name is another commune's."""
        key = place_key(name)
        if key in ("", place_key(official)) or key in map(
            place_key, self.territory.earlier_names.get(code, ())
        ):
            return code
        others = [other for other in self._namesakes(name, code) if other != code]
        if not others:
            return code
        self._say_other_name(code, name, official, others, {"line": line, "column": "code", "value": code})
        return ""

    def _inside(self, code: str, beside: str, where: dict[str, Any]) -> str:
        official = self.territory.name_of(code)
        if official and (not beside or place_key(beside) == place_key(official)):
            self.problems.warn(
                "Z_CODE_REPAIRED",
                f"« {where['value']} » est lu « {code} » ({official}).",
                proposal=code,
                **where,
            )
            return code
        return self._invalid(where)

    def _restored(self, code: str, restored: str, name: str, where: dict[str, Any]) -> str:
        official = self.territory.name_of(restored)
        if official and (not name or place_key(name) == place_key(official)):
            self.problems.warn(
                "Z_CODE_REPAIRED",
                f"Le code « {where['value']} » a perdu son zéro de tête : il est lu « {restored} » ({official}), "
                "seule commune possible.",
                proposal=restored,
                **where,
            )
            return restored
        self.problems.error(
            "Z_CODE_CUT",
            f"Le code « {where['value']} » semble avoir perdu son zéro de tête, mais « {restored} » "
            + (f"est {official}, pas {name}." if official else "n'existe pas.")
            + " Corrigez-le dans le fichier.",
            **where,
        )
        return ""

    def _may_be_a_commune(self, code: str, name: str, where: dict[str, Any]) -> bool:
        """Tell whether a code that the official code lacks may be kept; say what is wrong with it."""
        if not is_commune_code(code):
            self._invalid(where)
            return False
        if self.territory.region_of(code) is None:
            self.problems.error(
                "Z_CODE_INVALID", f"« {code} » : aucun département français ne porte ce numéro.", **where
            )
            return False
        namesakes = self._namesakes(name, code) if name else ()
        if any(code in self._postal_codes(other) for other in namesakes):
            self._say_other_name(code, name, "", namesakes, where)
            return False
        self._say_unknown(code, name, namesakes, where)
        return True

    def _invalid(self, where: dict[str, Any]) -> str:
        text = where["value"]
        special = formula_or_error(text)
        if special is not None:
            self.problems.error(*special, **where)
        else:
            message = (
                "Le code de la commune manque."
                if not text
                else f"« {text} » n'est pas un code de commune : cinq caractères, zéro de tête compris "
                "(par exemple 01004)."
            )
            self.problems.error("Z_CODE_INVALID", message, **where)
        return ""

    def _namesakes(self, name: str, code: str) -> tuple[str, ...]:
        """Return the places of the code's department that bear this name, those of today first."""
        department = department_of(code)
        if department not in self._named:
            found: dict[str, tuple[str, ...]] = {}
            for other in self.territory.by_department.get(department, ()):
                key = place_key(self.territory.name_of(other))
                found[key] = (*found.get(key, ()), other)
            self._named[department] = found
        return self._named[department].get(place_key(name), ())

    def _postal_codes(self, code: str) -> set[str]:
        return {postal for postal, codes in self.territory.postal.items() if code in codes}

    def _say_other_name(
        self, code: str, name: str, official: str, others: Iterable[str], where: dict[str, Any]
    ) -> None:
        found = list(others)
        listed = " ou ".join(found)
        what = (
            f"« {code} » est le code de {official}"
            if official
            else f"« {code} » n'est pas un code de commune"
        )
        postal = any(code in self._postal_codes(other) for other in found)
        message = f"{what}, alors que la ligne nomme {name} ({listed}). " + (
            f"« {code} » est le code postal de {name} : donnez le code INSEE." if postal else "Gardez le bon."
        )
        self.problems.error("Z_NAME_MISMATCH", message, proposal=found[0] if len(found) == 1 else "", **where)

    def _say_vanished(self, code: str, where: dict[str, Any]) -> None:
        territory = self.territory
        successors = [successor for successor in territory.successors(code) if successor != code]
        name = territory.name_of(code)
        if successors:
            today = ", ".join(
                f"{successor} {territory.name_of(successor)}".strip() for successor in successors
            )
            message = (
                f"{name} ({code}) n'est plus une commune : elle fait partie de {today}. La ligne est gardée."
            )
        else:
            message = f"{name} ({code}) n'est plus une commune. La ligne est gardée telle quelle."
        proposal = successors[0] if len(successors) == 1 else ""
        self.problems.warn("Z_CODE_VANISHED", message, proposal=proposal, **where)

    def _say_unknown(self, code: str, name: str, namesakes: tuple[str, ...], where: dict[str, Any]) -> None:
        proposal = f" « {name} » porte aujourd'hui le code {namesakes[0]}." if len(namesakes) == 1 else ""
        self.problems.warn(
            "Z_CODE_UNKNOWN",
            f"Le code « {code} » n'est pas dans le code officiel chargé : commune disparue ou faute de frappe ?"
            f"{proposal} La ligne est gardée telle quelle, elle ne sert à aucune commune d'aujourd'hui.",
            proposal=namesakes[0] if len(namesakes) == 1 else "",
            **where,
        )
