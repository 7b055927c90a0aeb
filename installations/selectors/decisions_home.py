"""The first page of an agency's decisions: the same for all who work there, until something changes."""

from dataclasses import dataclass

from django.db.models import QuerySet

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.kept import kept
from installations.enums import ONCE_SIGNED, DecisionStatus
from installations.models import Decision, Request
from installations.policies import office_rows
from installations.selectors.decisions import decisions_for, decisions_to_sign
from installations.selectors.requests import requests_to_examine

MOST_PREPARED, MOST_SIGNED, MOST_TO_SIGN = 25, 10, 50
PERSON_OF_A_REQUEST, PERSON_OF_A_DECISION = "contract__candidate", "request__contract__candidate"
OF_A_REQUEST = ("kind", "submitted_at", "contract__number")
OF_A_DECISION = ("number", "outcome", "status", "signed_at", "signed_on", "returned_reason", "request__kind")


@dataclass(frozen=True, slots=True)
class DecisionsHome:
    """The decisions of an agency in the order of the work, each part cut to what a page shows."""

    waiting: tuple[Request, ...]
    waiting_count: int
    in_preparation: tuple[Decision, ...]
    in_preparation_count: int
    to_sign_count: int
    signed: tuple[Decision, ...]


def decisions_home_of(actor: Actor, page: int, per_page: int) -> DecisionsHome:
    """Return what waits (that page of it), what is prepared, what is to sign, and the last decisions signed."""
    key = f"decisions:{actor.role}:{actor.agency_id}:{page}:{per_page}"
    return kept(key, lambda: _home(actor, page, per_page))


def _home(actor: Actor, page: int, per_page: int) -> DecisionsHome:
    decisions = decisions_for(actor).select_related(None)
    waiting = requests_to_examine(actor).select_related(None).prefetch_related(None)
    counts = waiting.count()
    first = (min(page, max(1, -(-counts // per_page))) - 1) * per_page
    ids = list(waiting.values_list("pk", flat=True)[first : first + per_page])
    shown = Request.objects.filter(pk__in=ids).order_by("submitted_at", "id")
    prepared = decisions.filter(status__in=(DecisionStatus.DRAFT, DecisionStatus.TO_REVIEW))
    rows = tuple(_with_people(prepared.order_by("prepared_at", "id"))[:MOST_PREPARED])
    return DecisionsHome(
        waiting=tuple(
            shown.select_related(PERSON_OF_A_REQUEST).only(*_shown_of(PERSON_OF_A_REQUEST, *OF_A_REQUEST))
        ),
        waiting_count=counts,
        in_preparation=rows,
        in_preparation_count=prepared.count() if len(rows) == MOST_PREPARED else len(rows),
        to_sign_count=decisions_to_sign(actor).count(),
        signed=tuple(_last_signed(actor)),
    )


def _last_signed(actor: Actor) -> QuerySet[Decision]:
    """Each way of having a decision is asked apart: the index of the agency knows its last ones."""
    signed = Decision.objects.filter(status__in=ONCE_SIGNED).order_by("-signed_at")
    ways = (office_rows(actor), office_rows(actor, "request__target_agency_id"))
    ids = [pk for way in ways for pk in signed.filter(way).values_list("pk", flat=True)[:MOST_SIGNED]]
    return _with_people(signed.filter(pk__in=ids))[:MOST_SIGNED]


def _with_people(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    """A row shows who and what: none of the rest that a decision is read with."""
    shown = _shown_of(PERSON_OF_A_DECISION, *OF_A_DECISION, "request__contract__id")
    return decisions.select_related(PERSON_OF_A_DECISION).only(*shown)


def _shown_of(person: str, *fields: str) -> tuple[str, ...]:
    return (*fields, f"{person}__first_name", f"{person}__last_name")


@dataclass(frozen=True, slots=True)
class ToSign:
    """The oldest decisions that wait for a signature in an agency, and how many there are."""

    shown: tuple[Decision, ...]
    count: int


def to_sign_of(actor: Actor) -> ToSign:
    """Return what waits for a signature in the actor's agency."""
    return kept(f"to-sign:{actor.role}:{actor.agency_id}", lambda: _to_sign(actor))


def _to_sign(actor: Actor) -> ToSign:
    waiting = decisions_to_sign(actor).select_related(None)
    shown = _shown_of(PERSON_OF_A_DECISION, "outcome", "is_against_findings", "request__kind")
    rows = tuple(waiting.select_related(PERSON_OF_A_DECISION).only(*shown)[:MOST_TO_SIGN])
    return ToSign(rows, waiting.count() if len(rows) == MOST_TO_SIGN else len(rows))
