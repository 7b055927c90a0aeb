"""What must always hold of the selection, asked of the whole database: each figure is 0."""

from django.db import connection
from django.db.models import Count

from contracts.enums import HOLDING, OfferStatus
from contracts.models import Contract, Offer


def rank_violations() -> int:
    """Count the offers made to a rank while a better one of the same list was free to be called.

    Who was called while a better rank stood withdrawn by mistake keeps the place: that is nobody's fault of rank.
    The invariant of the whole selection: always 0, asked by the tests and every night in production.
    """
    better = (
        "SELECT count(*) FROM contracts_offer o JOIN contracts_listentry e ON e.id = o.entry_id "
        "WHERE EXISTS (SELECT 1 FROM contracts_listentry b JOIN contracts_candidate c ON c.id = b.candidate_id "
        "WHERE b.list_id = e.list_id AND (b.kind > e.kind OR (b.kind = e.kind AND b.rank < e.rank)) "
        "AND (c.withdrawn_at IS NULL OR c.withdrawn_at > o.sent_at) "
        "AND (c.restored_at IS NULL OR c.restored_at < o.sent_at) "
        "AND NOT EXISTS (SELECT 1 FROM contracts_offer p WHERE p.candidate_id = b.candidate_id "
        "AND p.sent_at <= o.sent_at))"
    )
    return _count(better)


def places_held_twice() -> int:
    """Count the places that more than one live offer holds: always 0."""
    held = Offer.objects.filter(status__in=HOLDING).values("place").annotate(holders=Count("id"))
    return held.filter(holders__gt=1).count()


def _count(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        (count,) = cursor.fetchone()
    return int(count)


def contracts_without_signed_offer() -> int:
    """Count the contracts whose offer is not signed: always 0."""
    return Contract.objects.filter(offer__isnull=False).exclude(offer__status=OfferStatus.SIGNED).count()


def broken_invariants() -> dict[str, int]:
    """Return every figure by its French name; a sound database answers 0 everywhere."""
    return {
        "places tenues deux fois": places_held_twice(),
        "rangs dépassés": rank_violations(),
        "contrats sans proposition signée": contracts_without_signed_offer(),
    }
