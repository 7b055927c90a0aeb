"""Everything that the portal holds about a person, row by row, as the database has it."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.db.models import Field, Model, QuerySet

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import AddressChange, Agency, Membership, User
from cesp_portal.common.clock import PARIS
from cesp_portal.common.journal.models import Entry, Reading
from cesp_portal.dashboard.models import HistoryLine
from cesp_portal.dashboard.selectors.histories import SENTENCES
from contracts.enums import Visibility
from contracts.models import (
    Candidate,
    CandidatePiece,
    ContactRecord,
    Contract,
    Exchange,
    FileClaim,
    FileMessage,
    Invitation,
    LeaveRequest,
    ListEntry,
    MessageAttachment,
    NoticeChoice,
    Offer,
    Particulars,
    PaymentLine,
    Proposal,
    SpecialtyWish,
    SurveyAnswer,
    ThirdCycleSuspension,
    TrainingSuspension,
)
from installations.models import (
    DatedStatement,
    Decision,
    EmployerLink,
    GrantedSpell,
    ImpactLine,
    Letter,
    PracticePeriod,
    Project,
    ProjectVersion,
    Request,
    RequestDocument,
    RequestSite,
    RppsReading,
    Transmission,
)

# What tells a person nothing: how the portal files things.
LEFT_OUT = (
    "id",
    "password",
    "last_login",
    "search_name",
    "token_hash",
    "token_sha256",
    "new_hash",
    "present_hash",
)
HELD_BY_CANDIDATE: tuple[type[Model], ...] = (CandidatePiece, ListEntry)
# Every other model that leads to a contract, and how; the decisions are those that were signed.
HELD_BY_CONTRACT: tuple[tuple[type[Model], str], ...] = (
    (Particulars, "contract"),
    (TrainingSuspension, "contract"),
    (ThirdCycleSuspension, "contract"),
    (LeaveRequest, "contract"),
    (SpecialtyWish, "contract"),
    (Exchange, "contract"),
    (FileMessage, "contract"),
    (MessageAttachment, "message__contract"),
    (Invitation, "contract"),
    (SurveyAnswer, "invitation__contract"),
    (Proposal, "contract"),
    (PaymentLine, "contract"),
    (Project, "contract"),
    (ProjectVersion, "project__contract"),
    (Request, "contract"),
    (RequestSite, "request__contract"),
    (RequestDocument, "request__contract"),
    (PracticePeriod, "contract"),
    (EmployerLink, "period__contract"),
    (RppsReading, "period__contract"),
    (GrantedSpell, "contract"),
    (ImpactLine, "contract"),
    (Letter, "contract"),
    (Transmission, "letter__contract"),
    (DatedStatement, "contract"),
    (HistoryLine, "contract"),
)
# Three kinds of files are called alike: here each says what it was joined to.
TITLES: dict[type[Model], str] = {
    CandidatePiece: "Pièces de la candidature",
    MessageAttachment: "Pièces jointes aux messages",
    Proposal: "Propositions tirées de l'enquête",
    RequestDocument: "Pièces jointes aux demandes",
}


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one kind: their headings, then one list of texts per row."""

    title: str
    headings: list[str]
    rows: list[list[str]]


def data_of(actor: Actor) -> list[Section]:
    """Return every section that holds something about this person, and nothing about anybody else."""
    if actor.user_id is None:
        return []
    return [section for rows in _rows_of(actor.user_id) if (section := _section(rows)).rows]


def corrections_asked(actor: Actor) -> list[Entry]:
    """Return the corrections that this person asked for, latest first."""
    if actor.user_id is None:
        return []
    return list(Entry.objects.filter(action="dashboard.correction_asked", actor_id=actor.user_id)[:20])


def _rows_of(user_id: uuid.UUID) -> Iterator[QuerySet[Any]]:
    """Give what hangs on the person, then on their candidacies, then on their contracts: an agent has neither."""
    yield User.objects.filter(id=user_id)
    yield Membership.objects.filter(user_id=user_id)
    yield EmailAddress.objects.filter(user_id=user_id)
    yield AddressChange.objects.filter(user_id=user_id)
    yield NoticeChoice.objects.filter(user_id=user_id)
    candidates = list(Candidate.objects.filter(user_id=user_id).values_list("id", flat=True))
    if candidates:
        yield from _rows_of_candidates(candidates)
    contracts = list(Contract.objects.filter(user_id=user_id).values_list("id", flat=True))
    if contracts:
        yield from _rows_of_contracts(contracts)
    if candidates:
        yield Reading.objects.filter(subject_id__in=candidates).order_by("-first_at", "-id")
        yield Entry.objects.filter(subject_id__in=candidates).order_by("at", "id")


def _rows_of_candidates(ids: list[uuid.UUID]) -> Iterator[QuerySet[Any]]:
    yield Candidate.objects.filter(id__in=ids)
    yield Offer.objects.filter(candidate__in=ids).order_by("sent_at")
    for model in HELD_BY_CANDIDATE:
        yield model._default_manager.filter(candidate__in=ids)


def _rows_of_contracts(ids: list[uuid.UUID]) -> Iterator[QuerySet[Any]]:
    yield Contract.objects.filter(id__in=ids).order_by("concluded_on")
    yield FileClaim.objects.filter(contract__in=ids)
    for model, path in HELD_BY_CONTRACT:
        yield model._default_manager.filter(**{f"{path}__in": ids})
    yield Decision.objects.filter(signed_on__isnull=False, request__contract__in=ids)
    yield ContactRecord.objects.filter(visibility=Visibility.SHARED, contract__in=ids)


def title_of(model: type[Model]) -> str:
    """Return the title of a section, a different one for each model."""
    return TITLES.get(model, str(model._meta.verbose_name_plural).capitalize())


def _section(rows: QuerySet[Any]) -> Section:
    if rows.model is Entry:
        return _journal(rows)
    fields = [field for field in rows.model._meta.concrete_fields if field.name not in LEFT_OUT]
    title = title_of(rows.model)
    headings = [str(field.verbose_name).capitalize() for field in fields]
    related = [field.name for field in fields if field.is_relation]
    return Section(
        title, headings, [[_text(row, field) for field in fields] for row in rows.select_related(*related)]
    )


def _kind(object_type: str) -> str:
    try:
        return str(apps.get_model(object_type)._meta.verbose_name)
    except LookupError:  # the journal outlives the models that it names
        return object_type


def _journal(entries: QuerySet[Entry]) -> Section:
    """Tell the journal in words, with the identifiers that let an agent find each line again."""
    agencies = dict(Agency.objects.values_list("id", "name"))
    headings = ["Instant", "Action", "Acteur", "Rôle", "Agence", "Objet", "Identifiant", "Faits"]
    roles = dict(Role.choices)
    rows = [
        [
            f"{entry.at.astimezone(PARIS):%d/%m/%Y %H:%M}",
            SENTENCES.get(entry.action, entry.action),
            entry.actor_name,
            roles.get(entry.actor_role, entry.actor_role),
            agencies.get(entry.agency_id, "") if entry.agency_id else "",
            _kind(entry.object_type),
            entry.object_id,
            ", ".join(f"{name} : {value}" for name, value in entry.facts.items()),
        ]
        for entry in entries
    ]
    return Section(title_of(Entry), headings, rows)


def _text(row: Model, field: "Field[Any, Any]") -> str:
    """Return a value as people read it: the words of a choice, the day in French order, the hour of Paris."""
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    value = getattr(row, field.name)
    match value:
        case None:
            return ""
        case bool():
            return "oui" if value else "non"
        case dt.datetime():
            return f"{value.astimezone(PARIS):%d/%m/%Y %H:%M}"
        case dt.date():
            return f"{value:%d/%m/%Y}"
        case _:
            return str(value)
