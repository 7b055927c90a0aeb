"""What the addresses of the installations name: requests, decisions, letters, transmissions, periods."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from cesp_portal.common.accounts.actors import system_actor
from cesp_portal.common.documents.services import store_document
from installations.enums import PeriodStatus, TransmissionStatus
from installations.models import EmployerLink, ImpactLine, ImpactStudy, SecondLook
from installations.services.employer_links import token_hash
from tests.access.follow_up import contract
from tests.access.zonings import pair
from tests.factories import installations as make

if TYPE_CHECKING:
    from tests.access.objects import Side


def _file(canary: str) -> Any:
    return store_document(
        actor=system_actor("essais"),
        content=f"fichier {canary}".encode(),
        filename=f"{canary}.txt",
        content_type="text/plain",
        at=make.AT,
    )


def draft_request(side: Side) -> Any:
    def build() -> Any:
        request = make.RequestFactory(contract=contract(side), kind="deferral")
        make.RequestSiteFactory(request=request, structure=f"Cabinet {side.canary}")
        return request

    return side.once("draft_request", build)


def sent_request(side: Side) -> Any:
    def build() -> Any:
        request = make.RequestFactory(contract=contract(side), sent=True, starts_on=make.START)
        make.RequestSiteFactory(request=request, structure=f"Maison de santé {side.canary}")
        return request

    return side.once("sent_request", build)


def joined_document(side: Side) -> Any:
    return side.once(
        "joined_document",
        lambda: make.RequestDocumentFactory(request=sent_request(side), document=_file(side.canary)),
    )


def draft_decision(side: Side) -> Any:
    return side.once(
        "draft_decision",
        lambda: make.DecisionFactory(request=sent_request(side), grounds=f"Motif {side.canary}"),
    )


def signed_decision(side: Side) -> Any:
    def build() -> Any:
        request = make.RequestFactory(contract=contract(side), decided=True, kind="replacement")
        return make.DecisionFactory(request=request, signed=True, grounds=f"Motif {side.canary}")

    return side.once("signed_decision", build)


def letter(side: Side) -> Any:
    def build() -> Any:
        return make.LetterFactory(
            decision=signed_decision(side),
            title=f"Lettre {side.canary}",
            document=_file(f"lettre {side.canary}"),
            rendered_at=make.AT,
        )

    return side.once("letter", build)


def transmission(side: Side) -> Any:
    return side.once(
        "transmission",
        lambda: make.TransmissionFactory(
            letter=letter(side), status=TransmissionStatus.SENT, sent_at=make.AT, recipient_name=side.canary
        ),
    )


def period(side: Side) -> Any:
    return side.once(
        "period",
        lambda: make.PracticePeriodFactory(
            contract=contract(side),
            structure=f"Cabinet {side.canary}",
            status=PeriodStatus.SUPPORTED,
            supported_at=make.AT,
            document=_file(f"justificatif {side.canary}"),
        ),
    )


def employer_token(side: Side) -> str:
    def build() -> str:
        token = secrets.token_urlsafe(32)
        EmployerLink.objects.create(
            period=period(side),
            token_sha256=token_hash(token),
            recipient_email="employeur@example.org",
            created_at=make.AT,
            expires_at=make.AT.replace(year=2099),
        )
        return token

    return str(side.once("employer_link", build))


def impact_line(side: Side) -> Any:
    def build() -> Any:
        study = ImpactStudy.objects.create(
            snapshot_id=pair(side)["after_id"], agency=side.agency, made_at=make.AT
        )
        return ImpactLine.objects.create(
            study=study,
            contract=contract(side),
            agency=side.agency,
            subject="project",
            commune_code="11132",
            commune_name=f"Commune {side.canary}",
            outcome="lost",
        )

    return side.once("impact_line", build)


def post(side: Side) -> Any:
    """A post that is over: only its agency still sees it, while one that is proposed is everybody's to read."""
    over = make.TODAY.replace(day=2)
    return side.once(
        "post",
        lambda: make.PostFactory(agency=side.agency, structure=f"Cabinet {side.canary}", closes_on=over),
    )


def letter_batch(side: Side) -> Any:
    def build() -> Any:
        batch = make.LetterBatchFactory(
            agency=side.agency, document=_file(f"lot {side.canary}"), ready_at=make.AT
        )
        batch.letters.set([letter(side)])
        return batch

    return side.once("letter_batch", build)


def signatory(side: Side) -> Any:
    return side.once(
        "signatory", lambda: make.SignatoryFactory(agency=side.agency, quality=f"Qualité {side.canary}")
    )


def second_look(side: Side) -> Any:
    return side.once(
        "second_look",
        lambda: SecondLook.objects.create(agency=side.agency, kind="deferral", since_on=make.TODAY),
    )


INSTALLATIONS = {
    "signatory": lambda side: {"signatory_id": signatory(side).id},
    "second_look": lambda side: {"look_id": second_look(side).id},
    "letter_batch": lambda side: {"batch_id": letter_batch(side).id},
    "post": lambda side: {"post_id": post(side).id},
    "impact_line": lambda side: {"line_id": impact_line(side).id},
    "employer_link": lambda side: {"token": employer_token(side)},
    "request": lambda side: {"request_id": draft_request(side).id},
    "sent_request_site": lambda side: {"request_id": sent_request(side).id, "position": 1},
    "sent_request": lambda side: {"request_id": sent_request(side).id},
    "joined_document": lambda side: {"document_id": joined_document(side).id},
    "decision": lambda side: {"decision_id": draft_decision(side).id},
    "decision_act": lambda side: {"decision_id": draft_decision(side).id, "action": "proposer"},
    "signed_decision": lambda side: {"decision_id": (letter(side), signed_decision(side))[1].id},
    "letter": lambda side: {"letter_id": (transmission(side), letter(side))[1].id},
    "transmission": lambda side: {"transmission_id": transmission(side).id},
    "transmission_act": lambda side: {"transmission_id": transmission(side).id, "action": "recu"},
    "period": lambda side: {"period_id": period(side).id},
    "request_kind": lambda _side: {"kind": "installation"},
}
