"""The library of clauses: texts that agents add to a decision, dated, with the kinds and answers they fit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from cesp_portal.common.rules.loading import toml_files

_KEYS = {"intitule", "texte", "natures", "reponses", "depuis", "jusquau", "source"}


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause; ``until`` is exclusive, None while it is in force."""

    code: str
    title: str
    text: str
    kinds: frozenset[str]
    outcomes: frozenset[str]
    since_on: date
    until: date | None
    source: str

    def is_in_force(self, on: date) -> bool:
        """Tell whether the clause may be used on that day."""
        return self.since_on <= on and (self.until is None or on < self.until)


@cache
def library() -> dict[str, Clause]:
    """Return every clause by its code. A wrong data file stops the start, naming file and line."""
    found: dict[str, Clause] = {}
    for file in toml_files(__name__):
        for code, table in file.content.items():
            if set(table) - _KEYS or not table.get("texte") or not table.get("source"):
                raise file.error(
                    f"clause « {code} » : texte, source, natures, reponses et depuis attendus", code
                )
            found[code] = Clause(
                code=code,
                title=table["intitule"],
                text=table["texte"],
                kinds=frozenset(table["natures"]),
                outcomes=frozenset(table["reponses"]),
                since_on=table["depuis"],
                until=table.get("jusquau"),
                source=table["source"],
            )
    return found


def clauses_for(kind: str, on: date) -> list[Clause]:
    """Return the clauses that fit a kind of request on that day, in the order of the file."""
    return [clause for clause in library().values() if kind in clause.kinds and clause.is_in_force(on)]


def clause_texts(codes: Sequence[str], on: date) -> list[str]:
    """Return the texts of the clauses chosen, those in force on that day only."""
    return [library()[code].text for code in codes if code in library() and library()[code].is_in_force(on)]


def clauses_unfit(codes: Sequence[str], outcome: str) -> list[str]:
    """Return the titles of the clauses chosen that do not fit an answer: a refusal promises nothing to send."""
    chosen = [library()[code] for code in codes if code in library()]
    return [clause.title for clause in chosen if outcome not in clause.outcomes]
