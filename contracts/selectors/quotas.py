"""Quota orders: national texts; a region reads all of them and acts on its own lines."""

import hashlib
import uuid

from django.db.models import Prefetch, Q, QuerySet, Sum
from django.shortcuts import get_object_or_404

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import Faculty
from cesp_portal.common.tabular.reading import read_table
from cesp_portal.common.tabular.text import match_key
from cesp_portal.common.tabular.writing import OutputColumn, OutputSheet, as_xlsx
from contracts.enums import Stream
from contracts.models import QuotaLine, QuotaOrder
from contracts.policies.selection import may_read_quota
from contracts.rules.quota_files import QUOTA_COLUMNS, QUOTA_LIMITS, QuotaFile, quota_file


def quota_orders_for(actor: Actor) -> QuerySet[QuotaOrder]:
    """Return the orders that concern the actor; an agency sees its own lines of those that cite its region."""
    if not may_read_quota(actor):
        return QuotaOrder.objects.none()
    orders = QuotaOrder.objects.all()
    lines = QuotaLine.objects.select_related("faculty")
    if actor.is_a(Role.REFERENT, Role.DIRECTION):
        orders = orders.filter(Q(lines__faculty__agency_id=actor.agency_id)).distinct()
        lines = lines.filter(Q(faculty__agency_id=actor.agency_id))
    return orders.annotate(total=Sum("lines__places")).prefetch_related(Prefetch("lines", lines))


def quota_order_of(actor: Actor, order_id: uuid.UUID) -> QuotaOrder:
    """Return one order that concerns the actor; any other does not exist (404)."""
    return get_object_or_404(quota_orders_for(actor), id=order_id)


def fingerprint_of(order: QuotaOrder) -> str:
    """Return the SHA-256 of all that an order says, every line included: a page acts on what it showed."""
    lines = QuotaLine.objects.filter(order=order).order_by("faculty_id", "stream")
    said = [order.academic_year, order.number, order.signed_on.isoformat(), order.kind]
    said += [f"{line.faculty_id} {line.stream} {line.places}" for line in lines]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def faculties_for(actor: Actor) -> QuerySet[Faculty]:
    """Return the faculties that the actor may write about."""
    faculties = Faculty.objects.select_related("agency").order_by("agency__region_name", "name")
    if actor.is_a(Role.PAYEUR) or actor.is_system:
        return faculties
    if actor.is_a(Role.SCOLARITE):
        return faculties.filter(Q(id=actor.faculty_id))
    return faculties.filter(Q(agency_id=actor.agency_id))


def quota_file_for(actor: Actor, content: bytes, filename: str) -> QuotaFile:
    """Return what the file of an order says of the faculties that the actor may write about; nothing is kept."""
    known = list(faculties_for(actor))
    keys = {match_key(faculty.name): str(faculty.id) for faculty in known}
    keys |= {match_key(faculty.code): str(faculty.id) for faculty in known}
    book, table = read_table(content, filename, QUOTA_LIMITS)
    return quota_file(book, table, keys)


def blank_quota_file(actor: Actor) -> bytes:
    """Return the workbook to fill in: a line per faculty of the actor and stream, without any number."""
    columns = [OutputColumn(name, 34) for name in QUOTA_COLUMNS]
    rows = [(faculty.name, stream.value, None) for faculty in faculties_for(actor) for stream in Stream]
    return as_xlsx([OutputSheet("Places", columns, rows)])
