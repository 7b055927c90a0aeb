"""Cover letters: what accompanies a decision to the paying authority or to another agency."""

import datetime as dt

from cesp_portal.common.accounts.actors import Actor
from installations.enums import LetterKind
from installations.models import Decision, Letter
from installations.rules.letters.covers import Enclosed, cover
from installations.selectors.printed_facts import decision_facts
from installations.services.letters import freeze_letter, new_code, verification_url


def write_cover(
    *,
    actor: Actor,
    letter: Letter,
    decision: Decision,
    recipient: tuple[str, ...],
    rank: int,
    at: dt.datetime,
) -> Letter:
    """Freeze the cover of a letter for one office, named in one or more lines.

    Its number is that of the letter, then its rank.
    """
    code, number = new_code(), f"{letter.number}-B{rank}"
    url = verification_url(code)
    enclosed = Enclosed(
        title=letter.title,
        number=letter.number,
        dated_on=letter.dated_on,
        recipient=recipient,
        tells_the_decision=letter.kind == LetterKind.DECISION,
    )
    facts = decision_facts(decision, code=code, verification_url=url, on=letter.dated_on)
    return freeze_letter(
        actor=actor,
        kind=LetterKind.COVER,
        content=cover(facts, enclosed, number=number, code=code, url=url),
        contract=letter.contract,
        agency_id=letter.agency_id,
        concerns=decision,
        number=number,
        dated_on=letter.dated_on,
        code=code,
        at=at,
    )
