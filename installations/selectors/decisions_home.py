"""The first page of an agency's decisions: the same for all who work there."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Window

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.kept import kept
from installations.enums import ONCE_SIGNED, DecisionStatus
from installations.models import Decision, Request
from installations.policies import office_rows
from installations.selectors.decisions import decisions_to_sign
from installations.selectors.requests import requests_to_examine

PREPARED = (DecisionStatus.DRAFT, DecisionStatus.TO_REVIEW)
MOST_PREPARED, MOST_SIGNED, MOST_TO_SIGN = 25, 10, 50
PERSON_OF_A_REQUEST, PERSON_OF_A_DECISION = "contract__candidate", "request__contract__candidate"
OF_A_REQUEST = ("kind", "submitted_at", "contract__number")
OF_A_DECISION = (
    "number",
    "outcome",
    "prepared_at",
    "status",
    "signed_at",
    "signed_on",
    "returned_reason",
    "request__kind",
)


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
    waiting, count = _waiting(actor, page, per_page)
    own = Decision.objects.filter(office_rows(actor))
    counted = own.filter(status__in=(*PREPARED, DecisionStatus.TO_SIGN)).order_by().values_list("status")
    counts = dict(counted.annotate(of=Count("*")))
    prepared = own.filter(status__in=PREPARED).order_by("prepared_at", "id")
    # Which ones first, without the people that a row shows; then the rows of all of them at once.
    parts = [prepared.values_list("pk")[:MOST_PREPARED], *(way[:MOST_SIGNED] for way in _signed(actor))]
    ids = [pk for (pk,) in parts[0].union(*parts[1:], all=True)]
    shown = list(_with_people(Decision.objects.filter(pk__in=ids)))
    return DecisionsHome(
        waiting=waiting,
        waiting_count=count,
        in_preparation=tuple(
            sorted(
                (one for one in shown if one.status in PREPARED), key=lambda one: (one.prepared_at, one.pk)
            )
        ),
        in_preparation_count=sum(counts.get(status, 0) for status in PREPARED),
        to_sign_count=counts.get(DecisionStatus.TO_SIGN, 0),
        signed=tuple(
            sorted((one for one in shown if one.signed_at), key=_signed_on, reverse=True)[:MOST_SIGNED]
        ),
    )


def _waiting(actor: Actor, page: int, per_page: int) -> tuple[tuple[Request, ...], int]:
    """Return a page of the requests to examine, the last one beyond it, and how many there are."""
    waiting = requests_to_examine(actor).select_related(None).prefetch_related(None)
    counted = waiting.annotate(of=Window(Count("*"))).values_list("pk", "of")
    found = list(counted[(page - 1) * per_page : page * per_page])
    if not found and page > 1:
        last = max(1, -(-waiting.count() // per_page))
        return _waiting(actor, last, per_page)
    shown = Request.objects.filter(pk__in=[pk for pk, _ in found]).order_by("submitted_at", "id")
    shown = shown.select_related(PERSON_OF_A_REQUEST).only(*_shown_of(PERSON_OF_A_REQUEST, *OF_A_REQUEST))
    return tuple(shown) if found else (), found[0][1] if found else 0


def _signed(actor: Actor) -> list[QuerySet[Decision, Any]]:
    """Each way of having a decision is asked apart: the index of the agency knows its last ones."""
    signed = Decision.objects.filter(status__in=ONCE_SIGNED).order_by("-signed_at")
    ways = (office_rows(actor), office_rows(actor, "request__target_agency_id"))
    return [signed.filter(way).values_list("pk") for way in ways]


def _signed_on(decision: Decision) -> dt.datetime:
    return decision.signed_at or dt.datetime.min.replace(tzinfo=dt.UTC)


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
