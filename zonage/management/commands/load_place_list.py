"""Load an edition of a list of communes."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cesp_portal.common import clock
from cesp_portal.common.accounts.actors import system_actor
from cesp_portal.common.refusals import Refusal
from zonage.enums import PlaceListKind
from zonage.management.arguments import day
from zonage.services.places import load_place_list


class Command(BaseCommand):
    """Loads a list on which aids depend (FRR, ZRR, massifs)."""

    help = "Charge une liste de communes (FRR, ZRR, massifs) à partir d'un jour donné."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=PlaceListKind.values)
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--from", dest="starts_on", type=day, required=True)
        parser.add_argument("--source", default="", help="texte ou éditeur de la liste")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            edition = load_place_list(
                actor=system_actor("commande load_place_list"),
                kind=options["kind"],
                path=options["file"],
                starts_on=options["starts_on"],
                source=options["source"],
                at=clock.instant(),
            )
        except Refusal as refusal:
            raise CommandError(f"{refusal.message} {refusal.advice}".strip()) from refusal
        self.stdout.write(f"{edition} : {edition.places.count()} communes.")
