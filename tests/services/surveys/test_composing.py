"""A survey from its first question to its end: who is asked, what, until when."""

import pytest

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import Agency
from cesp_portal.common.accounts.selectors import actor_of
from cesp_portal.common.refusals import BadInput, Forbidden, Refusal
from contracts.enums import QuestionKind, SurveyPopulation, SurveyStatus
from contracts.services import survey_questions, surveys
from tests.factories.accounts import AgencyFactory, MembershipFactory, UserFactory
from tests.factories.contracts import ContractFactory
from tests.services.surveys.story import (
    AT,
    CLOSES,
    DAY,
    ON,
    SWEEP,
    ask,
    composed,
    opened,
)

pytestmark = pytest.mark.django_db


def test_population_is_frozen_with_the_active_contracts_of_the_region(
    referent: Actor, agency: Agency
) -> None:
    mine = ContractFactory(agency=agency)
    ContractFactory(agency=agency, status="completed", closed_on=ON)
    ContractFactory()

    survey = opened(referent)
    ContractFactory(agency=agency)

    assert [invitation.contract for invitation in survey.invitations.all()] == [mine]
    assert survey.population_size == 1


@pytest.mark.parametrize(
    ("population", "expected"), [(SurveyPopulation.TRAINING, "T"), (SurveyPopulation.GRADUATED, "G")]
)
def test_population_follows_the_stage(
    referent: Actor, agency: Agency, population: SurveyPopulation, expected: str
) -> None:
    ContractFactory(agency=agency, number="T")
    ContractFactory(agency=agency, number="G", training_completed_on=ON)

    survey = opened(referent, population=population)

    assert [invitation.contract.number for invitation in survey.invitations.all()] == [expected]


def test_survey_without_question_is_not_frozen(referent: Actor, agency: Agency) -> None:
    ContractFactory(agency=agency)

    with pytest.raises(Refusal) as refused:
        surveys.freeze_population(actor=referent, survey=composed(referent), at=AT)

    assert refused.value.code == "SURVEY_EMPTY"


def test_survey_for_nobody_is_not_frozen(referent: Actor) -> None:
    survey = composed(referent)
    ask(referent, survey, "avis", QuestionKind.TEXT)

    with pytest.raises(Refusal) as refused:
        surveys.freeze_population(actor=referent, survey=survey, at=AT)

    assert refused.value.code == "POPULATION_EMPTY"
    survey.refresh_from_db()
    assert survey.status == SurveyStatus.DRAFT


def test_frozen_survey_is_no_longer_composed_until_it_is_thawed(referent: Actor, agency: Agency) -> None:
    ContractFactory(agency=agency)
    survey = composed(referent)
    ask(referent, survey, "avis", QuestionKind.TEXT)
    surveys.freeze_population(actor=referent, survey=survey, at=AT)

    with pytest.raises(Refusal) as refused:
        ask(referent, survey, "autre", QuestionKind.TEXT)
    surveys.thaw_population(actor=referent, survey=survey, at=AT)
    ask(referent, survey, "autre", QuestionKind.TEXT)

    assert refused.value.code == "SURVEY_STEP_REFUSED"
    assert not survey.invitations.exists()


def test_questions_move_up_and_close_ranks(referent: Actor) -> None:
    survey = composed(referent)
    for code in ("aa", "bb", "cc"):
        ask(referent, survey, code, QuestionKind.TEXT)

    survey_questions.move_question_up(actor=referent, question=survey.questions.get(code="cc"), at=AT)
    survey_questions.remove_question(actor=referent, question=survey.questions.get(code="aa"), at=AT)

    assert list(survey.questions.values_list("position", "code")) == [(1, "cc"), (2, "bb")]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"code": "des"}, "QUESTION_CODE_TAKEN"),
        ({"fact": "des_on", "kind": QuestionKind.DATE}, "FACT_ALREADY_ASKED"),
        ({"kind": QuestionKind.CHOICE, "choices": ["Oui"]}, "CHOICES_MISSING"),
        ({"fact": "share"}, "FACT_DOES_NOT_FIT"),
    ],
)
def test_question_that_cannot_stand_is_refused(referent: Actor, facts: dict[str, object], code: str) -> None:
    survey = composed(referent)
    ask(referent, survey, "des", QuestionKind.DATE, fact="des_on")

    with pytest.raises(BadInput) as refused:
        ask(referent, survey, **{"code": "autre", "kind": QuestionKind.TEXT} | facts)

    assert refused.value.code == code
    assert survey.questions.count() == 1


def test_referent_of_another_region_may_not_touch_a_survey(referent: Actor) -> None:
    survey = composed(referent)
    stranger = actor_of(MembershipFactory(role=Role.REFERENT, agency=AgencyFactory(), user=UserFactory()))

    with pytest.raises(Forbidden):
        surveys.freeze_population(actor=stranger, survey=survey, at=AT)


def test_survey_closes_by_itself_the_day_after_its_last_day(referent: Actor, agency: Agency) -> None:
    ContractFactory(agency=agency)
    survey = opened(referent)

    assert surveys.close_due_surveys(actor=SWEEP, at=AT, on=CLOSES) == 0
    assert surveys.close_due_surveys(actor=SWEEP, at=AT, on=CLOSES + DAY) == 1
    survey.refresh_from_db()
    assert survey.status == SurveyStatus.CLOSED
