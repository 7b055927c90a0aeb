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

LONGEST_HEADER = 100_000


class Command(BaseCommand):
    """`import_rpps FILE`: contradictions become work items of the referents."""

    help = (
        "Confronte les exercices déclarés à une extraction publiée du RPPS (PS_LibreAcces_Personne_activite)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument(
            "file",
            type=Path,
            help="texte séparé par « | », « ; », virgules ou tabulations",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print how many places are confirmed, contradicted, absent or doubtful."""
        path: Path = options["file"]
        try:
            with path.open(encoding=_encoding_of(path), errors="replace", newline="") as lines:
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


def _encoding_of(path: Path) -> str:
    """UTF-8 (UTF-16 with its mark), or Windows when the headings are not UTF-8."""
    with path.open("rb") as file:
        header = file.readline(LONGEST_HEADER)
    if header.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        header.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"
