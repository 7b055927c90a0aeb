"""What is wrong in a zoning file, where, and what to do about it."""

from dataclasses import dataclass, field
from typing import Any

from cesp_portal.common.tabular.cells import is_error_text
from cesp_portal.common.tabular.issues import Code

MAX_LISTED = 200
VALUE_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem. ``blocking`` problems forbid the import; the others are for the agent to read.

    ``line`` counts from 1 as a text editor or a spreadsheet does; ``proposal`` is a code that could be meant;
    ``sheet`` names the sheet of a workbook that has several.
    """

    code: str
    message: str
    blocking: bool
    line: int | None = None
    column: str = ""
    value: str = ""
    proposal: str = ""
    sheet: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the problem as commands print it and snapshots keep it."""
        return {
            "code": self.code,
            "line": self.line,
            "column": self.column,
            "value": self.value,
            "message": self.message,
            "severity": "error" if self.blocking else "warning",
            "proposal": self.proposal,
            "sheet": self.sheet,
        }


@dataclass(slots=True)
class Problems:
    """The problems found so far, each kind listed up to a limit and counted beyond.

    ``sheet`` is the sheet being read, when there are several.
    """

    found: list[Problem] = field(default_factory=list)
    sheet: str = ""
    _counts: dict[str, int] = field(default_factory=dict)

    def error(self, code: str, message: str, **where: Any) -> None:
        """Add a problem that forbids the import."""
        self._add(Problem(code, message, True, sheet=self.sheet, **_shortened(where)))

    def warn(self, code: str, message: str, **where: Any) -> None:
        """Add a problem that the agent reads before publishing."""
        self._add(Problem(code, message, False, sheet=self.sheet, **_shortened(where)))

    @property
    def blocking(self) -> bool:
        return any(problem.blocking for problem in self.found)

    def listed(self) -> tuple[Problem, ...]:
        """Return the problems: those that forbid the import first, then by line."""
        beyond = tuple(
            Problem(
                code,
                f"{count - MAX_LISTED} autres lignes ont le même problème ({code}) et ne sont pas listées.",
                blocking=any(problem.blocking for problem in self.found if problem.code == code),
            )
            for code, count in self._counts.items()
            if count > MAX_LISTED
        )
        return tuple(
            sorted(
                (*self.found, *beyond),
                key=lambda problem: (not problem.blocking, problem.sheet, problem.line or 0, problem.code),
            )
        )

    def _add(self, problem: Problem) -> None:
        count = self._counts[problem.code] = self._counts.get(problem.code, 0) + 1
        if count <= MAX_LISTED:
            self.found.append(problem)


def formula_or_error(text: str) -> tuple[str, str] | None:
    """Return the code and the sentence of a cell that holds a formula or the error of one, else None."""
    if text.startswith("="):
        return Code.FORMULA.value, "Cette cellule contient une formule : remplacez-la par sa valeur."
    if is_error_text(text):
        return (
            Code.ERROR_VALUE.value,
            "Cette cellule contient l'erreur d'une formule : remplacez-la par sa valeur.",
        )
    return None


def _shortened(where: dict[str, Any]) -> dict[str, Any]:
    if "value" in where:
        text = "".join(letter if letter.isprintable() else "�" for letter in str(where["value"]))
        where["value"] = text if len(text) <= VALUE_LENGTH else f"{text[: VALUE_LENGTH - 1]}…"
    return where
