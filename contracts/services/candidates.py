"""Candidates: the people of a transmitted list."""

import csv
import datetime as dt
import io
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from cesp_portal.common.accounts import services as accounts
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.selectors import accounts_at
from cesp_portal.common.accounts.services import Person
from cesp_portal.common.tabular.issues import Issue
from cesp_portal.common.tabular.text import match_key
from contracts.enums import Profession, Stream, Track
from contracts.models import Campaign, Candidate, ListEntry
from contracts.rules.selection_files import COLUMN_NAMES, CandidateRow
from contracts.rules.streams import filiere_of
from contracts.selectors.list_files import PERSON, lines_of

FAVOURABLE = "favorable"
_IDENTITY = (*PERSON.values(), "search_name", "profession")


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


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a person is, whatever the campaign: two files are one person's by the INE, or by name and birth."""

    email: str
    ine: str
    search_name: str
    born_on: dt.date

    def is_of(self, other: Candidate) -> bool:
        same_name = (self.search_name, self.born_on) == (other.search_name, other.born_on)
        return same_name or bool(self.ine and self.ine == other.ine)


def addresses_of_others(people: Sequence[Identity]) -> set[str]:
    """Return the addresses, among these people's, whose account already follows somebody else's candidature.

    One account shows one person's candidatures: opened to two people, it would show each the file of the other.
    """
    accounts = accounts_at([one.email for one in people])
    others: dict[uuid.UUID, list[Candidate]] = defaultdict(list)
    for candidate in Candidate.objects.filter(user_id__in=accounts.values()):
        if candidate.user_id is not None:
            others[candidate.user_id].append(candidate)
    return {
        one.email
        for one in people
        if one.email in accounts and not all(one.is_of(other) for other in others[accounts[one.email]])
    }


_SHARED_ADDRESS = (
    "Cette adresse électronique sert déjà à une autre personne candidate : chacune verrait le dossier de l'autre. "
    "Demandez une adresse qui n'est qu'à cette personne ; si c'est bien elle, vérifiez son INE, son nom et sa date "
    "de naissance."
)


def shared_addresses(rows: Sequence[CandidateRow]) -> list[Issue]:
    """Return one issue per line of a list whose address already follows another person's candidature."""
    people = {
        row.line: Identity(row.email.lower(), row.ine, search_name(row.nom, row.prenom), row.date_naissance)
        for row in rows
    }
    shared = addresses_of_others(list(people.values()))
    return [
        Issue("R_EMAIL_OF_ANOTHER", _SHARED_ADDRESS, line, "email", one.email)
        for line, one in people.items()
        if one.email in shared
    ]


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
        stream=filiere_of(Stream(campaign.stream)),
        track=Track.PADHUE if campaign.stream == Stream.PADHUE else Track.ETUDIANT,
        ine=row.ine,
        applied_on=applied_on,
    )


def _identity(campaign: Campaign, row: CandidateRow) -> dict[str, object]:
    said: dict[str, object] = {attribute: getattr(row, column) for column, attribute in PERSON.items()}
    return said | {
        "search_name": search_name(row.nom, row.prenom),
        "email": row.email.lower(),
        "profession": profession_of(campaign.stream, row.specialite),
    }


def search_name(last_name: str, first_name: str) -> str:
    """Return the name as searches compare it: without accents, in lower case."""
    return match_key(f"{last_name} {first_name}")


def profession_of(stream: str, specialty: str) -> Profession:
    """Return the profession of a stream; a PADHUE's is told by the speciality of the consolidation path."""
    if stream != Stream.PADHUE:
        return Profession(filiere_of(Stream(stream)).value)
    key = match_key(specialty)
    return Profession.ODONTOLOGIE if "odonto" in key or "dentaire" in key else Profession.MEDECINE


def list_file(ranks: Sequence[tuple[Candidate, str, int]]) -> bytes:
    """Return people at ranks as a list file, in the form that the upload reads."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMN_NAMES)
    entries = (
        ListEntry(candidate=one, kind=kind, rank=rank, opinion=FAVOURABLE) for one, kind, rank in ranks
    )
    for line in lines_of(entries):
        writer.writerow([f"{cell:%d/%m/%Y}" if isinstance(cell, dt.date) else cell for cell in line])
    return text.getvalue().encode("utf-8-sig")
