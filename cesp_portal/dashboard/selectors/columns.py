"""The columns of the signatories' list: what each shows, how the database sorts by it, which are shown first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cesp_portal.common.tabular.writing import OutputColumn, Value
from cesp_portal.dashboard.enums import Standing
from installations.rules.figures import NO_FIGURE

Read = Callable[[Any], Value]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``order`` sorts the list in the database, none for what only the rules can tell.

    ``figure`` names a figure of the statement; such columns ask for the statement of each row.
    """

    code: str
    title: str
    width: int
    read: Read = str
    order: tuple[str, ...] = ()
    figure: str = ""

    @property
    def output(self) -> OutputColumn:
        return OutputColumn(self.title, self.width)


def _figure(code: str, title: str, width: int = 14) -> Column:
    return Column(code, title, width, figure=title)


BY_NAME: Final = ("candidate__search_name", "candidate_id")
ALL: Final[Mapping[str, Column]] = {
    column.code: column
    for column in (
        Column("nom", "Nom", 24, lambda one: one.candidate.last_name, BY_NAME),
        Column("prenom", "Prénom", 18, lambda one: one.candidate.first_name, ("candidate__first_name",)),
        Column("contrat", "Contrat", 16, lambda one: one.number, ("number",)),
        Column("filiere", "Filière", 16, lambda one: one.get_profession_display(), ("profession",)),
        Column("regime", "Régime", 12, lambda one: one.regime, ("regime",)),
        Column("annee", "Cohorte", 12, lambda one: one.academic_year, ("academic_year",)),
        Column("faculte", "Faculté", 30, lambda one: one.faculty.name, ("faculty__name",)),
        Column("situation", "Situation", 34, lambda one: Standing(one.standing).label, ("standing",)),
        Column("departement", "Département", 14, lambda one: one.department, ("department",)),
        Column("conclu", "Conclu le", 12, lambda one: one.concluded_on, ("concluded_on",)),
        Column(
            "formation",
            "Fin de formation",
            14,
            lambda one: one.training_completed_on,
            ("training_completed_on",),
        ),
        Column(
            "referent",
            "Référent",
            24,
            lambda one: str(one.referent) if one.referent else "",
            ("referent__last_name", "referent__first_name"),
        ),
        Column("courriel", "Courriel", 34, lambda one: one.user.email, ("user__email",)),
        _figure("payes", "Mois payés"),
        _figure("dus", "Mois dus"),
        _figure("verifies", "Mois vérifiés"),
        _figure("declares", "Mois déclarés, à vérifier"),
        _figure("restants", "Mois restants"),
        _figure("fin", "Fin prévue si rien ne change", 18),
    )
}
FIRST_SHOWN: Final = ("nom", "prenom", "contrat", "filiere", "annee", "situation", "departement", "referent")


def columns_of(codes: str) -> tuple[Column, ...]:
    """Return the columns that a text such as ``nom,situation`` names, in the order of the list; the name always."""
    wanted = {code for code in codes.split(",") if code in ALL} or set(FIRST_SHOWN)
    return tuple(column for code, column in ALL.items() if code in wanted or code == "nom")


def cells_of(
    contract: Any, columns: Sequence[Column], figures: Mapping[str, str] | None
) -> tuple[Value, ...]:
    """Return what a contract shows in these columns; ``figures`` are those of its statement, None without."""
    return tuple(
        (figures or {}).get(column.figure, NO_FIGURE) if column.figure else column.read(contract)
        for column in columns
    )


def order_of(asked: str) -> tuple[str, ...]:
    """Return the order of a text such as ``-conclu`` in fields of the contract; by name when nothing else is asked."""
    column = ALL.get(asked.removeprefix("-"))
    if column is None or not column.order:
        return BY_NAME
    sign = "-" if asked.startswith("-") else ""
    rest = () if column.order == BY_NAME else BY_NAME
    return (*(f"{sign}{field}" for field in column.order), *rest)
