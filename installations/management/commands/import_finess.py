"""Read a published extract of FINESS: the establishments that agents and signatories look for."""

from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from cesp_portal.common import clock
from cesp_portal.common.accounts.actors import system_actor
from cesp_portal.common.refusals import Refusal
from installations.rules.finess import FinessUnreadable, encoding_of
from installations.services.structures import import_structures

CHUNK = 1 << 20


class Command(BaseCommand):
    """`import_finess FILE`: cs1100502 or cs1100507, in UTF-8 or in Latin-1."""

    help = "Lit une extraction FINESS des établissements (etalab-cs1100502 ou cs1100507)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path, help="fichier CSV, champs séparés par « ; »")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print how many establishments the edition names."""
        path: Path = options["file"]
        try:
            with path.open("rb") as content:
                encoding = encoding_of(iter(partial(content.read, CHUNK), b""))
            with path.open(encoding=encoding, newline="") as lines:
                extract = import_structures(
                    actor=system_actor("lecture de FINESS"),
                    lines=lines,
                    filename=path.name,
                    at=clock.instant(),
                )
        except OSError as error:
            raise CommandError(f"Le fichier « {path} » ne s'ouvre pas : {error.strerror}.") from error
        except FinessUnreadable as error:
            raise CommandError(str(error)) from error
        except Refusal as refusal:
            raise CommandError(f"{refusal.message} {refusal.advice}") from refusal
        self.stdout.write(f"{extract} : {extract.rows} établissements.")
