"""How long a thousand lapses with their refills take in one campaign, and how many queries each."""

import datetime as dt
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from cesp_portal.common.accounts.actors import system_actor
from cesp_portal.common.accounts.models import Agency, Faculty
from cesp_portal.common.documents.services import store_document
from contracts.enums import ListKind, OrderKind, Profession, Stream, Track
from contracts.models import (
    Campaign,
    Candidate,
    ListEntry,
    Offer,
    Place,
    QuotaLine,
    QuotaOrder,
    SelectionList,
)
from contracts.services import deadlines, offers

LAPSES = 1_000
QUERIES = 12
LINEAR = 2.0
SENT_ON = dt.date(2026, 6, 1)
LATER = SENT_ON + dt.timedelta(days=31)
ACTOR = system_actor("mesure")


class Command(BaseCommand):
    """`bench_selection`: one campaign, a thousand overdue offers, a thousand people waiting."""

    help = "Mesure 1 000 délais dépassés, chacun suivi de l'appel de la personne suivante."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        """Print the times and queries; exit code 1 when a target of the project is missed."""
        with transaction.atomic():
            campaign = _campaign()
            _send_all(campaign)
            _count_rows()
            ids = deadlines.due_offer_ids(on=LATER)
            times, queries = zip(*(_lapse(offer_id) for offer_id in ids), strict=True)
            refilled = Offer.objects.filter(follows__isnull=False).count()
            transaction.set_rollback(True)
        quarter = len(times) // 4
        first, last = sum(times[:quarter]), sum(times[-quarter:])
        self.stdout.write(
            f"{len(ids)} délais dépassés, {refilled} personnes appelées : {sum(times):.1f} s, "
            f"au plus {max(queries)} requêtes chacun ; dernier quart / premier quart : {last / first:.2f}"
        )
        if refilled != LAPSES or max(queries) > QUERIES or last > LINEAR * first:
            raise CommandError("Les délais dépassés manquent un objectif : nombre, requêtes ou linéarité.")


def _count_rows() -> None:
    """Tell PostgreSQL how many rows there are, as autovacuum does within a minute: here nobody waits for it."""
    with connection.cursor() as cursor:
        for model in (Candidate, ListEntry, Offer, Place):
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def _lapse(offer_id: Any) -> tuple[float, int]:
    statements = 0

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal statements
        statements += "SAVEPOINT" not in sql
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        started = time.perf_counter()
        deadlines.lapse_offer(actor=ACTOR, offer_id=offer_id, on=LATER, at=_noon(LATER))
        seconds = time.perf_counter() - started
    return seconds, statements


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)


def _campaign() -> Campaign:
    agency, _ = Agency.objects.get_or_create(
        region_code="B", defaults={"name": "Mesure", "region_name": "Mesure"}
    )
    faculty = Faculty.objects.create(agency=agency, code="mesure", name="Mesure", university="Mesure")
    campaign = Campaign.objects.create(
        faculty=faculty,
        agency=agency,
        academic_year="2025-2026",
        stream=Stream.MEDECINE,
        opens_on=dt.date(2025, 10, 1),
        closes_on=dt.date(2025, 12, 5),
        transmit_by_on=dt.date(2026, 1, 15),
    )
    order = QuotaOrder.objects.create(
        academic_year="2025-2026",
        number="mesure",
        signed_on=SENT_ON,
        kind=OrderKind.FIRST,
        created_at=_noon(SENT_ON),
    )
    line = QuotaLine.objects.create(order=order, faculty=faculty, stream=campaign.stream, places=500)
    Place.objects.bulk_create(
        Place(campaign=campaign, number=number, quota_line=line) for number in range(1, LAPSES + 1)
    )
    _list(campaign)
    return campaign


def _list(campaign: Campaign) -> None:
    file = store_document(
        actor=ACTOR, content=b"mesure", filename="mesure.csv", content_type="text/csv", at=_noon(SENT_ON)
    )
    ranked = SelectionList.objects.create(
        campaign=campaign,
        agency_id=campaign.agency_id,
        faculty_id=campaign.faculty_id,
        version=1,
        document=file,
        filename="mesure.csv",
        sha256=file.sha256,
        rows=2 * LAPSES,
        received_at=_noon(SENT_ON),
        on_time=True,
    )
    people = Candidate.objects.bulk_create(_candidate(campaign, number) for number in range(2 * LAPSES))
    ListEntry.objects.bulk_create(
        ListEntry(list=ranked, candidate=person, kind=ListKind.PRINCIPALE, rank=rank)
        for rank, person in enumerate(people, start=1)
    )


def _candidate(campaign: Campaign, number: int) -> Candidate:
    return Candidate(
        campaign=campaign,
        faculty_id=campaign.faculty_id,
        agency_id=campaign.agency_id,
        stream=campaign.stream,
        profession=Profession.MEDECINE,
        track=Track.ETUDIANT,
        last_name=f"Mesure{number}",
        first_name="Camille",
        search_name=f"mesure{number} camille",
        born_on=dt.date(2002, 3, 4),
        email=f"mesure{number}@example.org",
        ine=f"{number:09d}AB",
        cycle=2,
        applied_on=dt.date(2025, 11, 20),
    )


def _send_all(campaign: Campaign) -> None:
    sent = offers.call_all(actor=ACTOR, campaign_id=campaign.id, on=SENT_ON, at=_noon(SENT_ON))
    Offer.objects.filter(id__in=[offer.id for offer in sent]).update(
        received_on=SENT_ON, last_day=SENT_ON + dt.timedelta(days=30)
    )
