"""Surveys, their invitations and answers, each valid alone."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from contracts.models import (
    Invitation,
    LinkRequest,
    Particulars,
    Proposal,
    Survey,
    SurveyAnswer,
    SurveyLink,
    SurveyQuestion,
    SurveyWave,
)
from tests.factories.accounts import AgencyFactory
from tests.factories.contracts import NOON, ContractFactory


class SurveyFactory(DjangoModelFactory):
    class Meta:
        model = Survey

    agency = factory.SubFactory(AgencyFactory)
    title = "Enquête annuelle inventée"
    closes_on = dt.date(2026, 2, 28)
    created_at = NOON

    class Params:
        opened = factory.Trait(status="open", frozen_at=NOON, opened_at=NOON, population_size=1)


class SurveyQuestionFactory(DjangoModelFactory):
    class Meta:
        model = SurveyQuestion

    survey = factory.SubFactory(SurveyFactory)
    position = factory.Sequence(lambda n: n + 1)
    code = factory.Sequence(lambda n: f"question_{n}")
    kind = "text"
    label = "Comment allez-vous ?"


class SurveyWaveFactory(DjangoModelFactory):
    class Meta:
        model = SurveyWave

    survey = factory.SubFactory(SurveyFactory, opened=True)
    number = 0
    due_on = dt.date(2026, 1, 12)


class InvitationFactory(DjangoModelFactory):
    class Meta:
        model = Invitation

    survey = factory.SubFactory(SurveyFactory, opened=True)
    agency = factory.SelfAttribute("survey.agency")
    contract = factory.SubFactory(ContractFactory, agency=factory.SelfAttribute("..agency"))


class SurveyLinkFactory(DjangoModelFactory):
    class Meta:
        model = SurveyLink

    invitation = factory.SubFactory(InvitationFactory)
    wave = None
    kind = "asked"
    token_hash = factory.Sequence(lambda n: f"{n:064x}")
    issued_at = NOON
    expires_at = NOON + dt.timedelta(days=30)


class SurveyAnswerFactory(DjangoModelFactory):
    class Meta:
        model = SurveyAnswer

    invitation = factory.SubFactory(InvitationFactory)
    question = factory.SubFactory(SurveyQuestionFactory, survey=factory.SelfAttribute("..invitation.survey"))
    value = "Bien"
    saved_at = NOON


class ProposalFactory(DjangoModelFactory):
    class Meta:
        model = Proposal

    invitation = factory.SubFactory(InvitationFactory)
    contract = factory.SelfAttribute("invitation.contract")
    agency = factory.SelfAttribute("invitation.agency")
    fact = "specialty"
    value_on_file = "medecine_generale"
    proposed_value = "pediatrie"
    proposed_at = NOON


class ParticularsFactory(DjangoModelFactory):
    class Meta:
        model = Particulars

    contract = factory.SubFactory(ContractFactory)
    updated_at = NOON


class LinkRequestFactory(DjangoModelFactory):
    class Meta:
        model = LinkRequest

    email = factory.Sequence("demande{}@example.org".format)
    asked_at = NOON
