"""The dated copy of a contract: printed once from its row, stored with its fingerprint."""

import datetime as dt
import uuid

from django.db import transaction
from django.template.loader import render_to_string

from cesp_portal.common.accounts.actors import Actor, system_actor
from cesp_portal.common.documents.pdf import render_pdf
from cesp_portal.common.documents.services import store_document
from contracts.enums import Profession, Regime, SignatureChannel
from contracts.models import Contract
from contracts.policies.selection import demand
from contracts.rules.authorities import AuthorityFacts, authority_on
from contracts.rules.conditions import conditions_for
from contracts.services.contracts import record

PRINTER = system_actor("impression des exemplaires datés")


def prepare_missing_copies(*, actor: Actor, at: dt.datetime, limit: int = 200) -> int:
    """Print the copy of every contract signed through the portal that has none; return how many."""
    demand(actor.is_system)
    missing = Contract.objects.filter(document__isnull=True).exclude(channel=SignatureChannel.EARLIER)
    ids = list(missing.order_by("concluded_on", "id").values_list("id", flat=True)[:limit])
    return sum(prepare_copy(actor=actor, contract_id=contract_id, at=at) for contract_id in ids)


@transaction.atomic
def prepare_copy(*, actor: Actor, contract_id: uuid.UUID, at: dt.datetime) -> bool:
    """Print one copy; False when it exists or another worker is printing it."""
    contract = (
        Contract.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("candidate", "agency", "faculty", "offer")
        .filter(id=contract_id, document__isnull=True)
        .first()
    )
    if contract is None:
        return False
    conditions = conditions_for(Regime(contract.regime), Profession(contract.profession))
    authority = authority_on(AuthorityFacts(concluded_on=contract.concluded_on, on=contract.concluded_on))
    html = render_to_string(
        "contracts/pdf/contract.html",
        {
            "contract": contract,
            "candidate": contract.candidate,
            "authority": authority.authority.label if authority.authority else "",
            "conditions": conditions,
            "signed_online": contract.channel == SignatureChannel.PORTAL,
            "signed_at": contract.offer.closed_at if contract.offer else at,
            "footer": f"Contrat n° {contract.number}, exemplaire daté",
        },
    )
    contract.document = store_document(
        actor=actor,
        content=render_pdf(html),
        filename=f"contrat-{contract.number}.pdf",
        content_type="application/pdf",
        at=at,
    )
    contract.save(update_fields=["document"])
    record(actor, "contracts.copy_printed", contract, at, sha256=contract.document.sha256)
    return True
