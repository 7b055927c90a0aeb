"""The texts of an agency's letters: those in force, those an agent may choose, those printed in a letter."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from cesp_portal.common.accounts.actors import Actor
from installations.enums import LetterTextPlace
from installations.models import LetterText
from installations.policies import office_rows
from installations.rules.clauses import clause_texts, clauses_for, clauses_unfit

OWN = "texte:"


def letter_texts_for(actor: Actor) -> QuerySet[LetterText]:
    """Return every version of the texts of the actor's agency, the latest of each first."""
    return LetterText.objects.filter(office_rows(actor)).select_related("written_by")


def letter_text_of(actor: Actor, text_id: uuid.UUID) -> LetterText:
    """Return one version; any other does not exist (404)."""
    return get_object_or_404(letter_texts_for(actor), id=text_id)


def in_force(agency_id: uuid.UUID, on: dt.date) -> QuerySet[LetterText]:
    """Return the versions that hold for an agency on that day."""
    ends = Q(ends_until__isnull=True) | Q(ends_until__gt=on)
    return LetterText.objects.filter(ends, agency_id=agency_id, since_on__lte=on)


def clauses_to_choose(agency_id: uuid.UUID, kind: str, on: dt.date) -> list[tuple[str, str]]:
    """Return the clauses that fit a kind of request on that day, as choices: the library's, then the agency's."""
    own = in_force(agency_id, on).filter(place=LetterTextPlace.CLAUSE, kinds__contains=[kind])
    return [
        *((clause.code, clause.title) for clause in clauses_for(kind, on)),
        *((f"{OWN}{text.id}", f"{text.title} (texte de l'agence)") for text in own),
    ]


def chosen_texts(agency_id: uuid.UUID, codes: Sequence[str], on: dt.date) -> list[str]:
    """Return the texts of the clauses chosen, those in force on that day only."""
    own = in_force(agency_id, on).filter(id__in=_own_ids(codes), place=LetterTextPlace.CLAUSE)
    return [*clause_texts(codes, on), *own.values_list("text", flat=True)]


def unfit_titles(agency_id: uuid.UUID, codes: Sequence[str], outcome: str) -> list[str]:
    """Return the titles of the clauses chosen that do not fit an answer."""
    own = LetterText.objects.filter(agency_id=agency_id, id__in=_own_ids(codes))
    titles = own.exclude(outcomes__contains=[outcome]).values_list("title", flat=True)
    return [*clauses_unfit(codes, outcome), *titles]


def paragraphs_of(agency_id: uuid.UUID, kind: str, outcome: str, on: dt.date) -> list[str]:
    """Return the paragraphs that an agency prints in every letter of that kind and answer on that day."""
    own = in_force(agency_id, on).filter(
        place=LetterTextPlace.PARAGRAPH, kinds__contains=[kind], outcomes__contains=[outcome]
    )
    return list(own.values_list("text", flat=True))


def _own_ids(codes: Sequence[str]) -> list[uuid.UUID]:
    return [uuid.UUID(code.removeprefix(OWN)) for code in codes if code.startswith(OWN)]
