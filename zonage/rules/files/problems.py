"""What is wrong in a zoning file, where, and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

MAX_LISTED = 200
VALUE_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem. ``blocking`` problems forbid the import; the others are for the agent to read.

    ``line`` counts from 1 as a text editor or a spreadsheet does; ``proposal`` is a code that could be meant.
    """

    code: str
    message: str
    blocking: bool
    line: int | None = None
    column: str = ""
    value: str = ""
    proposal: str = ""

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
        }


@dataclass(slots=True)
class Problems:
    """The problems found so far, each kind listed up to a limit and counted beyond."""

    found: list[Problem] = field(default_factory=list)
    _counts: dict[str, int] = field(default_factory=dict)

    def error(self, code: str, message: str, **where: Any) -> None:
        """Add a problem that forbids the import."""
        self._add(Problem(code, message, True, **_shortened(where)))

    def warn(self, code: str, message: str, **where: Any) -> None:
        """Add a problem that the agent reads before publishing."""
        self._add(Problem(code, message, False, **_shortened(where)))

    def extend(self, problems: Iterable[Problem]) -> None:
        """Add problems found elsewhere (by the gate that opens files)."""
        self.found.extend(problems)

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
                key=lambda problem: (not problem.blocking, problem.line or 0, problem.code),
            )
        )

    def _add(self, problem: Problem) -> None:
        count = self._counts[problem.code] = self._counts.get(problem.code, 0) + 1
        if count <= MAX_LISTED:
            self.found.append(problem)


def _shortened(where: dict[str, Any]) -> dict[str, Any]:
    if "value" in where:
        text = "".join(letter if letter.isprintable() else "�" for letter in str(where["value"]))
        where["value"] = text if len(text) <= VALUE_LENGTH else f"{text[: VALUE_LENGTH - 1]}…"
    return where
