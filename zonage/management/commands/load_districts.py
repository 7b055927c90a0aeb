"""Load QPV from a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cesp_portal.common import clock
from cesp_portal.common.accounts.actors import system_actor
from cesp_portal.common.refusals import Refusal
from zonage.services.places import load_districts


class Command(BaseCommand):
    """Loads outlines (GeoJSON) or a list by commune (CSV)."""

    help = "Charge des quartiers prioritaires : contours GeoJSON, ou liste CSV par commune."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = load_districts(
                actor=system_actor("commande load_districts"), path=options["file"], at=clock.instant()
            )
        except Refusal as refusal:
            raise CommandError(f"{refusal.message} {refusal.advice}".strip()) from refusal
        self.stdout.write(f"{count} quartiers prioritaires.")
