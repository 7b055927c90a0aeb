"""What the addresses of the follow-up name: surveys and what people answer to them."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import TYPE_CHECKING, Any

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.documents.services import store_document
from contracts.services.survey_links import token_hash
from tests.access.selection import contract
from tests.factories import follow_up
from tests.factories import surveys as make
from tests.factories.contracts import NOON, TrainingSuspensionFactory
from tests.factories.wishes import SpecialtyWishFactory

if TYPE_CHECKING:
    from tests.access.objects import Side

FAR = dt.date(2099, 12, 31)


def draft_survey(side: Side) -> Any:
    title = f"Enquête {side.canary}"
    return side.once("survey", lambda: make.SurveyFactory(agency=side.agency, title=title, closes_on=FAR))


def question(side: Side) -> Any:
    label = f"Question {side.canary} ?"
    return side.once("question", lambda: make.SurveyQuestionFactory(survey=draft_survey(side), label=label))


def invitation(side: Side) -> Any:
    def build() -> Any:
        title = f"Enquête ouverte {side.canary}"
        opened = make.SurveyFactory(agency=side.agency, title=title, closes_on=FAR, opened=True)
        make.SurveyQuestionFactory(survey=opened, position=1, label=f"Question ouverte {side.canary} ?")
        return make.InvitationFactory(survey=opened, contract=contract(side))

    return side.once("invitation", build)


def proposal(side: Side) -> Any:
    value = f"proposée {side.canary}"
    return side.once(
        "proposal", lambda: make.ProposalFactory(invitation=invitation(side), proposed_value=value)
    )


def link_token(side: Side) -> str:
    def build() -> str:
        token = secrets.token_urlsafe(32)
        expiry = NOON.replace(year=2099)
        make.SurveyLinkFactory(invitation=invitation(side), token_hash=token_hash(token), expires_at=expiry)
        return token

    return str(side.once("survey_link", build))


def exchange(side: Side) -> Any:
    """Return an exchange to come, with a note about the one before."""

    def build() -> Any:
        follow_up.ContactRecordFactory(
            contract=contract(side), summary=f"Note {side.canary}", visibility="shared"
        )
        return follow_up.ExchangeFactory(contract=contract(side), planned=True, place=f"Salle {side.canary}")

    return side.once("exchange", build)


def attachment(side: Side) -> Any:
    def build() -> Any:
        message = follow_up.FileMessageFactory(contract=contract(side), body=f"Message {side.canary}")
        actor = Actor(side.people[Role.SIGNATAIRE].id, "signataire", Role.SIGNATAIRE)
        document = store_document(
            actor=actor,
            content=b"%PDF-1.7 " + side.canary.encode(),
            filename=f"{side.canary}.pdf",
            content_type="application/octet-stream",
            at=NOON,
        )
        return follow_up.MessageAttachmentFactory(message=message, document=document)

    return side.once("attachment", build)


def leave_request(side: Side) -> Any:
    def build() -> Any:
        actor = Actor(side.people[Role.SIGNATAIRE].id, "signataire", Role.SIGNATAIRE)
        evidence = store_document(
            actor=actor,
            content=f"justificatif {side.canary}".encode(),
            filename=f"justificatif {side.canary}.pdf",
            content_type="application/octet-stream",
            at=NOON,
        )
        return follow_up.LeaveRequestFactory(
            contract=contract(side), evidence=evidence, findings=[{"sentence": side.canary}]
        )

    return side.once("leave_request", build)


def training_suspension(side: Side) -> Any:
    return side.once("training_suspension", lambda: TrainingSuspensionFactory(contract=contract(side)))


def wish(side: Side) -> Any:
    """Return a wish of the spring gone by, with its campaign."""
    findings = [{"code": "X", "verdict": "met", "sentence": side.canary}]
    return side.once("wish", lambda: SpecialtyWishFactory(contract=contract(side), findings=findings))


def answered_document(side: Side) -> Any:
    """Return an answer that was sent with a document."""

    def build() -> Any:
        actor = Actor(side.people[Role.SIGNATAIRE].id, "signataire", Role.SIGNATAIRE)
        document = store_document(
            actor=actor,
            content=f"réponse {side.canary}".encode(),
            filename=f"réponse {side.canary}.pdf",
            content_type="application/octet-stream",
            at=NOON,
        )
        title = f"Enquête close {side.canary}"
        closed = make.SurveyFactory(agency=side.agency, title=title, closes_on=FAR, opened=True)
        asked = make.SurveyQuestionFactory(survey=closed, position=1, kind="document", label=side.canary)
        sent = make.InvitationFactory(
            survey=closed, contract=contract(side), started_at=NOON, submitted_at=NOON
        )
        return make.SurveyAnswerFactory(
            invitation=sent, question=asked, value=f"{side.canary}.pdf", document=document
        )

    return side.once("answered_document", build)


FOLLOW_UP = {
    "answered_document": lambda side: {"answer_id": answered_document(side).id},
    "wish": lambda side: {"wish_id": wish(side).id},
    "wish_campaign": lambda side: {"campaign_id": wish(side).campaign_id},
    "leave_request": lambda side: {"request_id": leave_request(side).id},
    "training_suspension": lambda side: {"suspension_id": training_suspension(side).id},
    "exchange": lambda side: {"exchange_id": exchange(side).id},
    "attachment": lambda side: {"attachment_id": attachment(side).id},
    "survey": lambda side: {"survey_id": draft_survey(side).id},
    "survey_question": lambda side: {"question_id": question(side).id},
    "proposal": lambda side: {"proposal_id": proposal(side).id},
    "survey_link": lambda side: {"token": link_token(side)},
    "invitation": lambda side: {"invitation_id": invitation(side).id},
    "invitation_question": lambda side: {"invitation_id": invitation(side).id, "position": 1},
}
