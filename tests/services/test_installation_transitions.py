"""Each action on an object in each of its states: it follows its table, or is refused and changes nothing."""

import io
import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from pytest_django import DjangoDbBlocker

from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.journal.models import Entry
from cesp_portal.common.refusals import Refusal
from cesp_portal.common.rules.transitions import Transitions
from installations.enums import Outcome, RequestKind
from installations.models import Decision, PracticePeriod, Request, SecondLook, Signatory, Transmission
from installations.rules.lifecycles import DECISION, PRACTICE, REQUEST, TRANSMISSION
from installations.services import decisions, practice, requests, signing, transmissions
from installations.services.decisions import DecisionAnswers
from tests.factories import installations as make
from tests.factories.installations import AT, TODAY, World

pytestmark = pytest.mark.django_db
Act = Callable[[World, Any], Any]
with pikepdf.new() as _blank, io.BytesIO() as _bytes:
    _blank.add_blank_page()
    _blank.save(_bytes)
    PDF = _bytes.getvalue()


@contextmanager
def lasting_world(blocker: DjangoDbBlocker) -> Iterator[World]:
    """One small world for a whole module, undone at its end."""
    with blocker.unblock(), transaction.atomic():
        make.make_zonings()
        yield make.make_world()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with lasting_world(django_db_blocker) as one:
        yield one


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def request_in(world: World, status: str) -> Request:
    values: dict[str, Any] = {
        "draft": {},
        "submitted": {"sent": True},
        "correction_asked": {
            "sent": True,
            "status": "correction_asked",
            "correction_message": "Précisez.",
            "correction_fields": ["explanation"],
            "correction_asked_at": AT,
        },
        "decided": {"decided": True},
        "withdrawn": {"status": "withdrawn", "withdrawn_at": AT},
    }[status]
    request = make.RequestFactory(contract=world.contract, starts_on=make.START, **values)
    make.RequestSiteFactory(request=request)
    return request


def decision_in(world: World, status: str) -> Decision:
    if status in ("signed", "superseded", "retracted"):
        request = request_in(world, "submitted" if status == "retracted" else "decided")
        ended = {"retracted_at": AT, "retraction_reason": "Erreur."} if status == "retracted" else {}
        signatory = Signatory.objects.filter(agency=world.agency).first()
        return make.DecisionFactory(
            request=request, signed=True, signed_by=signatory, **{"status": status, **ended}
        )
    request = request_in(world, "submitted")
    return make.DecisionFactory(
        request=request, status=status, outcome=Outcome.REFUSED, grounds="Motif inventé."
    )


def period_in(world: World, status: str) -> PracticePeriod:
    values: dict[str, Any] = {
        "planned": {},
        "declared": {},
        "supported": {"supported_at": AT},
        "verified": {
            "verified_at": AT,
            "verified_until": make.START.replace(month=2),
            "verified_by_id": world.referent.user_id,
            "is_eligible": True,
        },
        "rejected": {"rejected_reason": "Inexact."},
    }[status]
    return make.PracticePeriodFactory(contract=world.contract, status=status, **values)


def transmission_in(world: World, status: str) -> Transmission:
    values: dict[str, Any] = {
        "pending": {},
        "sent": {"sent_at": AT},
        "acknowledged": {"sent_at": AT, "acknowledged_at": AT},
        "failed": {"last_error": "Adresse inconnue."},
    }[status]
    decision = make.DecisionFactory(request=request_in(world, "decided"), signed=True)
    letter = make.LetterFactory(decision=decision, document=make.StoredDocumentFactory(), rendered_at=AT)
    return make.TransmissionFactory(letter=letter, status=status, **values)


def _correct(world: World, decision: Decision) -> Any:
    draft = decisions.prepare_decision(
        actor=world.referent,
        request=decision.request,
        answers=DecisionAnswers(Outcome.REFUSED, "Motif.", against_findings_reason="Autre lecture."),
        on=TODAY,
        at=AT,
        corrects=decision,
        correction_reason="Erreur.",
    )
    draft = decisions.propose_decision(actor=world.referent, decision=draft, on=TODAY, at=AT)
    return signing.sign_decision(actor=world.director, decision=draft, on=TODAY, at=AT)


def _send_to_review(world: World, decision: Decision) -> Any:
    SecondLook.objects.create(agency=world.agency, kind=RequestKind.INSTALLATION, since_on=TODAY)
    return decisions.propose_decision(actor=world.referent, decision=decision, on=TODAY, at=AT)


def _decide(world: World, request: Request) -> Any:
    draft = decisions.prepare_decision(
        actor=world.referent,
        request=request,
        answers=DecisionAnswers(Outcome.GRANTED),
        on=TODAY,
        at=AT,
    )
    draft = decisions.propose_decision(actor=world.referent, decision=draft, on=TODAY, at=AT)
    return signing.sign_decision(actor=world.director, decision=draft, on=TODAY, at=AT)


def _reopen(world: World, request: Request) -> Any:
    # A request is given back by the withdrawal of its decision: only a decided one has such a decision.
    signatory = Signatory.objects.filter(agency=world.agency).first()
    signed = request.status == "decided"
    decision = make.DecisionFactory(
        request=request, **({"signed": True, "signed_by": signatory} if signed else {"status": "to_sign"})
    )
    return signing.retract_decision(
        actor=world.director, decision=decision, reason="Erreur.", on=TODAY, at=AT
    )


def _colleague(world: World) -> Any:
    return make.make_person(Role.REFERENT, world.agency, "Sacha", "Brun")


REQUEST_ACTS: dict[str, Act] = {
    "submit": lambda w, one: requests.submit_request(actor=w.signatory, request=one, on=TODAY, at=AT),
    "ask_correction": lambda w, one: requests.ask_correction(
        actor=w.referent, request=one, fields=["sites"], message="Précisez.", at=AT
    ),
    "withdraw": lambda w, one: requests.withdraw_request(actor=w.signatory, request=one, at=AT),
    "decide": _decide,
    "reopen": _reopen,
}
DECISION_ACTS: dict[str, Act] = {
    "propose": lambda w, one: decisions.propose_decision(actor=w.referent, decision=one, on=TODAY, at=AT),
    "send_to_review": _send_to_review,
    "revise": lambda w, one: decisions.revise_decision(
        actor=w.referent, decision=one, answers=DecisionAnswers(Outcome.GRANTED), on=TODAY, at=AT
    ),
    "abandon": lambda w, one: decisions.abandon_decision(actor=w.referent, decision=one, at=AT),
    "approve": lambda w, one: decisions.approve_decision(actor=_colleague(w), decision=one, at=AT),
    "return": lambda w, one: decisions.return_decision(
        actor=w.director, decision=one, reason="À reprendre.", at=AT
    ),
    "sign": lambda w, one: signing.sign_decision(actor=w.director, decision=one, on=TODAY, at=AT),
    "supersede": _correct,
    "retract": lambda w, one: signing.retract_decision(
        actor=w.director, decision=one, reason="Erreur.", on=TODAY, at=AT
    ),
}
PRACTICE_ACTS: dict[str, Act] = {
    "support": lambda w, one: practice.support_practice(
        actor=w.signatory,
        period=one,
        upload=SimpleUploadedFile("attestation.pdf", PDF, "application/pdf"),
        at=AT,
    ),
    "verify": lambda w, one: practice.verify_practice(
        actor=w.referent, period=one, until=make.START, is_eligible=True, at=AT.replace(year=2027)
    ),
    "reject": lambda w, one: practice.reject_practice(actor=w.referent, period=one, reason="Inexact.", at=AT),
}
TRANSMISSION_ACTS: dict[str, Act] = {
    "send": lambda w, one: transmissions.record_transmission(
        actor=w.referent, transmission=one, reference="2C 123", at=AT
    ),
    "retry": lambda w, one: transmissions.retry_transmission(
        actor=w.referent, transmission=one, email="", at=AT
    ),
    "acknowledge": lambda w, one: transmissions.acknowledge_transmission(
        actor=w.referent, transmission=one, at=AT
    ),
    "fail": lambda _world, one: _fail(one),
}


def _fail(transmission: Transmission) -> Any:
    """A message without address fails; one that does not wait is left alone, which is refused here in our words."""
    before = transmission.status
    Transmission.objects.filter(pk=transmission.pk).update(recipient_email="")
    after = transmissions.send_transmission(transmission_id=transmission.pk, at=AT)
    if after.status == before:
        raise Refusal("TRANSMISSION_STATUS", "inchangée")
    return after


TABLES: dict[str, tuple[Transitions, Callable[[World, str], Any], dict[str, Act]]] = {
    "request": (REQUEST, request_in, REQUEST_ACTS),
    "decision": (DECISION, decision_in, DECISION_ACTS),
    "practice": (PRACTICE, period_in, PRACTICE_ACTS),
    "transmission": (TRANSMISSION, transmission_in, TRANSMISSION_ACTS),
}
# The sweep acknowledges twice without a word: the recipient may click twice.
HARMLESS = {("transmission", "acknowledged", "acknowledge")}


@pytest.mark.parametrize("name", TABLES)
def test_every_pair_follows_its_table_or_is_refused_and_changes_nothing(world: World, name: str) -> None:
    table, build, acts = TABLES[name]
    assert set(acts) == set(table.action_labels), "an action of the table has no service here"
    wrong = []
    for status, action in itertools.product(table.status_labels, table.action_labels):
        with undone():
            one = build(world, status)
            lines = Entry.objects.count()
            try:
                with transaction.atomic():
                    acts[action](world, one)
                done = True
            except Refusal:
                done = False
            now = type(one).objects.get(pk=one.pk).status
            expected = (status, action) in table.table or (name, status, action) in HARMLESS
            lands = table.table.get((status, action), status)
            if done != expected or (done and now != lands):
                wrong.append(f"{status} + {action}: done={done}, now {now}")
            if not done and (now != status or Entry.objects.count() != lines):
                wrong.append(f"{status} + {action}: refused, yet something changed")
    assert not wrong
