"""Read a published extract of the RPPS and say which declared places it confirms."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from cesp_portal.common import clock
from cesp_portal.common.accounts.actors import system_actor
from installations.enums import RppsOutcome
from installations.rules.rpps import RppsUnreadable
from installations.services.rpps import read_extract


class Command(BaseCommand):
    """`import_rpps FILE`: contradictions become work items of the referents."""

    help = (
        "Confronte les exercices déclarés à une extraction publiée du RPPS (PS_LibreAcces_Personne_activite)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path, help="fichier texte, colonnes séparées par « | »")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print how many places are confirmed, contradicted, absent or doubtful."""
        path: Path = options["file"]
        try:
            with path.open(encoding="utf-8", errors="replace", newline="") as lines:
                counts = read_extract(
                    actor=system_actor("lecture du RPPS"),
                    lines=lines,
                    extract=path.name[:120],
                    at=clock.instant(),
                )
        except OSError as error:
            raise CommandError(f"Le fichier « {path} » ne s'ouvre pas : {error.strerror}.") from error
        except RppsUnreadable as error:
            raise CommandError(str(error)) from error
        for outcome in RppsOutcome:
            self.stdout.write(f"{outcome.label} : {counts[outcome]}")
