"""Read a zoning file and, unless told otherwise, write it as drafts."""

import json
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cesp_portal.common import clock
from cesp_portal.common.accounts.actors import system_actor
from cesp_portal.common.enums import Profession
from zonage.management.arguments import signed_day
from zonage.models import Snapshot
from zonage.rules.files.gathering import LISTED_MISSING
from zonage.rules.files.problems import Problem
from zonage.rules.files.zoning import Asked, ZoningFile
from zonage.rules.names import fold
from zonage.selectors.territories import territory_facts
from zonage.services.imports import ZoningRefused, import_zoning, read_zoning_file
from zonage.services.opening import LIMITS
from zonage.services.territories import lent_territories, load_territories, territories_are_loaded

ACTOR = system_actor("commande import_zonage")
_REASONS = {
    FileNotFoundError: "ce fichier n'existe pas",
    IsADirectoryError: "c'est un dossier",
    PermissionError: "la lecture n'est pas permise",
}


class Command(BaseCommand):
    """Prints what a zoning file holds and every problem; writes drafts when nothing forbids it."""

    help = "Lit un fichier de zonage et l'importe comme brouillon (rien n'est écrit avec --dry-run)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="fichier CSV ou XLSX")
        parser.add_argument("--profession", choices=Profession.values, default="")
        parser.add_argument("--region", default="", help="région à garder : code INSEE (76) ou nom")
        parser.add_argument("--order-number", default="", help="numéro de l'arrêté")
        parser.add_argument("--order-on", type=signed_day, help="date de l'arrêté (2025-10-30)")
        parser.add_argument(
            "--level",
            action="append",
            default=[],
            metavar="LIBELLE=oui|non",
            help="éligibilité d'un libellé que le portail ne connaît pas",
        )
        parser.add_argument("--dry-run", action="store_true", help="lire seulement")
        parser.add_argument("--json", action="store_true", help="écrire le résultat en JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            data = _received(options["file"])
        except OSError as error:
            unreadable = _unreadable(options["file"], error)
            if not options["json"]:
                raise CommandError(unreadable.problems[0].message) from error
            self._print(unreadable, (), as_json=True)
            raise SystemExit(1) from error
        declared = _declared(options["level"])
        with self._territories(dry_run=options["dry_run"]):
            self._import(data, declared, options)

    @contextmanager
    def _territories(self, *, dry_run: bool) -> Iterator[None]:
        """Load the official code when it never was: for good, or for the time of a dry run, which leaves nothing."""
        if territories_are_loaded():
            yield
        elif dry_run:
            self.stderr.write(
                "Le code officiel n'est pas encore chargé : il est lu pour cet essai seulement "
                "(« manage.py load_territories » le charge)."
            )
            with lent_territories(actor=ACTOR, at=clock.instant()):
                yield
        else:
            self.stderr.write("Le code officiel n'est pas encore chargé : chargement.")
            load_territories(actor=ACTOR, at=clock.instant())
            yield

    def _import(self, data: bytes, declared: tuple[tuple[str, bool], ...], options: dict[str, Any]) -> None:
        asked = Asked(options["profession"], _region(options["region"]), options["order_on"], declared)
        snapshots: tuple[Snapshot, ...] = ()
        if options["dry_run"]:
            file = read_zoning_file(data=data, filename=options["file"].name, asked=asked, on=clock.today())
        else:
            try:
                done = import_zoning(
                    actor=ACTOR,
                    data=data,
                    filename=options["file"].name,
                    asked=asked,
                    at=clock.instant(),
                    order_number=options["order_number"],
                )
                file, snapshots = done.file, done.snapshots
            except ZoningRefused as refusal:
                file = refusal.file
        self._print(file, snapshots, as_json=options["json"])
        if file.refused and not options["dry_run"]:
            raise SystemExit(1)

    def _print(self, file: ZoningFile, snapshots: tuple[Snapshot, ...], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(_answer(file, snapshots), ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"Format : {file.file_format or 'non reconnu'} ; {file.rows} lignes.")
        for label, count in file.levels.most_common():
            self.stdout.write(f"  {label} : {count}")
        for problem in file.problems:
            sheet = f"feuille {problem.sheet}, " if problem.sheet and problem.line else ""
            place = f"{sheet}ligne {problem.line} : " if problem.line else ""
            self.stdout.write(f"[{'refus' if problem.blocking else 'remarque'}] {place}{problem.message}")
        names = territory_facts().current
        for part in file.parts:
            if len(part.missing) > LISTED_MISSING:
                listed = ", ".join(f"{code} {names.get(code, '')}".strip() for code in part.missing)
                self.stdout.write(f"Sans ligne ({part.region}, {part.profession}) : {listed}")
        for snapshot in snapshots:
            self.stdout.write(f"Brouillon {snapshot.id} : {snapshot} ({snapshot.rows} lignes)")


def _received(path: Path) -> bytes:
    """Return the content of a file, or its beginning when it is too heavy anyway: the gate then says so."""
    with path.open("rb") as file:
        return file.read(LIMITS.max_bytes + 1)


def _unreadable(path: Path, error: OSError) -> ZoningFile:
    reason = _REASONS.get(type(error), "la lecture a échoué")
    problem = Problem(
        "F_UNREADABLE", f"« {path} » ne peut pas être lu : {reason}.", blocking=True, value=path.name
    )
    return ZoningFile("", 0, (), (problem,), Counter(), (), ())


def _answer(file: ZoningFile, snapshots: tuple[Snapshot, ...]) -> dict[str, Any]:
    by_profession: dict[str, Counter[str]] = {}
    for part in (*file.parts, *file.left):
        by_profession.setdefault(part.profession, Counter()).update(part.labels)
    return {
        "format": file.file_format or None,
        "professions": list(file.professions),
        "regions": list(file.regions),
        "rows": file.rows,
        "levels": dict(file.levels.most_common()),
        "levels_by_profession": {name: dict(counts.most_common()) for name, counts in by_profession.items()},
        "orders": [
            {
                "region": part.region,
                "profession": part.profession,
                "unit": part.unit,
                "rows": len(part.codes),
                "order_on": part.order_on.isoformat() if part.order_on else None,
                "missing": part.missing,
            }
            for part in file.parts
        ],
        "refused": file.refused,
        "problems": [problem.as_json() for problem in file.problems],
        "snapshots": [str(snapshot.id) for snapshot in snapshots],
    }


def _region(text: str) -> str:
    """Return the code of a region given by its code or its name; what names none is kept, and the reading says so."""
    by_name = {fold(name): code for code, name in territory_facts().regions.items()}
    return by_name.get(fold(text), text.strip())


def _declared(options: list[str]) -> tuple[tuple[str, bool], ...]:
    declared = []
    for option in options:
        label, separator, answer = option.rpartition("=")
        if not separator or answer not in ("oui", "non"):
            raise CommandError(f'« {option} » : écrivez --level "LIBELLE=oui" ou --level "LIBELLE=non".')
        declared.append((label, answer == "oui"))
    return tuple(declared)
