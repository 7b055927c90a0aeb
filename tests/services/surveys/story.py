"""A survey of the spring of 2026, told step by step: what the tests of the surveys start from."""

import datetime as dt

from cesp_portal.common.accounts.actors import Actor, system_actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.mail.models import OutgoingMail
from contracts.enums import QuestionKind, SurveyPopulation
from contracts.models import Contract, Proposal, Survey
from contracts.services import survey_answers, survey_questions, surveys

AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
ON = dt.date(2026, 3, 2)
CLOSES = dt.date(2026, 3, 31)
DAY = dt.timedelta(days=1)
SWEEP = system_actor("balayage")


def person_of(contract: Contract) -> Actor:
    return Actor(user_id=contract.user_id, name=str(contract.user), role=Role.SIGNATAIRE)


def composed(referent: Actor, **settings: object) -> Survey:
    facts = {
        "title": "Enquête 2026",
        "introduction": "",
        "population": SurveyPopulation.EVERYONE,
        "profession": "",
        "closes_on": CLOSES,
        "reminders": [7, 21],
        "follows": None,
    }
    return surveys.create_survey(actor=referent, at=AT, on=ON, **facts | settings)


def ask(referent: Actor, survey: Survey, code: str, kind: QuestionKind, **facts: object) -> None:
    plain = {"label": f"Question {code} ?", "hint": "", "required": False, "choices": [], "fact": ""}
    survey_questions.add_question(actor=referent, survey=survey, code=code, kind=kind, at=AT, **plain | facts)


def opened(referent: Actor, **settings: object) -> Survey:
    survey = composed(referent, **settings)
    ask(referent, survey, "des", QuestionKind.DATE, fact="des_on", required=True)
    ask(referent, survey, "avis", QuestionKind.CHOICE, choices=["Oui", "Non"])
    surveys.freeze_population(actor=referent, survey=survey, at=AT)
    surveys.open_survey(actor=referent, survey=survey, at=AT, on=ON)
    survey.refresh_from_db()
    return survey


def mailed_tokens() -> dict[str, str]:
    """Return the token last sent to each address, as the person would read it."""
    tokens = {}
    for mail in OutgoingMail.objects.filter(kind__startswith="contracts.survey_").order_by("created_at"):
        tokens[mail.recipient] = mail.body.split("/enquete/lien/")[1].split("/")[0]
    return tokens


def answer(contract: Contract, code: str, typed: str, at: dt.datetime = AT, on: dt.date = ON) -> None:
    invitation = contract.invitations.get()
    survey_answers.save_answer(
        actor=person_of(contract),
        invitation_id=invitation.id,
        question=invitation.survey.questions.get(code=code),
        typed=typed,
        at=at,
        on=on,
    )


def submit(contract: Contract) -> list[Proposal]:
    return survey_answers.submit_answers(
        actor=person_of(contract), invitation=contract.invitations.get(), at=AT, on=ON
    )
