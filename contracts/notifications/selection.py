"""Messages of the selection: who is told what, and in which words (``templates/contracts/mail/``).

Each text starts with its subject on the first line. Queued in the transaction of the change that it tells.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from cesp_portal.common.documents.models import StoredDocument
from cesp_portal.common.mail.services import Message, queue_mails
from cesp_portal.common.rules.calendar import is_working_day
from contracts.models import (
    Campaign,
    Candidate,
    Commission,
    CommissionMember,
    Contract,
    ListEntry,
    Offer,
    SelectionList,
)


def _message(kind: str, key: object, recipient: str, **facts: Any) -> Message:
    subject, _, body = render_to_string(f"contracts/mail/{kind}.txt", facts).strip().partition("\n")
    return Message(
        kind=f"contracts.{kind}", key=str(key), recipient=recipient, subject=subject, body=body.strip() + "\n"
    )


def _link(route: str, *args: object) -> str:
    return f"{settings.PUBLIC_URL}{reverse(route, args=args)}"


def tell_list_received(selection_list: SelectionList, *, recipient: str, at: dt.datetime) -> None:
    """Tell the faculty office that its list is recorded."""
    link = _link("list_receipt", selection_list.id)
    message = _message("list_received", selection_list.id, recipient, list=selection_list, link=link)
    queue_mails([message], at=at)


def tell_ranked(entries: Sequence[ListEntry], *, campaign: Campaign, at: dt.datetime) -> None:
    """Tell each person of a transmitted list the rank, and what happens next."""
    link = _link("my_candidacies")
    queue_mails(
        [
            _message(
                "candidate_ranked",
                entry.id,
                entry.candidate.email,
                candidate=entry.candidate,
                entry=entry,
                campaign=campaign,
                link=link,
            )
            for entry in entries
        ],
        at=at,
    )


def tell_offer_sent(offer: Offer, *, at: dt.datetime) -> None:
    """Tell the next person that a contract is proposed."""
    queue_mails([_message("offer_sent", offer.id, offer.candidate.email, **_offer_facts(offer))], at=at)


def tell_offer_received(offer: Offer, *, at: dt.datetime) -> None:
    """Tell the person the last day that follows from the day of receipt."""
    key = f"{offer.id}-{offer.received_on}"
    queue_mails([_message("offer_received", key, offer.candidate.email, **_offer_facts(offer))], at=at)


def tell_offer_ending(offer: Offer, *, last_day: dt.date, step: int, on: dt.date, at: dt.datetime) -> None:
    """Remind the person that the delay ends soon; each step before the last day is told once."""
    key = f"{offer.id}-{last_day:%Y%m%d}-{step}"
    facts = _offer_facts(offer) | {"days": (last_day - on).days}
    queue_mails([_message("offer_ending", key, offer.candidate.email, **facts)], at=at)


def tell_offer_unopened(offer: Offer, *, step: int, at: dt.datetime) -> None:
    """Remind the person that an offer waits to be opened; each step after its sending is told once."""
    key = f"{offer.id}-{step}"
    queue_mails([_message("offer_unopened", key, offer.candidate.email, **_offer_facts(offer))], at=at)


def _offer_facts(offer: Offer) -> dict[str, Any]:
    """Return what the messages about an offer say: who, which campaign, where to answer, what its last day is."""
    return {
        "offer": offer,
        "candidate": offer.candidate,
        "campaign": offer.candidate.campaign,
        "agency": offer.agency.email or offer.agency.name,
        "link": _link("my_offer", offer.id),
        "ends_on_rest_day": offer.last_day is not None and not is_working_day(offer.last_day),
    }


def tell_offer_lapsed(offer: Offer, *, at: dt.datetime) -> None:
    """Tell the person that the thirty days are over and what can still be done."""
    queue_mails([_message("offer_lapsed", offer.id, offer.candidate.email, **_offer_facts(offer))], at=at)


def tell_offer_refused(offer: Offer, *, at: dt.datetime) -> None:
    """Confirm a refusal to the person who made it."""
    queue_mails([_message("offer_refused", offer.id, offer.candidate.email, **_offer_facts(offer))], at=at)


def tell_withdrawn(candidate: Candidate, *, at: dt.datetime) -> None:
    """Confirm a withdrawal to the person; one that follows a mistake undone is told again."""
    key = f"{candidate.id}-{at:%Y%m%d%H%M%S}" if candidate.restored_at else candidate.id
    queue_mails([_message("candidate_withdrawn", key, candidate.email, candidate=candidate)], at=at)


def tell_restored(candidate: Candidate, *, at: dt.datetime) -> None:
    """Tell the person that the withdrawal was a mistake and is undone; each mistake undone is told."""
    facts = {"candidate": candidate, "link": _link("my_candidacies")}
    key = f"{candidate.id}-{at:%Y%m%d%H%M%S}"
    queue_mails([_message("candidate_restored", key, candidate.email, **facts)], at=at)


def tell_contract_signed(contract: Contract, *, at: dt.datetime) -> None:
    """Tell the signatory what the contract is, what starts and what to keep the referent informed of."""
    link = _link("my_candidacies")
    facts = {"contract": contract, "candidate": contract.candidate, "link": link}
    queue_mails([_message("contract_signed", contract.id, contract.candidate.email, **facts)], at=at)


def tell_file_opened(candidate: Candidate, *, at: dt.datetime) -> None:
    """Invite the person to complete the file that the office opened; asked again, told again."""
    link = _link("my_file", candidate.id)
    key = f"{candidate.id}-{at:%Y%m%d%H%M%S}"
    facts = {"candidate": candidate, "campaign": candidate.campaign, "link": link}
    queue_mails([_message("file_opened", key, candidate.email, **facts)], at=at)


def tell_convened(
    commission: Commission,
    members: Sequence[CommissionMember],
    joined: Mapping[Any, tuple[StoredDocument, ...]],
    *,
    at: dt.datetime,
    again: bool = False,
) -> None:
    """Convene each member, with the letter and the meeting joined; ``again`` replaces an earlier message."""
    facts = {"again": again, "commission": commission, "link": _link("seat", commission.id)}
    messages = []
    for member in members:
        key = f"{member.id}-{at:%Y%m%d%H%M%S}"
        message = _message("commission_convened", key, member.email, member=member, **facts)
        messages.append(replace(message, documents=joined[member.id]))
    queue_mails(messages, at=at)


def tell_list_expected(campaign: Campaign, *, step: int, on: dt.date, at: dt.datetime) -> None:
    """Remind the faculty office that its list is expected; each step before the last day is told once."""
    link = _link("list_upload", campaign.id)
    key = f"{campaign.id}-{campaign.transmit_by_on:%Y%m%d}-{step}"
    facts = {"campaign": campaign, "days": (campaign.transmit_by_on - on).days, "link": link}
    queue_mails([_message("list_expected", key, campaign.faculty.email, **facts)], at=at)
