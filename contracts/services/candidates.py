"""Candidates: the people of a transmitted list."""

import csv
import datetime as dt
import io
from collections.abc import Sequence

from cesp_portal.common.accounts import services as accounts
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.services import Person
from cesp_portal.common.tabular.text import match_key
from contracts.enums import Profession, Stream, Track
from contracts.models import Campaign, Candidate
from contracts.rules.selection_files import COLUMN_NAMES, CandidateRow

_IDENTITY = (
    "last_name",
    "first_name",
    "search_name",
    "born_on",
    "email",
    "cycle",
    "year_of_study",
    "specialty",
    "profession",
)


def usual_application_day(campaign: Campaign, on: dt.date) -> dt.date:
    """Return the day that stands for the application of people whom only a list names: the last one possible."""
    return min(campaign.closes_on, on)


def keep_candidates(
    campaign: Campaign, rows: Sequence[CandidateRow], *, applied_on: dt.date
) -> dict[str, Candidate]:
    """Create the people of a list that the campaign does not know, correct the others; return them by INE.

    ``applied_on`` is given to the new ones only: a list does not say when people applied.
    """
    known = {candidate.ine: candidate for candidate in campaign.candidates.exclude(ine="")}
    kept: dict[str, Candidate] = {}
    for row in rows:
        candidate = known.get(row.ine) or _new_candidate(campaign, row, applied_on)
        for name, value in _identity(campaign, row).items():
            setattr(candidate, name, value)
        kept[row.ine] = candidate
    Candidate.objects.bulk_update(
        [kept[ine] for ine in kept if ine in known], fields=_IDENTITY, batch_size=1000
    )
    Candidate.objects.bulk_create([kept[ine] for ine in kept if ine not in known], batch_size=1000)
    return kept


def open_candidate_accounts(candidates: Sequence[Candidate], *, on: dt.date) -> None:
    """Let each person of the list follow the candidature: an account by e-mail address, opened once."""
    people = [Person(one.email, one.first_name, one.last_name) for one in candidates]
    users = accounts.open_accounts(people, role=Role.CANDIDAT, on=on)
    for candidate in candidates:
        candidate.user_id = users[candidate.email.lower()]
    Candidate.objects.bulk_update(candidates, fields=["user"], batch_size=1000)


def _new_candidate(campaign: Campaign, row: CandidateRow, applied_on: dt.date) -> Candidate:
    return Candidate(
        campaign=campaign,
        faculty_id=campaign.faculty_id,
        agency_id=campaign.agency_id,
        stream=campaign.stream,
        track=Track.PADHUE if campaign.stream == Stream.PADHUE else Track.ETUDIANT,
        ine=row.ine,
        applied_on=applied_on,
    )


def _identity(campaign: Campaign, row: CandidateRow) -> dict[str, object]:
    return {
        "last_name": row.nom,
        "first_name": row.prenom,
        "search_name": search_name(row.nom, row.prenom),
        "born_on": row.date_naissance,
        "email": row.email.lower(),
        "cycle": row.cycle,
        "year_of_study": row.annee,
        "specialty": row.specialite,
        "profession": profession_of(campaign.stream, row.specialite),
    }


def search_name(last_name: str, first_name: str) -> str:
    """Return the name as searches compare it: without accents, in lower case."""
    return match_key(f"{last_name} {first_name}")


def profession_of(stream: str, specialty: str) -> Profession:
    """Return the profession of a stream; a PADHUE's is told by the speciality of the consolidation path."""
    if stream != Stream.PADHUE:
        return Profession(stream)
    key = match_key(specialty)
    return Profession.ODONTOLOGIE if "odonto" in key or "dentaire" in key else Profession.MEDECINE


def list_file(ranks: Sequence[tuple[Candidate, str, int]]) -> bytes:
    """Return people at ranks as a list file, in the form that the upload reads."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMN_NAMES)
    for one, kind, rank in ranks:
        values = {
            "nom": one.last_name,
            "prenom": one.first_name,
            "date_naissance": f"{one.born_on:%d/%m/%Y}",
            "email": one.email,
            "ine": one.ine,
            "filiere": one.stream,
            "cycle": one.cycle,
            "annee": one.year_of_study,
            "specialite": one.specialty,
            "liste": kind,
            "rang": rank,
            "avis": "favorable",
        }
        writer.writerow([values[name] for name in COLUMN_NAMES])
    return text.getvalue().encode("utf-8-sig")
