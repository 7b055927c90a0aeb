"""Candidate files as their pages show them: checklist, completeness, eligibility findings."""

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import PERSONAL_ROLES
from cesp_portal.common.rules.errors import FactError
from cesp_portal.common.tabular.text import match_key
from contracts.enums import Profession, Track
from contracts.models import Campaign, Candidate, CandidatePiece
from contracts.policies.selection import of_person, visible
from contracts.rules.eligibility import Eligibility, EligibilityFacts, eligibility
from contracts.rules.pieces import Piece, pieces_for
from contracts.selectors.candidates import candidate_of, my_candidate


@dataclass(frozen=True, slots=True)
class CheckedPiece:
    """One line of the checklist and the files joined to it."""

    piece: Piece
    files: tuple[CandidatePiece, ...]


@dataclass(frozen=True, slots=True)
class CandidateFile:
    """A file with its checklist; ``eligibility`` is None when the facts contradict each other."""

    candidate: Candidate
    checklist: tuple[CheckedPiece, ...]
    eligibility: Eligibility | None

    @property
    def missing(self) -> int:
        return sum(1 for line in self.checklist if not line.files)

    @property
    def is_complete(self) -> bool:
        return not self.missing and bool(self.candidate.project)


def still_fills(candidate: Candidate, on: dt.date) -> bool:
    """Tell whether a file may still change on that day: not withdrawn, and the list not yet due."""
    return candidate.withdrawn_at is None and on <= candidate.campaign.transmit_by_on


def file_of(actor: Actor, candidate_id: uuid.UUID) -> CandidateFile:
    """Return one file of the office's scope, or the person's own; any other does not exist (404)."""
    own = actor.is_a(*PERSONAL_ROLES)
    candidate = my_candidate(actor, candidate_id) if own else candidate_of(actor, candidate_id)
    return candidate_files([candidate])[0]


def files_of(campaign: Campaign) -> list[CandidateFile]:
    """Return the files of a campaign, by name, in a fixed number of queries."""
    return candidate_files(list(campaign.candidates.select_related("campaign__faculty", "agency")))


def candidate_files(candidates: list[Candidate]) -> list[CandidateFile]:
    """Return the files of these candidates, in the same order."""
    joined: dict[tuple[uuid.UUID, str], list[CandidatePiece]] = defaultdict(list)
    for piece in CandidatePiece.objects.filter(candidate__in=candidates).select_related("document"):
        joined[piece.candidate_id, piece.code].append(piece)
    return [
        CandidateFile(
            candidate,
            tuple(
                CheckedPiece(piece, tuple(joined[candidate.id, piece.code])) for piece in _asked(candidate)
            ),
            eligibility_of(candidate),
        )
        for candidate in candidates
    ]


def _asked(candidate: Candidate) -> tuple[Piece, ...]:
    return pieces_for(
        region=candidate.agency.region_code,
        stream=candidate.stream,
        cycle=candidate.cycle,
        specialty=match_key(candidate.specialty),
    )


def eligibility_of(candidate: Candidate) -> Eligibility | None:
    """Return what the rules find in the declared facts; what nobody declared is not known."""
    specialty = match_key(candidate.specialty).replace(" ", "_")
    try:
        return eligibility(
            EligibilityFacts(
                applied_on=candidate.applied_on,
                region=candidate.agency.region_code,
                profession=Profession(candidate.profession),
                track=Track(candidate.track),
                year_of_study=candidate.year_of_study,
                enrolled_in_france=candidate.enrolled_in_france,
                auditor=candidate.auditor,
                industrial_pharmacy=candidate.industrial_pharmacy,
                other_commitment=candidate.other_commitment,
                specialty=specialty or None,
                other_region_agreement=candidate.other_region_agreement,
            )
        )
    except FactError:
        return None


def piece_of(actor: Actor, piece_id: uuid.UUID) -> CandidatePiece:
    """Return a joined file of the scope, or of the person's own files; any other does not exist (404)."""
    pieces: QuerySet[CandidatePiece] = CandidatePiece.objects.select_related(
        "document", "candidate__campaign"
    )
    own = actor.is_a(*PERSONAL_ROLES)
    pieces = of_person(pieces, actor, "candidate__user_id") if own else visible(pieces, actor)
    return get_object_or_404(pieces, id=piece_id)
