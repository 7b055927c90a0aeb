"""Addresses of the selection: campaigns, lists, places, offers, contracts of each side."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.documents.models import StoredDocument
from cesp_portal.common.documents.services import store_document
from contracts.models import (
    Campaign,
    Candidate,
    CandidatePiece,
    Commission,
    CommissionMember,
    Contract,
    ListUpload,
    Offer,
    PaymentGap,
    PaymentLine,
    QuotaOrder,
    SelectionList,
)
from tests.factories.contracts import (
    NOON,
    CampaignFactory,
    CandidateFactory,
    CandidatePieceFactory,
    CommissionFactory,
    CommissionMemberFactory,
    ContractFactory,
    ListEntryFactory,
    ListUploadFactory,
    OfferFactory,
    PlaceFactory,
    QuotaLineFactory,
    QuotaOrderFactory,
    SelectionListFactory,
)
from tests.factories.payments import PaymentGapFactory, PaymentLineFactory

if TYPE_CHECKING:
    from tests.access.objects import Side


def campaign(side: Side) -> Campaign:
    return side.once("campaign", lambda: CampaignFactory(faculty=side.faculty))


def candidate(side: Side) -> Candidate:
    """A candidate of the campaign, on its list, whose account is that side's candidate."""

    def build() -> Candidate:
        return CandidateFactory(
            campaign=campaign(side), last_name=side.canary.upper(), user=side.people[Role.CANDIDAT]
        )

    return side.once("candidate", build)


def selection_list(side: Side) -> SelectionList:
    """The list in force, whose file is really kept."""

    def build() -> SelectionList:
        content = f"rang;nom\r\n1;{side.canary}".encode()
        ranked = SelectionListFactory(
            campaign=campaign(side), document=kept_file(side, content), filename=f"{side.canary}.csv"
        )
        ListEntryFactory(list=ranked, candidate=candidate(side), rank=1)
        return ranked

    return side.once("list", build)


def kept_file(side: Any, content: bytes) -> StoredDocument:
    actor = Actor(user_id=None, name="essai", role=None)
    name = f"{side.canary}.csv"
    return store_document(actor=actor, content=content, filename=name, content_type="text/csv", at=NOON)


def upload(side: Side) -> ListUpload:
    """A file that waits for its confirmation."""

    def build() -> ListUpload:
        content = side.canary.encode()
        return ListUploadFactory(campaign=campaign(side), document=kept_file(side, content))

    return side.once("upload", build)


def offer(side: Side) -> Offer:
    """An open offer to the candidate of the list."""

    def build() -> Offer:
        entry = selection_list(side).entries.get()
        return OfferFactory(
            place=PlaceFactory(campaign=campaign(side)), candidate=candidate(side), entry=entry
        )

    return side.once("offer", build)


def quota_order(side: Side) -> QuotaOrder:
    """An order of one line, for the faculty of that side."""

    def build() -> QuotaOrder:
        order = QuotaOrderFactory(number=f"Arrêté {side.canary}")
        QuotaLineFactory(order=order, faculty=side.faculty, stream="odontologie")
        return order

    return side.once("quota_order", build)


def contract(side: Side) -> Contract:
    """A contract of the side's signatory, with its dated copy."""

    def build() -> Contract:
        person = CandidateFactory(campaign=campaign(side), last_name=side.canary.upper())
        return ContractFactory(
            candidate=person,
            user=side.people[Role.SIGNATAIRE],
            document=kept_file(side, f"contrat {side.canary}".encode()),
        )

    return side.once("contract", build)


def piece(side: Side) -> CandidatePiece:
    """A file joined by the candidate."""

    def build() -> CandidatePiece:
        document = kept_file(side, f"pièce {side.canary}".encode())
        return CandidatePieceFactory(candidate=candidate(side), document=document)

    return side.once("piece", build)


def commission(side: Side) -> Commission:
    def build() -> Commission:
        candidate(side)
        return CommissionFactory(campaign=campaign(side), place=f"Salle {side.canary}")

    return side.once("commission", build)


def candidate_of_commission(side: Side) -> Candidate:
    commission(side)
    return candidate(side)


def member(side: Side) -> CommissionMember:
    name = f"Membre {side.canary}"
    return side.once("member", lambda: CommissionMemberFactory(commission=commission(side), name=name))


def seat(side: Side) -> CommissionMember:
    """The seat of that side's commission member, in a commission that is convened."""

    def build() -> CommissionMember:
        convened = commission(side)
        convened.status, convened.convened_at = "convened", NOON
        convened.save(update_fields=["status", "convened_at"])
        return CommissionMemberFactory(commission=convened, user=side.people[Role.COMMISSION])

    return side.once("seat", build)


def candidate_of_seat(side: Side) -> Candidate:
    seat(side)
    return candidate(side)


def piece_of_seat(side: Side) -> CandidatePiece:
    seat(side)
    return piece(side)


def payment_line(side: Side) -> PaymentLine:
    return side.once("payment_line", lambda: PaymentLineFactory(waiting=True))


def payment_gap(side: Side) -> PaymentGap:
    return side.once("payment_gap", lambda: PaymentGapFactory(contract=contract(side)))


SELECTION: dict[str, Callable[[Side], dict[str, Any]]] = {
    "campaign": lambda side: {"campaign_id": campaign(side).id},
    "candidate": lambda side: {"candidate_id": candidate(side).id},
    "candidate_of_commission": lambda side: {"candidate_id": candidate_of_commission(side).id},
    "candidate_piece_code": lambda side: {"candidate_id": candidate(side).id, "code": "identite"},
    "piece": lambda side: {"piece_id": piece(side).id},
    "commission": lambda side: {"commission_id": commission(side).id},
    "seat": lambda side: {"commission_id": seat(side).commission_id},
    "candidate_of_seat": lambda side: {"candidate_id": candidate_of_seat(side).id},
    "piece_of_seat": lambda side: {"piece_id": piece_of_seat(side).id},
    "member": lambda side: {"member_id": member(side).id},
    "list": lambda side: {"list_id": selection_list(side).id},
    "upload": lambda side: {"upload_id": upload(side).id},
    "offer": lambda side: {"offer_id": offer(side).id},
    "quota_order": lambda side: {"order_id": quota_order(side).id},
    "contract": lambda side: {"contract_id": contract(side).id},
    "payment_events": lambda _side: {"kind": "csv"},
    "payment_line": lambda side: {"line_id": payment_line(side).id},
    "payment_gap": lambda side: {"gap_id": payment_gap(side).id},
}
