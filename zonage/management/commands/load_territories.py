"""Load communes, departments, regions, movements and outlines."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cesp_portal.common import clock
from cesp_portal.common.accounts.actors import system_actor
from cesp_portal.common.refusals import Refusal
from zonage.services.territories import TerritoryFiles, load_territories, territories_are_loaded


class Command(BaseCommand):
    """Loads the territories of the installed package, or of newer files."""

    help = "Charge les communes, départements, régions, mouvements et contours."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--communes", type=Path, help="communes.json d'Etalab, plus récent que le paquet")
        parser.add_argument(
            "--movements", type=Path, help="mouvements de communes de l'INSEE (v_mvt_commune)"
        )
        parser.add_argument("--outlines", type=Path, nargs="*", default=(), help="contours GeoJSON d'Etalab")
        parser.add_argument(
            "--if-missing", action="store_true", help="ne rien faire si un code officiel est déjà chargé"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_missing"] and territories_are_loaded():
            self.stdout.write("Territoires déjà chargés.")
            return
        files = TerritoryFiles(options["communes"], options["movements"], tuple(options["outlines"]))
        try:
            loaded = load_territories(
                actor=system_actor("commande load_territories"), at=clock.instant(), files=files
            )
        except Refusal as refusal:
            raise CommandError(f"{refusal.message} {refusal.advice}".strip()) from refusal
        self.stdout.write(
            f"{loaded.communes} communes ({loaded.source}), {loaded.movements} mouvements, "
            f"{loaded.outlines} contours."
        )
