"""Payments: files received, lines that wait for a correction, differences with the files."""

import uuid
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.refusals import Refusal
from cesp_portal.common.tabular.reading import read_table
from contracts.enums import PaymentLineStatus
from contracts.models import PaymentFile, PaymentGap, PaymentLine
from contracts.policies.selection import visible
from contracts.rules.payment_files import PAYMENT_LIMITS, PaymentReading, payment_reading


@dataclass(frozen=True, slots=True)
class PaymentBoard:
    """Where the exchanges with the paying authority stand."""

    files: QuerySet[PaymentFile]
    to_fix: int
    gaps: int


def reading_of(content: bytes, filename: str) -> PaymentReading:
    """Read a file of payments in the confined reader; nothing is written."""
    return payment_reading(*read_table(content, filename, PAYMENT_LIMITS))


def payment_board(actor: Actor) -> PaymentBoard:
    """Return the last files with the count of their lines, and what waits."""
    files = PaymentFile.objects.select_related("received_by").annotate(
        applied=Count("lines", filter=Q(lines__status=PaymentLineStatus.APPLIED)),
        to_fix=Count("lines", filter=Q(lines__status=PaymentLineStatus.TO_FIX)),
        dismissed=Count("lines", filter=Q(lines__status=PaymentLineStatus.DISMISSED)),
    )[:20]
    return PaymentBoard(files, lines_to_fix(actor).count(), open_gaps(actor).count())


def lines_to_fix(actor: Actor) -> QuerySet[PaymentLine]:
    """Return the lines that wait for a correction, for the paying authority."""
    return _lines(actor).filter(status=PaymentLineStatus.TO_FIX)


def _lines(actor: Actor) -> QuerySet[PaymentLine]:
    if not actor.is_a(Role.PAYEUR):
        return PaymentLine.objects.none()
    return PaymentLine.objects.select_related("file")


def line_to_fix(actor: Actor, line_id: uuid.UUID) -> PaymentLine:
    """Return one of them. Raises Refusal once somebody settled it; any other line does not exist (404)."""
    row = get_object_or_404(_lines(actor), id=line_id)
    if row.status != PaymentLineStatus.TO_FIX:
        raise Refusal("LINE_SETTLED", "Cette ligne n'attend plus de correction.", "Rouvrez la file.")
    return row


def gaps_for(actor: Actor) -> QuerySet[PaymentGap]:
    """Return the differences of a scope."""
    return visible(PaymentGap.objects.select_related("contract__candidate", "contract__referent"), actor)


def open_gaps(actor: Actor) -> QuerySet[PaymentGap]:
    """Return those that nobody has explained and that still hold."""
    return gaps_for(actor).filter(closed_at__isnull=True)


def gap_of(actor: Actor, gap_id: uuid.UUID) -> PaymentGap:
    """Return one of the open ones; any other does not exist (404)."""
    return get_object_or_404(open_gaps(actor), id=gap_id)
