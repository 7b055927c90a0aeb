"""Each named constraint of the surveys, broken by name."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection

from tests.factories import surveys as make
from tests.factories.contracts import NOON
from tests.violations import broken

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def survey_following_itself() -> object:
    survey = make.SurveyFactory()
    survey.follows = survey
    survey.save()
    return survey


def twice_in_survey(factory: type, **fields: object) -> Callable[[], object]:
    def build() -> object:
        first = factory(**fields)
        return factory(survey=first.survey, **fields)

    return build


def same_position_at_the_end() -> object:
    first = make.SurveyQuestionFactory()
    make.SurveyQuestionFactory(survey=first.survey, position=first.position)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return first


def two_links_of_a_wave() -> object:
    wave = make.SurveyWaveFactory()
    invitation = make.InvitationFactory(survey=wave.survey)
    make.SurveyLinkFactory(invitation=invitation, wave=wave, kind="invitation", superseded_at=NOON)
    return make.SurveyLinkFactory(invitation=invitation, wave=wave, kind="invitation")


def again(factory: type, *same: str, **fields: object) -> Callable[[], object]:
    def build() -> object:
        first = factory(**fields)
        return factory(**fields, **{name: getattr(first, name) for name in same})

    return build


BREAKS: dict[str, Callable[[], object]] = {
    "survey_status_has_its_instants": lambda: make.SurveyFactory(status="open", frozen_at=NOON),
    "survey_closed_has_its_instant": lambda: make.SurveyFactory(opened=True, status="closed"),
    "survey_does_not_follow_itself": survey_following_itself,
    "question_code_once": twice_in_survey(make.SurveyQuestionFactory, code="avis"),
    "question_fact_once": twice_in_survey(make.SurveyQuestionFactory, fact="address"),
    "question_position_once": same_position_at_the_end,
    "question_choices_for_a_choice_only": lambda: make.SurveyQuestionFactory(kind="choice", choices=["Oui"]),
    "question_fact_fits_its_kind": lambda: make.SurveyQuestionFactory(kind="text", fact="des_on"),
    "wave_number_once": lambda: make.SurveyWaveFactory(
        survey=make.SurveyWaveFactory().survey, due_on=NOON.date() + DAY
    ),
    "wave_once_a_day": lambda: make.SurveyWaveFactory(survey=make.SurveyWaveFactory().survey, number=1),
    "invitation_once_per_contract": again(make.InvitationFactory, "survey", "contract"),
    "invitation_sent_after_being_started": lambda: make.InvitationFactory(submitted_at=NOON),
    "link_once_per_wave": two_links_of_a_wave,
    "link_one_live_per_invitation": again(make.SurveyLinkFactory, "invitation"),
    "link_expires_after_issue": lambda: make.SurveyLinkFactory(expires_at=NOON),
    "link_request_once_per_address": again(make.LinkRequestFactory, "email"),
    "link_of_a_wave_unless_asked": lambda: make.SurveyLinkFactory(kind="reminder"),
    "answer_once_per_question": again(make.SurveyAnswerFactory, "invitation", "question"),
    "answer_says_something": lambda: make.SurveyAnswerFactory(value=""),
    "proposal_once_per_fact": again(make.ProposalFactory, "invitation"),
    "proposal_decided_has_its_instant": lambda: make.ProposalFactory(status="accepted"),
    "particulars_share_within_full_time": lambda: make.ParticularsFactory(intended_share="1.001"),
}


@pytest.mark.parametrize("name", sorted(BREAKS))
def test_database_refuses_what_the_constraint_forbids(name: str) -> None:
    with broken(name):
        BREAKS[name]()
