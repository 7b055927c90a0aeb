"""The whole rulebook as one HTML page and one PDF: ``manage.py rules_report --output FOLDER``."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template.loader import render_to_string

from cesp_portal.common.documents.pdf import render_pdf
from cesp_portal.dashboard.rules.report import rules_report

NAME = "regles-cesp"


class Command(BaseCommand):
    """Write both files and say where."""

    help = "Écrit toutes les règles, leurs valeurs datées et leurs sources en une page HTML et un PDF."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder to write into."""
        parser.add_argument(
            "--output", type=Path, default=Path("var"), metavar="DOSSIER", help="dossier (var)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write ``regles-cesp.html`` and ``regles-cesp.pdf``."""
        folder: Path = options["output"]
        html = render_to_string("dashboard/rules_report.html", {"report": rules_report()})
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for suffix, content in ((".html", html.encode()), (".pdf", render_pdf(html))):
                path = folder / f"{NAME}{suffix}"
                path.write_bytes(content)
                self.stdout.write(str(path))
        except OSError as error:
            raise CommandError(f"Impossible d'écrire dans {folder} : {error.strerror}.") from error
