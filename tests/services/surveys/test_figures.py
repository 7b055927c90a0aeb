"""The figures of a survey beside those of the year before."""

import pytest
from django.test import Client
from django.urls import reverse

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import Agency, User
from cesp_portal.common.accounts.selectors import actor_of
from contracts.enums import QuestionKind
from contracts.selectors.survey_results import results_of, written_answers
from contracts.services import surveys
from tests.factories.accounts import MembershipFactory
from tests.factories.contracts import ContractFactory
from tests.services.surveys.story import AT, ON, answer, ask, composed, opened, submit

pytestmark = pytest.mark.django_db


def test_figures_count_sent_answers_over_the_frozen_population_beside_the_year_before(
    referent: Actor, agency: Agency
) -> None:
    people = ContractFactory.create_batch(12, agency=agency)
    before = opened(referent)
    for contract in people:
        answer(contract, "des", "31/10/2027")
        answer(contract, "avis", "Oui")
        submit(contract)
    surveys.close_survey(actor=referent, survey=before, at=AT)
    after = composed(referent, title="Enquête 2027", follows=before)

    result = results_of(referent, before.id)

    assert (result.progress.answered, str(result.progress.rate)) == (12, "100.0")
    avis = next(one for one in result.questions if one.question.code == "avis")
    assert [(row.figure.label, row.figure.count) for row in avis.rows] == [
        ("Oui", 12),
        ("Non", 0),
        ("Sans réponse", 0),
    ]
    compared = results_of(referent, after.id)
    assert all(one.compared for one in compared.questions)
    assert compared.before is not None
    assert compared.before.answered == 12


def test_texts_and_documents_are_read_by_the_referent_of_the_region_alone(
    referent: Actor, agency: Agency, client: Client
) -> None:
    contract = ContractFactory(agency=agency)
    survey = composed(referent)
    ask(referent, survey, "besoin", QuestionKind.TEXT)
    ask(referent, survey, "piece", QuestionKind.DOCUMENT)
    surveys.freeze_population(actor=referent, survey=survey, at=AT)
    surveys.open_survey(actor=referent, survey=survey, at=AT, on=ON)
    answer(contract, "besoin", "Un échange avec un installé.")
    assert not written_answers(referent, survey)
    submit(contract)
    assert [one.value for one in written_answers(referent, survey)] == ["Un échange avec un installé."]
    stranger = actor_of(MembershipFactory(role=Role.REFERENT))
    director = actor_of(MembershipFactory(role=Role.DIRECTION, agency=agency))
    assert not written_answers(stranger, survey)
    assert not written_answers(director, survey)
    client.force_login(User.objects.get(id=referent.user_id))
    page = client.get(reverse("survey_texts", args=[survey.id])).text
    assert "Un échange avec un installé." in page
    assert contract.candidate.last_name in page
