"""How long a verdict on a list takes, beside the bare parse of the same file and a default import of it.

The bare parse is the least that gives this process the rows of the file under the same conditions. A text is read by
`csv.reader` in a child process that hands the rows back: a verdict never parses here what a visitor sent, so neither
does its measure. A workbook is read by openpyxl in its quickest mode, here, which spares it the child.
Both are counted in processor time, children included, which a busy machine does not stretch.
"""

import csv
import io
import json
import resource
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from functools import partial
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
REPEATS = 12
PARSE_FACTOR = 3
IMPORT_FACTOR = 10


class Command(BaseCommand):
    """`bench_lists`: five thousand invented candidates, in both formats."""

    help = "Mesure le verdict sur une liste de 5 000 candidats."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        """Print the times; exit code 1 when either format misses a target of the project."""
        rows = [_candidate(rank) for rank in range(1, ROWS + 1)]
        columns = [OutputColumn(name) for name in COLUMN_NAMES]
        text = as_csv(columns, rows)
        workbook = as_xlsx([OutputSheet("Liste", columns, rows)])
        parse, verdict = {}, {}
        for kind, data, bare in (("csv", text, _bare_text), ("xlsx", workbook, _bare_workbook)):
            parse[kind], verdict[kind] = _best(partial(bare, data), partial(_verdict, data, f"liste.{kind}"))
        (dry_run,) = _best(partial(_dry_run, rows), repeats=1)  # without what PostgreSQL spends on it
        for kind in ("xlsx", "csv"):
            self.stdout.write(
                f"{kind} : lecture seule {parse[kind] * 1000:.0f} ms, verdict {verdict[kind] * 1000:.0f} ms "
                f"({verdict[kind] / parse[kind]:.1f} fois la lecture, "
                f"1/{dry_run / verdict[kind]:.0f} de l'essai de django-import-export, {dry_run:.1f} s)"
            )
        (here,) = _best(partial(_rows_of, text))
        self.stdout.write(f"csv, pour mémoire : csv.reader sans processus enfant {here * 1000:.0f} ms")
        missed = [
            kind
            for kind in parse
            if verdict[kind] > PARSE_FACTOR * parse[kind] or verdict[kind] * IMPORT_FACTOR > dry_run
        ]
        if missed:
            raise CommandError(f"Le verdict sur 5 000 lignes dépasse son objectif : {', '.join(missed)}.")


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


def _best(*works: Callable[[], object], repeats: int = REPEATS) -> list[float]:
    """The best of several processor times of each work, taken in turn so that each meets the same machine."""
    best = [float("inf")] * len(works)
    for _ in range(repeats):
        for number, work in enumerate(works):
            started = _spent()
            work()
            best[number] = min(best[number], _spent() - started)
    return best


def _spent() -> float:
    uses = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(use.ru_utime + use.ru_stime for use in uses)


_BARE_CHILD = """
import csv, io, json, sys
text = io.StringIO(sys.stdin.buffer.read().decode("utf-8-sig"), newline="")
sys.stdout.write(json.dumps(list(csv.reader(text, delimiter=";")), separators=(",", ":")))
"""


def _bare_text(data: bytes) -> object:
    command = [sys.executable, "-I", "-S", "-c", _BARE_CHILD]
    done = subprocess.run(command, input=data, capture_output=True, check=True, env={})
    return json.loads(done.stdout)


def _rows_of(data: bytes) -> object:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


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
