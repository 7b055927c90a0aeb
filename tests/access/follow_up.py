"""What the addresses of the follow-up name: surveys and what people answer to them."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import TYPE_CHECKING, Any

from contracts.services.survey_links import token_hash
from tests.access.selection import contract
from tests.factories import surveys as make
from tests.factories.contracts import NOON

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


FOLLOW_UP = {
    "survey": lambda side: {"survey_id": draft_survey(side).id},
    "survey_question": lambda side: {"question_id": question(side).id},
    "proposal": lambda side: {"proposal_id": proposal(side).id},
    "survey_link": lambda side: {"token": link_token(side)},
    "invitation": lambda side: {"invitation_id": invitation(side).id},
    "invitation_question": lambda side: {"invitation_id": invitation(side).id, "position": 1},
}
