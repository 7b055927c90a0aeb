"""The figures of a survey beside those of the year before."""

import pytest

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.models import Agency
from contracts.selectors.survey_results import results_of
from contracts.services import surveys
from tests.factories.contracts import ContractFactory
from tests.services.surveys.story import AT, answer, composed, opened, submit

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
