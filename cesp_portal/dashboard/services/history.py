"""Taking over the history of an agency: once, all at once, each doubt left to a person."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import Faculty
from cesp_portal.common.db import refusing
from cesp_portal.common.documents.services import store_document
from cesp_portal.common.jobs import enqueue
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Forbidden, Refusal
from cesp_portal.common.tabular.reading import Table
from cesp_portal.common.tabular.text import match_key
from cesp_portal.dashboard import jobs
from cesp_portal.dashboard.models import HistoryImport, HistoryLine
from cesp_portal.dashboard.rules.history import FIELDS, academic_year_of, profession_of, unmapped
from cesp_portal.dashboard.selectors.history import PlannedLine, headers_of, plan_of
from contracts.enums import Stream, Track
from contracts.models import Campaign, Candidate, Contract
from contracts.rules.streams import filiere_of
from contracts.services.contracts import record_earlier_contract
from contracts.services.milestones import declare_diplomas

TAKEN = Refusal(
    "HISTORY_TAKEN", "Ce fichier est déjà là.", "Ouvrez-le dans la liste au lieu de l'envoyer encore."
)
LINES_AT_ONCE = 25
MILESTONES = ("internship_started_on", "des_on", "de_on")


@transaction.atomic
def keep_history_file(
    *, actor: Actor, content: bytes, filename: str, table: Table, at: dt.datetime
) -> HistoryImport:
    """Keep a spreadsheet that was read, to be mapped. Raises Refusal when it is there already."""
    if not actor.is_a(Role.REFERENT):
        raise Forbidden()
    document = store_document(
        actor=actor, content=content, filename=filename, content_type="application/octet-stream", at=at
    )
    with refusing({"history_file_taken_once": TAKEN}):
        history = HistoryImport.objects.create(
            agency_id=actor.office_id,
            document=document,
            filename=filename[:200],
            sha256=hashlib.sha256(content).hexdigest(),
            headers=headers_of(table),
            uploaded_at=at,
            uploaded_by_id=actor.person_id,
        )
    journal.record(actor=actor, action="dashboard.history_kept", obj=history, at=at)
    return history


@transaction.atomic
def choose_columns(
    *, actor: Actor, history: HistoryImport, mapping: Mapping[str, str], at: dt.datetime
) -> HistoryImport:
    """Say which column gives each field. Raises BadInput for a column chosen twice, Refusal once applied."""
    history = _locked(history)
    chosen = {
        name: header for name, header in mapping.items() if name in FIELDS and header in history.headers
    }
    if len(set(chosen.values())) < len(chosen):
        raise BadInput(
            "COLUMN_TWICE", "Une colonne est choisie deux fois.", "Une colonne donne un seul champ."
        )
    history.mapping = chosen
    history.save(update_fields=["mapping"])
    journal.record(actor=actor, action="dashboard.history_mapped", obj=history, at=at)
    return history


@transaction.atomic
def ask_history(*, actor: Actor, history: HistoryImport, at: dt.datetime) -> HistoryImport:
    """Ask for the files of a spreadsheet. Raises BadInput when columns are missing, Refusal when already asked."""
    history = _locked(history)
    missing = unmapped(history.mapping)
    if missing:
        raise BadInput(
            "COLUMNS_MISSING",
            f"Il manque une colonne pour : {', '.join(missing)}.",
            "Choisissez-la. Sans elle, aucun dossier ne peut s'ouvrir sans deviner.",
        )
    history.asked_at, history.asked_by_id = at, actor.person_id
    history.row_count = len(plan_of(history))
    history.save(update_fields=["asked_at", "asked_by", "row_count"])
    journal.record(
        actor=actor, action="dashboard.history_asked", obj=history, at=at, facts={"lines": history.row_count}
    )
    enqueue(jobs.TAKE_HISTORY, history_id=str(history.pk))
    return history


def take_history(*, history_id: uuid.UUID, on: dt.date, at: dt.datetime) -> bool:
    """Take the rows that are left of a takeover that was asked, some at a time; return whether all are there.

    Each handful is a transaction: a stop loses none that is taken, and the sweep goes on from there.
    """
    planned = plan_of(HistoryImport.objects.select_related("document").get(pk=history_id))
    while not take_next_lines(history_id=history_id, planned=planned, on=on, at=at):
        pass
    return HistoryImport.objects.filter(pk=history_id, applied_at__isnull=False).exists()


def take_due_histories(*, on: dt.date, at: dt.datetime) -> int:
    """Go on with every takeover that was asked and is not finished; return how many."""
    due = HistoryImport.objects.filter(asked_at__isnull=False, applied_at__isnull=True)
    found = list(due.order_by("asked_at").values_list("pk", flat=True))
    for history_id in found:
        take_history(history_id=history_id, on=on, at=at)
    return len(found)


@transaction.atomic
def take_next_lines(
    *, history_id: uuid.UUID, planned: Sequence[PlannedLine], on: dt.date, at: dt.datetime
) -> bool:
    """Take the next ``LINES_AT_ONCE`` rows of a plan, all or none; return whether nothing is left to do here."""
    waiting = HistoryImport.objects.select_for_update(of=("self",)).filter(
        pk=history_id, asked_at__isnull=False, applied_at__isnull=True
    )
    history = waiting.select_related("asked_by").first()
    if history is None:
        return True
    actor = Actor(history.asked_by_id, str(history.asked_by), Role.REFERENT, history.agency_id)
    taken = set(history.lines.values_list("line", flat=True))
    left = [one for one in planned if one.row.line not in taken]
    faculties = {one.code: one for one in Faculty.objects.filter(agency_id=history.agency_id)}
    taking = _Taking(actor, history, faculties, on, at)
    HistoryLine.objects.bulk_create([_line(taking, one) for one in left[:LINES_AT_ONCE]])
    if len(left) > LINES_AT_ONCE:
        return False
    history.applied_at = at
    history.save(update_fields=["applied_at"])
    facts = {"files": history.lines.filter(contract__isnull=False).count(), "lines": history.lines.count()}
    journal.record(actor=actor, action="dashboard.history_applied", obj=history, at=at, facts=facts)
    return True


@transaction.atomic
def settle_doubts(*, actor: Actor, line: HistoryLine, reason: str, at: dt.datetime) -> HistoryLine:
    """Note what was done about the doubts of a row. Raises BadInput without a word."""
    if not reason.strip():
        raise BadInput("REASON_MISSING", "Dites ce que vous avez fait.", "Quelques mots suffisent.")
    line.settled_at, line.settled_reason = at, reason.strip()[:300]
    line.save(update_fields=["settled_at", "settled_reason"])
    journal.record(
        actor=actor,
        action="dashboard.history_doubts_settled",
        obj=line,
        at=at,
        subject_id=line.contract.candidate_id if line.contract else None,
    )
    return line


def _locked(history: HistoryImport) -> HistoryImport:
    found = HistoryImport.objects.select_for_update(of=("self",)).get(pk=history.pk)
    if found.asked_at is not None:
        raise Refusal("HISTORY_APPLIED", "Ce fichier a déjà été repris.", "Traitez les doutes qui restent.")
    return found


@dataclass(frozen=True, slots=True)
class _Taking:
    """What the rows of one takeover share."""

    actor: Actor
    history: HistoryImport
    faculties: Mapping[str, Faculty]
    on: dt.date
    at: dt.datetime


def _line(taking: _Taking, planned: PlannedLine) -> HistoryLine:
    doubts = list(planned.doubts)
    history = taking.history
    contract = None
    if planned.becomes_file:
        try:
            with transaction.atomic():
                contract = _file(taking, dict(planned.row.facts), doubts)
        except Refusal as refusal:
            doubts = [*planned.doubts, f"{refusal.message} {refusal.advice}"]
    return HistoryLine(
        history=history,
        agency_id=history.agency_id,
        line=planned.row.line,
        name=planned.row.name[:210],
        contract=contract,
        doubts=doubts,
        taken_at=taking.at,
    )


def _file(taking: _Taking, facts: dict[str, Any], doubts: list[str]) -> Contract:
    """Open the file of one row through the service that records contracts from before the portal."""
    campaign = _campaign(taking.faculties[facts["faculty"]], facts)
    candidate = Candidate.objects.create(
        campaign=campaign,
        faculty_id=campaign.faculty_id,
        agency_id=campaign.agency_id,
        stream=filiere_of(Stream(facts["stream"])),
        profession=profession_of(facts["stream"]),
        track=Track.ETUDIANT,
        last_name=facts["last_name"],
        first_name=facts["first_name"],
        search_name=match_key(f"{facts['last_name']} {facts['first_name']}"),
        born_on=facts["born_on"],
        email=facts["email"],
        cycle=facts.get("cycle"),
        specialty=facts.get("specialty", ""),
        applied_on=facts["applied_on"],
    )
    contract = record_earlier_contract(
        actor=taking.actor,
        candidate_id=candidate.id,
        concluded_on=facts["concluded_on"],
        on=taking.on,
        at=taking.at,
    )
    given = facts.get("number")
    if given and not Contract.objects.filter(number=given).exists():
        contract.number = str(given)[:30]
    contract.first_paid_month = facts.get("first_paid_month", contract.first_paid_month)
    contract.save(update_fields=["number", "first_paid_month"])
    days = {name: facts[name] for name in MILESTONES if name in facts}
    if days:
        try:
            with transaction.atomic():
                declare_diplomas(
                    actor=taking.actor, contract_id=contract.id, on=taking.on, at=taking.at, **days
                )
        except Refusal as refusal:
            doubts.append(f"{refusal.message} Aucune étape n'a été reprise.")
    if not contract.first_paid_month:
        doubts.append("Premier mois d'allocation : à confirmer, le décompte l'attend.")
    return contract


def _campaign(faculty: Faculty, facts: Mapping[str, Any]) -> Campaign:
    """Return the campaign of that year; one that the portal does not know starts with the only day that is known."""
    day = facts["applied_on"]
    campaign, _ = Campaign.objects.get_or_create(
        faculty=faculty,
        academic_year=academic_year_of(facts),
        stream=facts["stream"],
        defaults={
            "agency_id": faculty.agency_id,
            "opens_on": day,
            "closes_on": day,
            "transmit_by_on": day,
        },
    )
    return campaign
