"""Candidate files: opened by the office, filled by the office or the person, with their pieces."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.db import refusing
from cesp_portal.common.documents.intake import keep_upload
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Refusal
from contracts.enums import Stream, Track
from contracts.models import Campaign, Candidate, CandidatePiece
from contracts.notifications import selection as notifications
from contracts.policies.selection import demand, may_fill_file, may_prepare_candidates
from contracts.rules.pieces import PIECES
from contracts.rules.streams import cycle_of, filiere_of
from contracts.services.candidates import (
    Identity,
    addresses_of_others,
    open_candidate_accounts,
    profession_of,
    search_name,
)

IDENTITY = ("last_name", "first_name", "born_on", "email", "ine", "cycle", "year_of_study", "specialty")
DECLARED = (
    "project",
    "enrolled_in_france",
    "auditor",
    "industrial_pharmacy",
    "other_commitment",
    "other_region_agreement",
)
_TWICE = Refusal(
    "CANDIDATE_EXISTS",
    "Cette personne est déjà dans la campagne (même INE).",
    "Ouvrez son dossier dans la liste des candidatures.",
)


ADDRESS_OF_ANOTHER = BadInput(
    "ADDRESS_OF_ANOTHER",
    "Cette adresse électronique sert déjà à une autre personne candidate : chacune verrait le dossier de l'autre.",
    "Demandez à la personne une adresse qui n'est qu'à elle. Si c'est bien elle, vérifiez son INE, son nom et sa "
    "date de naissance.",
)


@transaction.atomic
def open_file(
    *, actor: Actor, campaign_id: uuid.UUID, identity: Mapping[str, Any], on: dt.date, at: dt.datetime
) -> Candidate:
    """Open a candidate file and invite the person to complete it. Raises Refusal.

    ``identity`` holds last_name, first_name, born_on, email, and possibly ine, cycle, year_of_study, specialty.
    """
    campaign = Campaign.objects.select_related("faculty", "agency").get(id=campaign_id)
    demand(may_prepare_candidates(actor, campaign))
    if not campaign.opens_on <= on <= campaign.closes_on:
        raise Refusal(
            "CAMPAIGN_CLOSED",
            f"Les candidatures sont ouvertes du {campaign.opens_on:%d/%m/%Y} au {campaign.closes_on:%d/%m/%Y}.",
            "Changez le calendrier de la campagne si elle doit rester ouverte.",
        )
    values = _identity(campaign, identity)
    _demand_own_address(values)
    candidate = Candidate(
        campaign=campaign,
        faculty_id=campaign.faculty_id,
        agency_id=campaign.agency_id,
        stream=filiere_of(Stream(campaign.stream)),
        track=Track.PADHUE if campaign.stream == Stream.PADHUE else Track.ETUDIANT,
        applied_on=on,
        **values,
    )
    with refusing({"candidate_once_per_campaign": _TWICE}):
        candidate.save(force_insert=True)
    open_candidate_accounts([candidate], on=on)
    _record(actor, "contracts.candidate_file_opened", candidate, at)
    notifications.tell_file_opened(candidate, at=at)
    return candidate


@transaction.atomic
def change_file(
    *, actor: Actor, candidate_id: uuid.UUID, values: Mapping[str, Any], on: dt.date, at: dt.datetime
) -> Candidate:
    """Fill the file: identity by the office, project and declarations by the office or the person. Raises Refusal."""
    candidate = _locked(candidate_id)
    demand(may_fill_file(actor, candidate))
    _demand_open(candidate, on)
    identity = {name: value for name, value in values.items() if name in IDENTITY}
    if identity:
        demand(may_prepare_candidates(actor, candidate.campaign))
        identity = _identity(
            candidate.campaign, {name: getattr(candidate, name) for name in IDENTITY} | identity
        )
        _demand_own_address(identity, but=candidate)
    declared = {name: value for name, value in values.items() if name in DECLARED}
    moved = identity.get("email", candidate.email) != candidate.email
    for name, value in (identity | declared).items():
        setattr(candidate, name, value)
    with refusing({"candidate_once_per_campaign": _TWICE}):
        candidate.save(update_fields=[*identity, *declared])
    _record(actor, "contracts.candidate_file_changed", candidate, at, fields=sorted(declared | identity))
    if moved:  # the file follows the new address; the account of the former one no longer sees it
        open_candidate_accounts([candidate], on=on)
        notifications.tell_file_opened(candidate, at=at)
    return candidate


@transaction.atomic
def invite_again(*, actor: Actor, candidate_id: uuid.UUID, on: dt.date, at: dt.datetime) -> Candidate:
    """Send the invitation again, to the address of the file. Raises Refusal once the file is closed."""
    candidate = _locked(candidate_id)
    demand(may_prepare_candidates(actor, candidate.campaign))
    _demand_open(candidate, on)
    notifications.tell_file_opened(candidate, at=at)
    _record(actor, "contracts.candidate_invited_again", candidate, at)
    return candidate


@transaction.atomic
def join_piece(
    *,
    actor: Actor,
    candidate_id: uuid.UUID,
    code: str,
    upload: "UploadedFile[Any]",
    on: dt.date,
    at: dt.datetime,
) -> CandidatePiece:
    """Join a file to one piece of the checklist. Raises BadInput when it is not a readable PDF, JPEG or PNG."""
    candidate = _locked(candidate_id)
    demand(may_fill_file(actor, candidate))
    _demand_open(candidate, on)
    if code not in {piece.code for piece in PIECES}:
        raise BadInput(
            "UNKNOWN_PIECE", "Cette pièce n'est pas demandée.", "Choisissez une pièce de la liste."
        )
    piece = CandidatePiece.objects.create(
        candidate=candidate,
        agency_id=candidate.agency_id,
        faculty_id=candidate.faculty_id,
        code=code,
        document=keep_upload(actor=actor, upload=upload, at=at),
        added_at=at,
    )
    _record(actor, "contracts.piece_joined", candidate, at, code=code, sha256=piece.document.sha256)
    return piece


@transaction.atomic
def remove_piece(*, actor: Actor, piece_id: uuid.UUID, on: dt.date, at: dt.datetime) -> None:
    """Take a joined file off the checklist; the stored bytes stay until their retention ends. Raises Refusal."""
    piece = CandidatePiece.objects.select_related("candidate__campaign").get(id=piece_id)
    demand(may_fill_file(actor, piece.candidate))
    _demand_open(piece.candidate, on)
    _record(actor, "contracts.piece_removed", piece.candidate, at, code=piece.code)
    piece.delete()


def _locked(candidate_id: uuid.UUID) -> Candidate:
    return (
        Candidate.objects.select_for_update(of=("self",))
        .select_related("campaign__faculty")
        .get(id=candidate_id)
    )


def _demand_open(candidate: Candidate, on: dt.date) -> None:
    campaign = candidate.campaign
    if candidate.withdrawn_at is not None:
        raise Refusal("FILE_WITHDRAWN", "Cette candidature est retirée.", "Elle ne peut plus être complétée.")
    if on > campaign.transmit_by_on:
        raise Refusal(
            "FILE_CLOSED",
            f"Les dossiers sont clos depuis le {campaign.transmit_by_on:%d/%m/%Y}.",
            "Écrivez à la scolarité de la faculté si une pièce manque encore.",
        )


def _identity(campaign: Campaign, values: Mapping[str, Any]) -> dict[str, Any]:
    identity = {name: values[name] for name in IDENTITY if name in values}
    for name in ("ine", "specialty"):
        identity[name] = identity.get(name) or ""
    identity["email"] = str(values["email"]).lower()
    identity["search_name"] = search_name(values["last_name"], values["first_name"])
    identity["cycle"] = cycle_of(Stream(campaign.stream)) or identity.get("cycle")
    identity["profession"] = profession_of(campaign.stream, str(values.get("specialty") or ""))
    return identity


def _demand_own_address(values: Mapping[str, Any], *, but: Candidate | None = None) -> None:
    """Refuse an address whose account follows another person's candidature. Raises BadInput."""
    person = Identity(values["email"], values.get("ine", ""), values["search_name"], values["born_on"])
    if but is not None and but.email == person.email:
        return
    if addresses_of_others([person]):
        raise ADDRESS_OF_ANOTHER


def _record(actor: Actor, action: str, candidate: Candidate, at: dt.datetime, **facts: object) -> None:
    journal.record(
        actor=actor,
        action=action,
        obj=candidate,
        at=at,
        agency_id=candidate.agency_id,
        subject_id=candidate.id,
        facts=facts,
    )
