"""Convocations, reminders and formal notices: letters that an agency writes without a request."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.clock import PARIS
from cesp_portal.common.documents.services import take_number
from cesp_portal.common.refusals import BadInput, Forbidden
from cesp_portal.common.rules.french import day_text, hour_text
from contracts.enums import ExchangeStatus
from contracts.models import Contract, Exchange
from contracts.selectors.files import followers_of
from installations import policies
from installations.enums import LetterKind
from installations.models import Letter
from installations.rules.letters.content import Content
from installations.rules.letters.facts import Signature
from installations.rules.letters.notices import NoticeFacts, notice
from installations.selectors.decisions import signatory_of
from installations.selectors.printed_facts import office_of, person_of, signature_of
from installations.services.letters import freeze_letter, new_code, verification_url
from installations.services.transmissions import queue_to_signatory


@dataclass(frozen=True, slots=True)
class NoticeAnswers:
    """What an agent writes; ``asked`` and ``bring`` hold one item per line."""

    kind: LetterKind
    asked: str
    meets_on: dt.date | None = None
    hour: dt.time | None = None
    place: str = ""
    bring: str = ""
    answer_by: dt.date | None = None
    consequence: str = ""


def notice_as_written(
    *,
    actor: Actor,
    contract: Contract,
    answers: NoticeAnswers,
    on: dt.date,
    exchange: Exchange | None = None,
) -> Content:
    """Return the letter as it would read today, without keeping anything. Raises like ``write_notice``."""
    _check(actor, contract, answers, on)
    _check_appointment(answers, exchange)
    return notice(_facts(actor, contract, answers, on=on, number="(à l'envoi)", code=""))


@transaction.atomic
def write_notice(
    *,
    actor: Actor,
    contract: Contract,
    answers: NoticeAnswers,
    on: dt.date,
    at: dt.datetime,
    exchange: Exchange | None = None,
) -> Letter:
    """Number and freeze the letter, and send it to the person; it stays tied to the yearly exchange that it is about.

    Raises Forbidden for a formal notice without a delegation of signature; BadInput when the day, the place or the
    delay is missing or past, or when a convocation says another hour than its exchange.
    """
    _check(actor, contract, answers, on)
    _check_appointment(answers, exchange)
    code = new_code()
    series = f"{contract.agency.region_code}-{on.year}"
    number = f"{series}-{take_number(series):04d}"
    content = notice(_facts(actor, contract, answers, on=on, number=number, code=code))
    letter = freeze_letter(
        actor=actor,
        kind=answers.kind,
        content=content,
        contract=contract,
        agency_id=contract.agency_id,
        exchange=exchange,
        number=number,
        dated_on=on,
        code=code,
        at=at,
    )
    queue_to_signatory(letter, at)
    return letter


def _check(actor: Actor, contract: Contract, answers: NoticeAnswers, on: dt.date) -> None:
    policies.must(policies.may_write_notice(actor, contract))
    if answers.kind is LetterKind.FORMAL_NOTICE and signatory_of(actor, contract.agency_id, on) is None:
        raise Forbidden(
            "Une mise en demeure est signée par une personne qui a une délégation de signature.",
            "Demandez à la direction de l'écrire, ou envoyez un rappel.",
        )
    if not answers.asked.strip():
        raise BadInput(
            "NOTICE_EMPTY", "Le courrier ne demande rien.", "Écrivez ce que la personne doit faire."
        )
    if answers.kind is LetterKind.SUMMONS:
        _check_meeting(answers, on)
    elif answers.answer_by is None:
        raise BadInput(
            "ANSWER_DAY_MISSING", "Le dernier jour pour répondre manque.", "Indiquez un jour à venir."
        )
    if answers.answer_by is not None and answers.answer_by <= on:
        raise BadInput(
            "ANSWER_DAY_PAST",
            f"Le {day_text(answers.answer_by)} ne laisse pas le temps de répondre.",
            "Choisissez un jour à venir.",
        )


def _check_meeting(answers: NoticeAnswers, on: dt.date) -> None:
    if answers.meets_on is None or answers.hour is None or not answers.place.strip():
        raise BadInput(
            "MEETING_INCOMPLETE",
            "La convocation ne dit pas quand et où venir.",
            "Indiquez le jour, l'heure, et le lieu ou l'adresse de connexion.",
        )
    if answers.meets_on <= on:
        raise BadInput(
            "MEETING_PAST",
            f"Le {day_text(answers.meets_on)} n'est pas à venir.",
            "Choisissez un jour à venir.",
        )


def _check_appointment(answers: NoticeAnswers, exchange: Exchange | None) -> None:
    """A convocation to an exchange repeats its appointment: the person never holds two hours for one meeting."""
    if exchange is None or answers.kind is not LetterKind.SUMMONS:
        return
    if exchange.status != ExchangeStatus.PLANNED or exchange.starts_at is None:
        raise BadInput(
            "EXCHANGE_NOT_SUMMONED",
            "Cet échange annuel n'a pas encore de rendez-vous.",
            "Convoquez d'abord la personne depuis la page de l'échange : la lettre reprendra le rendez-vous.",
        )
    starts_at = exchange.starts_at.astimezone(PARIS).replace(second=0, microsecond=0)
    if (answers.meets_on, answers.hour) != (starts_at.date(), starts_at.time()):
        raise BadInput(
            "NOT_THE_APPOINTMENT",
            f"L'échange est convoqué pour le {day_text(starts_at.date())} à {hour_text(starts_at.time())} : "
            "cette lettre dit autre chose.",
            "Reprenez ce jour et cette heure, ou convoquez de nouveau depuis la page de l'échange.",
        )


def _facts(
    actor: Actor, contract: Contract, answers: NoticeAnswers, *, on: dt.date, number: str, code: str
) -> NoticeFacts:
    meets = answers.kind is LetterKind.SUMMONS
    followers = followers_of(contract, on)
    return NoticeFacts(
        kind=answers.kind,
        number=number,
        dated_on=on,
        office=office_of(contract.agency),
        person=person_of(contract),
        contract_number=contract.number,
        signature=_signature(actor, contract, on),
        referent=str(followers.referent or ""),
        backup=str(followers.backup or ""),
        code=code,
        verification_url=verification_url(code),
        asked=_lines(answers.asked),
        meets_on=answers.meets_on if meets else None,
        hour=hour_text(answers.hour) if meets and answers.hour else "",
        place=answers.place.strip() if meets else "",
        bring=_lines(answers.bring),
        answer_by=answers.answer_by,
        consequence=answers.consequence.strip(),
    )


def _signature(actor: Actor, contract: Contract, on: dt.date) -> Signature:
    """The delegation of whoever writes, or their name and their function."""
    signatory = signatory_of(actor, contract.agency_id, on)
    if signatory is not None:
        return signature_of(signatory)
    return Signature(name=actor.name, quality=f"Référent CESP, {contract.agency.name}", delegation="")


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
