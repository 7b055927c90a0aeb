"""How long a verdict on a list takes, beside the bare parse of the same file and a default import of it."""

import io
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import tablib
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from import_export.resources import modelresource_factory

from cesp_portal.common.accounts.models import Agency, Faculty
from cesp_portal.common.tabular.writing import OutputColumn, OutputSheet, as_csv, as_xlsx
from contracts.enums import Profession, Stream, Track
from contracts.models import Campaign, Candidate
from contracts.rules.selection_files import COLUMN_NAMES, ListContext, Outcome, verdict_of

ROWS = 5_000
REPEATS = 3
PARSE_FACTOR = 3
IMPORT_FACTOR = 10


class Command(BaseCommand):
    """`bench_lists`: five thousand invented candidates, in both formats."""

    help = "Mesure le verdict sur une liste de 5 000 candidats."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        """Print the times; exit code 1 when the workbook misses a target of the project."""
        rows = [_candidate(rank) for rank in range(1, ROWS + 1)]
        columns = [OutputColumn(name) for name in COLUMN_NAMES]
        text = as_csv(columns, rows)
        workbook = as_xlsx([OutputSheet("Liste", columns, rows)])
        parse = {
            "csv": _seconds(lambda: _bare_text(text)),
            "xlsx": _seconds(lambda: _bare_workbook(workbook)),
        }
        verdict = {
            "csv": _seconds(lambda: _verdict(text, "liste.csv")),
            "xlsx": _seconds(lambda: _verdict(workbook, "liste.xlsx")),
        }
        dry_run = _seconds(lambda: _dry_run(rows), repeats=1)
        for kind in ("xlsx", "csv"):
            self.stdout.write(
                f"{kind} : lecture seule {parse[kind] * 1000:.0f} ms, verdict {verdict[kind] * 1000:.0f} ms "
                f"({verdict[kind] / parse[kind]:.1f} fois la lecture, "
                f"1/{dry_run / verdict[kind]:.0f} de l'essai de django-import-export, {dry_run:.1f} s)"
            )
        if verdict["xlsx"] > PARSE_FACTOR * parse["xlsx"] or verdict["xlsx"] * IMPORT_FACTOR > dry_run:
            raise CommandError("Le verdict sur un classeur de 5 000 lignes dépasse son objectif.")


def _candidate(rank: int) -> list[str]:
    return [
        f"EXEMPLE {chr(65 + rank % 26)}",
        f"Camille-{chr(65 + rank // 26 % 26)}{chr(97 + rank // 676 % 26)}",
        f"{rank % 28 + 1:02}/{rank % 12 + 1:02}/{1998 + rank % 6}",
        f"candidat{rank:05}@example.org",
        f"{123_456_789 + rank:09}AB",
        "medecine",
        "3" if rank % 2 else "2",
        str(4 + rank % 3),
        "médecine générale",
        "principale",
        str(rank),
        "favorable",
    ]


def _seconds(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """The best of several times: the machine is rarely alone."""
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)


def _bare_text(data: bytes) -> object:
    return tablib.Dataset().load(data.decode("utf-8-sig"), format="csv", delimiter=";")


def _bare_workbook(data: bytes) -> object:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]


def _verdict(data: bytes, filename: str) -> None:
    verdict = verdict_of(data, filename, ListContext(frozenset({"medecine"}), ROWS))
    if verdict.verdict is not Outcome.ACCEPT:
        raise CommandError(f"La liste d'essai est refusée : {verdict.issues[0].message}")


def _dry_run(rows: list[list[str]]) -> None:
    """What django-import-export does by default with the same persons: every row saved, then rolled back."""
    with transaction.atomic():
        agency = Agency.objects.create(region_code="BEN", name="ARS de mesure", region_name="Mesure")
        faculty = Faculty.objects.create(agency=agency, code="mesure", name="Mesure", university="Mesure")
        day = date(2025, 10, 1)
        campaign = Campaign.objects.create(
            faculty=faculty,
            agency=agency,
            academic_year="2025-2026",
            stream=Stream.MEDECINE,
            opens_on=day,
            closes_on=day,
            transmit_by_on=day,
        )
        shared = (
            campaign.pk,
            faculty.pk,
            agency.pk,
            Stream.MEDECINE,
            Profession.MEDECINE,
            Track.ETUDIANT,
            day,
        )
        dataset = tablib.Dataset(headers=_HEADERS)
        for row in rows:
            dataset.append(
                (None, *shared, row[0], row[1], _iso(row[2]), row[3], row[4], row[6], row[7], row[8])
            )
        result = modelresource_factory(Candidate)().import_data(dataset, dry_run=True)
        transaction.set_rollback(True)
    if result.has_errors() or result.has_validation_errors():
        raise CommandError("L'import de comparaison n'a pas pu se faire.")


_HEADERS = (
    *("id", "campaign", "faculty", "agency", "stream", "profession", "track", "applied_on", "last_name"),
    *("first_name", "born_on", "email", "ine", "cycle", "year_of_study", "specialty"),
)


def _iso(day: str) -> str:
    return "-".join(reversed(day.split("/")))
