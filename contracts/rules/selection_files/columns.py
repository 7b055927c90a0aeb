"""The twelve columns of a list of selected candidates: names, spellings accepted, allowed values, examples."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from cesp_portal.common.tabular.text import match_key

PRINCIPAL: Final = "principale"
COMPLEMENTARY: Final = "complementaire"
LISTS: Final = (PRINCIPAL, COMPLEMENTARY)
FILIERES: Final = ("medecine", "odontologie", "pharmacie", "maieutique", "padhue")
CYCLES: Final = ("1", "2", "3")
YEARS: Final = tuple(str(year) for year in range(1, 13))
OPINIONS: Final = ("favorable",)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file: `choices` lists the allowed values, empty when the text is free."""

    name: str
    help: str
    example: str
    max_length: int
    spellings: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    aliases: dict[str, str] = field(default_factory=dict)

    @property
    def values(self) -> dict[str, str]:
        """Match key of each accepted spelling -> stored value."""
        own = {match_key(choice): choice for choice in self.choices}
        return own | {match_key(alias): value for alias, value in self.aliases.items()}


def _ordinals(values: tuple[str, ...], noun: str) -> dict[str, str]:
    """`2e`, `2eme cycle` and the like -> `2`."""
    endings = {"1": ("er", "re", "ere"), "2": ("e", "eme", "nd", "nde")}
    return {
        f"{value}{ending}{tail}": value
        for value in values
        for ending in endings.get(value, ("e", "eme"))
        for tail in ("", f" {noun}")
    }


COLUMNS: Final = (
    Column(
        "nom", "Nom de famille, comme à l'état civil.", "EXEMPLE", 100, ("nom de famille", "nom de naissance")
    ),
    Column("prenom", "Prénom d'usage.", "Camille", 100, ("prenoms", "prénom(s)", "premier prenom")),
    Column(
        "date_naissance",
        "Jour/mois/année, sur quatre chiffres pour l'année.",
        "02/02/2000",
        60,
        ("date de naissance", "né(e) le", "date naiss", "ddn"),
    ),
    Column(
        "email",
        "Adresse électronique personnelle et durable.",
        "camille.exemple@example.org",
        254,
        (
            "e-mail",
            "mail",
            "courriel",
            "mél",
            "adresse courriel",
            "adresse mail",
            "adresse e-mail",
            "adresse email",
            "adresse électronique",
        ),
    ),
    Column(
        "ine",
        "Identifiant national étudiant : 11 caractères. Mettez la colonne au format Texte.",
        "100007919BK",
        60,
        ("n° ine", "no ine", "numero ine", "code ine", "identifiant national etudiant"),
    ),
    Column("filiere", "Filière de formation.", "medecine", 60, choices=FILIERES),
    Column(
        "cycle",
        "Cycle d'études : 1, 2 ou 3.",
        "3",
        60,
        ("cycle d'études",),
        CYCLES,
        _ordinals(CYCLES, "cycle"),
    ),
    Column(
        "annee",
        "Année d'études dans le cursus : un nombre.",
        "5",
        60,
        ("annee d'etudes", "annee d'etude", "annee etude", "annee etudes"),
        YEARS,
        _ordinals(YEARS, "annee"),
    ),
    Column(
        "specialite",
        "Spécialité envisagée ; peut rester vide.",
        "medecine generale",
        120,
        ("spécialité envisagée",),
    ),
    Column(
        "liste",
        "Liste principale ou complémentaire.",
        PRINCIPAL,
        60,
        ("type de liste", "liste (principale / complementaire)"),
        LISTS,
        {"liste principale": PRINCIPAL, "liste complémentaire": COMPLEMENTARY},
    ),
    Column("rang", "Rang dans sa liste : 1, 2, 3…", "1", 60, ("classement", "rang de classement")),
    Column(
        "avis", "Avis de la commission : favorable.", "favorable", 60, ("avis de la commission",), OPINIONS
    ),
)
COLUMN_NAMES: Final = tuple(column.name for column in COLUMNS)
SPELLINGS: Final = {column.name: column.spellings for column in COLUMNS}
