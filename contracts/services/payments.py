"""Taking what the paying authority says that it paid: each line attached once, or kept with its problem."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Collection, Iterable, Sequence

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import Agency
from cesp_portal.common.db import refusing
from cesp_portal.common.documents.services import store_document
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Refusal
from contracts.enums import PaymentLineStatus
from contracts.models import Contract, PaymentFile, PaymentGap, PaymentLine
from contracts.policies.selection import demand, in_scope
from contracts.rules.payment_files import Payment, PaymentReading, payment

TAKEN = Refusal(
    "FILE_TAKEN",
    "Ce fichier a déjà été pris en compte.",
    "Si des lignes attendent une correction, corrigez-les dans la file ; sinon il n'y a rien à faire.",
)
PAID_TWICE = "Ce mois est déjà payé pour ce contrat."
BATCH = 2000


@transaction.atomic
def take_payments(
    *, actor: Actor, content: bytes, filename: str, reading: PaymentReading, at: dt.datetime
) -> PaymentFile:
    """Take a file that was read: attach its lines, keep the others in the queue. Raises Refusal, BadInput."""
    demand(actor.is_a(Role.PAYEUR))
    if not reading.lines:
        raise BadInput(
            "FILE_UNREADABLE", "Ce fichier n'a aucune ligne lisible.", "Corrigez-le, puis renvoyez-le."
        )
    document = store_document(
        actor=actor, content=content, filename=filename, content_type="application/octet-stream", at=at
    )
    with refusing({"payment_file_taken_once": TAKEN}):
        file = PaymentFile.objects.create(
            document=document,
            filename=filename[:200],
            sha256=hashlib.sha256(content).hexdigest(),
            received_at=at,
            received_by_id=actor.person_id,
        )
    rows = [PaymentLine(file=file, settled_at=at) for _ in reading.lines]
    _settle(rows, reading.lines)
    PaymentLine.objects.bulk_create(rows, batch_size=BATCH)
    applied = sum(row.status == PaymentLineStatus.APPLIED for row in rows)
    facts = {"lines": len(rows), "applied": applied}
    journal.record(actor=actor, action="contracts.payments_taken", obj=file, at=at, facts=facts)
    return file


def _settle(rows: Sequence[PaymentLine], payments: Iterable[Payment]) -> None:
    """Fill each row from what was understood: attached to its contract, or with its problem."""
    payments = list(payments)
    numbers = {one.number_given.upper() for one in payments}
    # Locked, so that two files never pay one month twice.
    contracts = {
        one.number: one
        for one in Contract.objects.select_for_update(of=("self",)).filter(number__in=numbers).order_by("pk")
    }
    held = PaymentLine.objects.filter(contract__in=contracts.values(), status=PaymentLineStatus.APPLIED)
    paid = set(held.values_list("contract_id", "month"))
    regions = set(Agency.objects.values_list("region_code", flat=True))
    for row, one in zip(rows, payments, strict=True):
        contract = contracts.get(one.number_given.upper())
        problem = one.problem
        if not problem and contract is None:
            problem = _unknown(one.number_given, regions)
        if not problem and contract is not None and (contract.id, one.month) in paid:
            problem = PAID_TWICE
        row.line, row.problem = one.line, problem
        row.number_given, row.month_given, row.amount_given = (
            one.number_given,
            one.month_given,
            one.amount_given,
        )
        row.month, row.amount = one.month, one.amount
        row.status = PaymentLineStatus.TO_FIX if problem else PaymentLineStatus.APPLIED
        row.contract, row.agency_id = contract, contract.agency_id if contract else None
        if contract is not None and not problem:
            paid.add((contract.id, one.month))


def _unknown(number: str, regions: Collection[str]) -> str:
    """Say what is unknown in a number: the agency that its first figures name, or the contract alone."""
    region, dash, _ = number.partition("-")
    if dash and region not in regions:
        return f"Aucune agence du portail n'a le code « {region[:10]} » : vérifiez le début de ce numéro."
    return "Aucun contrat ne porte ce numéro."


FIELDS = (
    "number_given",
    "month_given",
    "amount_given",
    "problem",
    "month",
    "amount",
    "status",
    "contract",
    "agency",
    "settled_at",
)


@transaction.atomic
def correct_payment_line(
    *, actor: Actor, line_id: uuid.UUID, number: str, month: str, amount: str, at: dt.datetime
) -> PaymentLine:
    """Try a line again as it was corrected. Raises BadInput when it still cannot be attached."""
    demand(actor.is_a(Role.PAYEUR))
    row = _locked_line(line_id)
    _settle([row], [payment(row.line, number, month, amount)])
    if row.problem:
        raise BadInput(
            "LINE_STILL_WRONG", row.problem, "Corrigez la ligne, ou écartez-la en disant pourquoi."
        )
    row.settled_at = at
    row.save(update_fields=FIELDS)
    _record(actor, "contracts.payment_line_corrected", row, at)
    return row


@transaction.atomic
def dismiss_payment_line(*, actor: Actor, line_id: uuid.UUID, reason: str, at: dt.datetime) -> PaymentLine:
    """Leave a line aside for a reason. Raises BadInput without one."""
    demand(actor.is_a(Role.PAYEUR))
    if not reason.strip():
        raise BadInput("REASON_MISSING", "La raison manque.", "Dites pourquoi cette ligne ne compte pas.")
    row = _locked_line(line_id)
    row.status, row.problem, row.settled_at = PaymentLineStatus.DISMISSED, reason.strip()[:300], at
    row.save(update_fields=("status", "problem", "settled_at"))
    _record(actor, "contracts.payment_line_dismissed", row, at)
    return row


@transaction.atomic
def replay_payment_lines(*, actor: Actor, at: dt.datetime) -> int:
    """Try the whole queue again as it is (contracts may have come since); return how many lines left it."""
    demand(actor.is_a(Role.PAYEUR))
    waiting = PaymentLine.objects.select_for_update(of=("self",)).filter(status=PaymentLineStatus.TO_FIX)
    rows = list(waiting.order_by("file__received_at", "line"))
    _settle(rows, [payment(row.line, row.number_given, row.month_given, row.amount_given) for row in rows])
    applied = [row for row in rows if row.status == PaymentLineStatus.APPLIED]
    for row in applied:
        row.settled_at = at
    PaymentLine.objects.bulk_update(rows, FIELDS, batch_size=500)
    for row in applied:
        _record(actor, "contracts.payment_line_corrected", row, at)
    return len(applied)


@transaction.atomic
def explain_payment_gap(*, actor: Actor, gap: PaymentGap, reason: str, at: dt.datetime) -> PaymentGap:
    """Close a difference with an explanation. Raises BadInput without one, Refusal when it is closed already."""
    demand(actor.is_a(Role.REFERENT, Role.PAYEUR) and in_scope(actor, gap.contract))
    if not reason.strip():
        raise BadInput("REASON_MISSING", "L'explication manque.", "Dites d'où vient l'écart.")
    locked = PaymentGap.objects.select_for_update(of=("self",)).select_related("contract").get(pk=gap.pk)
    if locked.closed_at is not None:
        raise Refusal("GAP_CLOSED", "Cet écart est déjà clos.", "Rechargez la liste.")
    locked.closed_at, locked.reason = at, reason.strip()[:300]
    locked.save(update_fields=("closed_at", "reason"))
    journal.record(
        actor=actor,
        action="contracts.payment_gap_explained",
        obj=locked,
        at=at,
        agency_id=locked.agency_id,
        subject_id=locked.contract.candidate_id,
        facts={"month": locked.month, "kind": str(locked.kind)},
    )
    return locked


def _locked_line(line_id: uuid.UUID) -> PaymentLine:
    row = PaymentLine.objects.select_for_update(of=("self",)).get(id=line_id)
    if row.status != PaymentLineStatus.TO_FIX:
        raise Refusal("LINE_SETTLED", "Cette ligne n'attend plus de correction.", "Rechargez la file.")
    return row


def _record(actor: Actor, action: str, row: PaymentLine, at: dt.datetime) -> None:
    contract = row.contract
    journal.record(
        actor=actor,
        action=action,
        obj=row,
        at=at,
        agency_id=row.agency_id,
        subject_id=contract.candidate_id if contract else None,
        facts={"month": row.month},
    )
