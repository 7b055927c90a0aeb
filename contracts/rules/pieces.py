"""The pieces of a candidature, by region and stream: what must be joined, in words a student understands."""

from dataclasses import dataclass

from contracts.enums import Stream

OCCITANIE, ILE_DE_FRANCE = "76", "11"


@dataclass(frozen=True, slots=True)
class Piece:
    """One line of the checklist; ``regions`` and ``cycles`` are None when they do not matter."""

    code: str
    label: str
    help: str = ""
    regions: frozenset[str] | None = None
    cycles: frozenset[int] | None = None
    only_other_specialties: bool = False

    def concerns(self, *, region: str, stream: str, cycle: int | None, specialty: str) -> bool:
        """Tell whether the piece is asked from a person of this region, stream, cycle and speciality."""
        if self.regions is not None and region not in self.regions:
            return False
        if self.cycles is not None and cycle not in self.cycles:
            return False
        general = not specialty or "generale" in specialty
        return not (self.only_other_specialties and (stream != Stream.MEDECINE or general))


PIECES = (
    Piece("formulaire", "Dossier de candidature signé", "Le formulaire de l'année, rempli et signé."),
    Piece("identite", "Pièce d'identité ou titre de séjour", "En cours de validité, recto et verso."),
    Piece("motivation", "Lettre de motivation", "Façon d'exercer, endroit envisagé et raisons de ce choix."),
    Piece("releves", "Relevés de notes des deux dernières années"),
    Piece("inscription", "Certificat d'inscription de l'année"),
    Piece("classement", "Rang de classement aux épreuves nationales", cycles=frozenset({3})),
    Piece(
        "validation",
        "Accord écrit de l'ARS pour la médecine générale",
        "À demander à l'agence avant la commission.",
        regions=frozenset({ILE_DE_FRANCE}),
    ),
    Piece(
        "accord",
        "Accord écrit de l'ARS qui vous accueillera",
        "Pour une spécialité autre que la médecine générale, à obtenir avant la commission.",
        only_other_specialties=True,
    ),
    Piece("photo", "Photo d'identité", regions=frozenset({ILE_DE_FRANCE})),
)


def pieces_for(*, region: str, stream: str, cycle: int | None, specialty: str) -> tuple[Piece, ...]:
    """Return the checklist of a person, in the order of the form; ``specialty`` is unaccented lower case."""
    return tuple(
        piece
        for piece in PIECES
        if piece.concerns(region=region, stream=stream, cycle=cycle, specialty=specialty)
    )
