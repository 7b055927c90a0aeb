"""Run worked cases against the rules: ``manage.py check_cases PATH…``."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from cesp_portal.dashboard.rules.cases import case_files, read_cases, run_case


class Command(BaseCommand):
    help = "Vérifie des cas travaillés (fichiers ou dossiers TOML) contre les règles, sans base de données."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="CHEMIN", help="fichier ou dossier de cas")

    def handle(self, *args: Any, **options: Any) -> None:
        cases = [case for path in case_files(options["paths"]) for case in read_cases(path)]
        failures = [failure for failure in map(run_case, cases) if failure]
        for failure in failures:
            self.stdout.write(str(failure))
        self.stdout.write(f"{len(cases) - len(failures)} passed, {len(failures)} failed")
        if failures:
            raise SystemExit(1)
