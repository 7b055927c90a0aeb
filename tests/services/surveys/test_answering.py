"""Answers: kept one by one, sent once, by the person alone and in time."""

import datetime as dt

import pytest

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.models import Agency
from cesp_portal.common.documents.models import StoredDocument
from cesp_portal.common.refusals import BadInput, Forbidden, Refusal
from contracts.enums import QuestionKind
from contracts.services import survey_answers, surveys
from tests.factories.contracts import ContractFactory, StoredDocumentFactory
from tests.services.surveys.story import (
    AT,
    CLOSES,
    DAY,
    ON,
    answer,
    ask,
    composed,
    opened,
    person_of,
    submit,
)

pytestmark = pytest.mark.django_db


def test_answers_are_kept_one_by_one_and_may_be_changed_before_they_are_sent(
    referent: Actor, agency: Agency
) -> None:
    contract = ContractFactory(agency=agency)
    opened(referent)

    answer(contract, "avis", "Oui")
    answer(contract, "avis", "Non")
    answer(contract, "des", "31/10/2027")
    answer(contract, "des", "")

    invitation = contract.invitations.get()
    assert [kept.value for kept in invitation.answers.all()] == ["Non"]
    assert invitation.started_at == AT


def test_required_answer_is_asked_before_sending(referent: Actor, agency: Agency) -> None:
    contract = ContractFactory(agency=agency)
    opened(referent)
    answer(contract, "avis", "Oui")

    with pytest.raises(BadInput) as refused:
        submit(contract)

    assert refused.value.code == "ANSWER_MISSING"
    assert contract.invitations.get().submitted_at is None


@pytest.mark.parametrize(("close", "on"), [(True, ON), (False, CLOSES + DAY)])
def test_answer_after_the_close_is_refused_and_nothing_is_kept(
    referent: Actor, agency: Agency, close: bool, on: dt.date
) -> None:
    contract = ContractFactory(agency=agency)
    survey = opened(referent)
    if close:
        surveys.close_survey(actor=referent, survey=survey, at=AT)

    with pytest.raises(Refusal) as refused:
        answer(contract, "avis", "Oui", on=on)

    assert refused.value.code == "SURVEY_CLOSED"
    assert not contract.invitations.get().answers.exists()


def test_nobody_answers_for_somebody_else(referent: Actor, agency: Agency) -> None:
    mine, other = ContractFactory.create_batch(2, agency=agency)
    survey = opened(referent)

    with pytest.raises(Forbidden):
        survey_answers.save_answer(
            actor=person_of(mine),
            invitation_id=other.invitations.get().id,
            question=survey.questions.get(code="avis"),
            typed="Oui",
            at=AT,
            on=ON,
        )


def test_sent_answers_are_not_changed_any_more(referent: Actor, agency: Agency) -> None:
    contract = ContractFactory(agency=agency)
    opened(referent)
    answer(contract, "des", "31/10/2027")
    submit(contract)

    with pytest.raises(Refusal) as refused:
        answer(contract, "des", "30/10/2027")

    assert refused.value.code == "ALREADY_ANSWERED"


def test_document_answer_is_kept(referent: Actor, agency: Agency) -> None:
    contract = ContractFactory(agency=agency)
    survey = composed(referent)
    ask(referent, survey, "piece", QuestionKind.DOCUMENT)
    surveys.freeze_population(actor=referent, survey=survey, at=AT)
    surveys.open_survey(actor=referent, survey=survey, at=AT, on=ON)
    document: StoredDocument = StoredDocumentFactory(filename="certificat.pdf")

    kept = survey_answers.save_answer(
        actor=person_of(contract),
        invitation_id=contract.invitations.get().id,
        question=survey.questions.get(),
        typed="",
        document=document,
        at=AT,
        on=ON,
    )

    assert kept is not None
    assert kept.document == document
