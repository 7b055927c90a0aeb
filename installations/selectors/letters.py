"""Letters and transmissions that an actor may see."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from contracts.enums import Authority
from contracts.models import Contract, Exchange
from installations.enums import LetterKind, RecipientKind, TransmissionStatus
from installations.models import DatedStatement, Letter, LetterBatch, Transmission
from installations.policies import office_rows, own_rows
from installations.selectors.payers import payer_address, payer_of

ARRIVED = (TransmissionStatus.SENT, TransmissionStatus.ACKNOWLEDGED)
MOST_FAILED = 20
# What a row of the register says of its letter: not the text of thousands of them.
SHOWN = (
    "agency_id",
    "letter__number",
    "cover_id",
    "recipient_kind",
    "recipient_name",
    "recipient_email",
    "status",
    "reference",
    "sent_at",
    "acknowledged_at",
    "last_error",
)
OF_A_RECIPIENT = (
    "letter__contract__concluded_on",
    "letter__contract__user__email",
    "recipient_agency__email",
)


def letters_for(actor: Actor) -> QuerySet[Letter]:
    """Return the letters in reach: one's own, one's agency's, those that were transmitted to one's office.

    An agency also reads what another one wrote before in the files that it follows now; covers stay between offices.
    """
    letters = Letter.objects.select_related("contract__candidate", "decision__request", "document", "agency")
    if actor.is_a(Role.SIGNATAIRE, Role.CANDIDAT):
        return letters.filter(own_rows(actor, "contract__user_id")).exclude(kind=LetterKind.COVER)
    if actor.is_a(Role.REFERENT, Role.DIRECTION):
        sent = Transmission.objects.filter(office_rows(actor, "recipient_agency_id"))
        followed = Q(contract__in=Contract.objects.filter(office_rows(actor))) & ~Q(kind=LetterKind.COVER)
        return letters.filter(office_rows(actor) | followed | _arrived(sent, RecipientKind.OTHER_AGENCY))
    if actor.is_a(Role.PAYEUR):
        return letters.filter(_arrived(Transmission.objects.all(), RecipientKind.PAYER))
    return letters.none()


def _arrived(sent: QuerySet[Transmission], kind: RecipientKind) -> Q:
    """The letters that reached a kind of recipient, as the letter itself or as its cover.

    Asked apart and not joined: the database would plan the join longer than it reads the letters of a file.
    """
    arrived = sent.filter(recipient_kind=kind, status__in=ARRIVED)
    return Q(pk__in=arrived.values("letter_id")) | Q(pk__in=arrived.values("cover_id"))


def letters_of_exchanges(actor: Actor, exchanges: Iterable[Exchange]) -> dict[uuid.UUID, list[Letter]]:
    """Return, by yearly exchange, the letters in reach that are about it, the latest first."""
    found: dict[uuid.UUID, list[Letter]] = {}
    about = letters_for(actor).select_related(None).filter(exchange__in=list(exchanges))
    for letter in about.defer("facts").order_by("-created_at", "id"):
        if letter.exchange_id is not None:
            found.setdefault(letter.exchange_id, []).append(letter)
    return found


def transmissions_for(actor: Actor) -> QuerySet[Transmission]:
    """Return the transmissions that an agency sends."""
    transmissions = Transmission.objects.select_related(
        "letter__contract__candidate", "letter__document", "cover__document", "recipient_agency"
    )
    if actor.is_a(Role.REFERENT, Role.DIRECTION):
        return transmissions.filter(office_rows(actor))
    return transmissions.none()


@dataclass(frozen=True, slots=True)
class FailedTransmission:
    """A transmission to try again, with the address that the directory gives today; empty when it knows none."""

    transmission: Transmission
    proposed: str

    @property
    def is_corrected(self) -> bool:
        """Whether the directory knows another address than the one that failed."""
        return self.proposed not in ("", self.transmission.recipient_email)


@dataclass(frozen=True, slots=True)
class Register:
    """A page of the register of an agency, the latest first, with how many there are."""

    rows: tuple[Transmission, ...]
    count: int


def register_of(actor: Actor, page: int, per_page: int) -> Register:
    """Return a page of what an agency transmitted, the last one beyond it."""
    sent = transmissions_for(actor).select_related(None)
    count = sent.count()
    first = (min(page, max(1, -(-count // per_page))) - 1) * per_page
    rows = sent.order_by("-created_at", "id").select_related("letter").only(*SHOWN)[first : first + per_page]
    return Register(tuple(rows), count)


def failed_transmissions(actor: Actor, on: dt.date) -> list[FailedTransmission]:
    """Return the transmissions of an agency that failed, the latest first, each with the address to try."""
    failed = transmissions_for(actor).filter(status=TransmissionStatus.FAILED).order_by("-created_at", "id")
    people = ("letter__contract__user", "recipient_agency")
    shown = failed.select_related(None).select_related(*people).only(*SHOWN, *OF_A_RECIPIENT)
    payers: dict[Authority, str] = {}
    return [FailedTransmission(one, _address_today(one, on, payers)) for one in shown[:MOST_FAILED]]


def _address_today(transmission: Transmission, on: dt.date, payers: dict[Authority, str]) -> str:
    """Return where the recipient is written to today; the addresses of the payers are asked once."""
    contract = transmission.letter.contract
    match transmission.recipient_kind:
        case RecipientKind.PAYER:
            authority = payer_of(contract, on)
            if authority not in payers:
                payers[authority] = payer_address(authority, transmission.agency_id, on).email
            return payers[authority]
        case RecipientKind.OTHER_AGENCY:
            return transmission.recipient_agency.email if transmission.recipient_agency else ""
        case _:
            return contract.user.email


def transmissions_received_by(actor: Actor) -> QuerySet[Transmission]:
    """Return the transmissions that an office has received: the payer's, or those from other agencies."""
    transmissions = Transmission.objects.select_related(
        "letter__contract__candidate", "letter__agency"
    ).filter(status__in=ARRIVED)
    if actor.is_a(Role.PAYEUR):
        return transmissions.filter(recipient_kind=RecipientKind.PAYER)
    if actor.is_a(Role.REFERENT):
        return transmissions.filter(
            office_rows(actor, "recipient_agency_id"), recipient_kind=RecipientKind.OTHER_AGENCY
        )
    return transmissions.none()


def register_rows(actor: Actor, first: dt.date, last: dt.date) -> QuerySet[Transmission]:
    """Return the register of an agency for letters dated from ``first`` to ``last``, both included."""
    return (
        transmissions_for(actor)
        .filter(letter__dated_on__range=(first, last))
        .order_by("letter__dated_on", "letter__number", "recipient_kind")
    )


def letters_to_post(actor: Actor, first: dt.date, last: dt.date) -> list[Letter]:
    """Return the letters of an agency dated from ``first`` to ``last``, both included, in the order of numbers.

    A cover comes after the letter that it accompanies.
    """
    letters = letters_for(actor).filter(office_rows(actor), dated_on__range=(first, last))
    return list(letters.order_by("number"))


def batches_for(actor: Actor) -> QuerySet[LetterBatch]:
    """Return the batches of the actor's agency, the latest first, each with its letters counted: all, and made."""
    batches = LetterBatch.objects.select_related("document", "asked_by").annotate(
        total=Count("letters"), made=Count("letters", filter=Q(letters__document__isnull=False))
    )
    return batches.filter(office_rows(actor)) if actor.is_a(Role.REFERENT, Role.DIRECTION) else batches.none()


def verified_letter(code: str) -> Letter | None:
    """Return the letter of a verification code, however it was typed, or None."""
    return Letter.objects.select_related("document").filter(verification_code=_as_printed(code)).first()


def verified_statement(code: str) -> DatedStatement | None:
    """Return the printed statement of a verification code, however it was typed, or None."""
    statements = DatedStatement.objects.select_related("document")
    return statements.filter(verification_code=_as_printed(code)).first()


def _as_printed(code: str) -> str:
    """Return a code as it is printed: four groups of four; anything else is no code."""
    typed = "".join(character for character in code.upper() if character.isalnum())
    return "-".join(typed[start : start + 4] for start in range(0, 16, 4)) if len(typed) == 16 else "?"


def letter_is_genuine(letter: Letter | DatedStatement, fingerprint: str) -> bool | None:
    """Tell whether a fingerprint is that of the stored PDF; None when no fingerprint was given."""
    typed = "".join(fingerprint.split()).lower()
    if not typed:
        return None
    return letter.document is not None and letter.document.sha256 == typed
