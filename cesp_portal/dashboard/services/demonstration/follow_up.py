"""The follow-up in the demonstration: two surveys, an exchange, a thread, a lost address."""

import datetime as dt

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.mail.models import OutgoingMail
from cesp_portal.dashboard.services.demonstration.days import months_after, morning
from cesp_portal.dashboard.services.demonstration.offices import DEMONSTRATION, Offices
from contracts.enums import (
    ContactKind,
    ContractStatus,
    FileFact,
    QuestionKind,
    SurveyPopulation,
    Visibility,
)
from contracts.models import Contract, Exchange, Survey
from contracts.rules.wishes import usual_window
from contracts.services import (
    claims,
    exchanges,
    messages,
    survey_answers,
    survey_links,
    survey_questions,
    surveys,
    wishes,
)

DAY = dt.timedelta(days=1)
REGION = "76"
STUDENT = "nora.valdeyrac@example.org"
FEELING = ("Très bien", "Bien", "Difficilement")
QUESTIONS = (
    ("vecu", QuestionKind.CHOICE, "Comment vivez-vous votre engagement ?", "", FEELING),
    (
        "specialite",
        QuestionKind.TEXT,
        "Quelle spécialité visez-vous ou exercez-vous ?",
        FileFact.SPECIALTY,
        (),
    ),
    ("lieu", QuestionKind.COMMUNE, "Dans quelle commune pensez-vous exercer ?", FileFact.PLACE, ()),
    ("quotite", QuestionKind.SHARE, "À quelle quotité ?", FileFact.SHARE, ()),
    ("besoin", QuestionKind.TEXT, "De quoi auriez-vous besoin ?", "", ()),
)
ANSWERS_NOW, ANSWERS_BEFORE = 24, 18  # enough for figures to be shown: those under five are hidden
SPRING_ENDS = 5


def follow_people(offices: Offices, on: dt.date) -> None:
    """Tell the follow-up of one region: the other ones start from nothing."""
    referent = offices.referents[REGION]
    before = _survey(referent, "Enquête annuelle de l'an passé", None, opens_on=on - 370 * DAY)
    _answer(before, ANSWERS_BEFORE, on - 350 * DAY)
    surveys.close_survey(actor=referent, survey=before, at=morning(on - 340 * DAY))
    now = _survey(referent, "Enquête annuelle", before, opens_on=on - 9 * DAY)
    _answer(now, ANSWERS_NOW, on - 3 * DAY)
    _meet(referent, on)
    _write(referent, on)
    _lose_an_address(referent, on)
    _gather_wishes(referent, on)


def _survey(referent: Actor, title: str, follows: Survey | None, *, opens_on: dt.date) -> Survey:
    """Compose a survey, freeze its population, open it and send its links."""
    at = morning(opens_on)
    survey = surveys.create_survey(
        actor=referent,
        title=title,
        introduction="Cinq questions, dix minutes. Vos réponses aident l'agence à vous accompagner.",
        population=SurveyPopulation.EVERYONE,
        profession="",
        closes_on=opens_on + 30 * DAY,
        reminders=[14, 25],
        follows=follows,
        at=at,
        on=opens_on,
    )
    for code, kind, label, fact, choices in QUESTIONS if follows is None else ():
        survey_questions.add_question(
            actor=referent,
            survey=survey,
            code=code,
            kind=kind,
            label=label,
            hint="",
            required=code == "vecu",
            choices=choices,
            fact=fact,
            at=at,
        )
    surveys.freeze_population(actor=referent, survey=survey, at=at)
    surveys.open_survey(actor=referent, survey=survey, at=at, on=opens_on)
    survey_links.send_due_links(actor=DEMONSTRATION, at=at, on=opens_on)
    return survey


def _answer(survey: Survey, people: int, on: dt.date) -> None:
    """Let some people answer; what differs from their file becomes a proposal. The student has not begun."""
    at, questions = morning(on), {one.code: one for one in survey.questions.all()}
    invited = survey.invitations.exclude(contract__user__email=STUDENT).select_related("contract__user")
    for number, invitation in enumerate(invited.order_by("contract__number")[:people]):
        user = invitation.contract.user
        person = Actor(user_id=user.id, name=str(user), role=Role.SIGNATAIRE)
        said = {"vecu": FEELING[number % 3], "besoin": "Un échange avec un installé." if number % 2 else ""}
        if number % 4 == 0:
            said |= {"lieu": "Decazeville 12300", "quotite": "80 %"}
        for code, typed in said.items():
            survey_answers.save_answer(
                actor=person,
                invitation_id=invitation.id,
                question=questions[code],
                typed=typed,
                at=at,
                on=on,
            )
        survey_answers.submit_answers(actor=person, invitation=invitation, at=at, on=on)


def _meet(referent: Actor, on: dt.date) -> None:
    """Hold the yearly exchange of one person, and summon the student to the next one."""
    others = Contract.objects.filter(
        agency_id=referent.office_id, status=ContractStatus.ACTIVE, training_completed_on__isnull=True
    )
    met = _exchange_of(others.exclude(user__email=STUDENT).order_by("-concluded_on", "number")[0], on)
    met = exchanges.summon(
        actor=referent,
        exchange=met,
        starts_at=morning(on - 5 * DAY),
        mode=ContactKind.PHONE,
        place="Au numéro que vous avez indiqué",
        at=morning(on - 20 * DAY),
    )
    exchanges.hold_exchange(
        actor=referent,
        exchange=met,
        summary="Point sur le projet et sur les lieux possibles. Prochain contact dans un an.",
        visibility=Visibility.SHARED,
        at=morning(on - 4 * DAY),
    )
    exchanges.summon(
        actor=referent,
        exchange=_exchange_of(others.get(user__email=STUDENT), on),
        starts_at=morning(on + 9 * DAY),
        mode=ContactKind.VIDEO,
        place="https://visio.example.org/cesp",
        at=morning(on - 2 * DAY),
    )


def _exchange_of(contract: Contract, on: dt.date) -> Exchange:
    """Put the exchange of the last anniversary of a contract on the agenda, and of this contract alone."""
    years = (on - contract.concluded_on).days // 365
    told_on = months_after(contract.concluded_on, 12 * max(years, 1)) - 20 * DAY
    elsewhere = Contract.objects.exclude(id=contract.id).values_list("id", "concluded_on")
    exchanges.plan_exchanges(
        actor=DEMONSTRATION, installed=dict(elsewhere), on=told_on, at=morning(min(told_on, on))
    )
    return contract.exchanges.select_related("contract").latest("due_on")


def _write(referent: Actor, on: dt.date) -> None:
    """Exchange a few messages with the student; the last one waits to be read."""
    contract = Contract.objects.select_related("user", "agency", "referent", "backup").get(
        user__email=STUDENT
    )
    student = Actor(user_id=contract.user_id, name=str(contract.user), role=Role.SIGNATAIRE)
    thread = (
        (student, "Bonjour, mon stage se termine plus tôt que prévu : dois-je le déclarer ?", 12),
        (referent, "Bonjour, non : seul un congé change votre décompte. Bonne fin de stage.", 11),
        (student, "Merci. Puis-je visiter une maison de santé du Lot avant de déposer mon projet ?", 1),
    )
    for author, body, ago in thread:
        at = morning(on - ago * DAY)
        messages.send_message(actor=author, contract=contract, body=body, documents=[], at=at)
        if author is referent:
            messages.read_messages(actor=student, contract=contract, at=at + dt.timedelta(hours=2))


def _gather_wishes(referent: Actor, on: dt.date) -> None:
    """Announce the wishes of the coming spring to the students whom they concern."""
    year = on.year if on.month <= SPRING_ENDS else on.year + 1
    opens_on, closes_on = usual_window(year)
    told_on = min(on, opens_on) - 2 * DAY
    wishes.open_wish_campaign(
        actor=referent, year=year, opens_on=opens_on, closes_on=closes_on, on=told_on, at=morning(told_on)
    )


def _lose_an_address(referent: Actor, on: dt.date) -> None:
    """Let somebody whose student address is dead claim their file; the referent has yet to check."""
    lost = Contract.objects.filter(agency_id=referent.office_id, status=ContractStatus.ACTIVE)
    person = lost.exclude(user__email=STUDENT).select_related("candidate").order_by("number")[0].candidate
    email, at = f"perso.{person.email}", morning(on - DAY)
    claims.ask_file(
        agency_id=referent.office_id,
        last_name=person.last_name,
        first_name=person.first_name,
        born_on=person.born_on,
        email=email,
        contract_number="",
        explanation="Mon adresse de l'université est fermée depuis septembre.",
        at=at,
    )
    sent = OutgoingMail.objects.get(kind="contracts.claim_confirm", recipient=email)
    token = sent.body.split("/acces/reprise/lien/")[1].split("/")[0]
    claims.confirm_claim(token=token, at=at)
