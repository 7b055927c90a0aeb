"""Tell the zone of a place, for a profession, on a day."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from cesp_portal.common.enums import Profession
from zonage.management.arguments import day
from zonage.selectors.zones import ZoneAnswer, zone_of
from zonage.services.territories import territories_are_loaded


class Command(BaseCommand):
    """Prints the level of a commune, arrondissement or QPV and the order that it comes from."""

    help = "Dit le niveau d'une commune (ou d'un QPV) pour une profession, un jour donné."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", metavar="CODE", help="code INSEE (11132) ou code de QPV (QN03106I)")
        parser.add_argument("--profession", choices=Profession.values, required=True)
        parser.add_argument("--on", type=day, required=True, help="jour (2025-06-01)")
        parser.add_argument("--json", action="store_true", help="écrire le résultat en JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if not territories_are_loaded():
            self.stderr.write("Le code officiel n'est pas chargé : lancez « manage.py load_territories ».")
        answer = zone_of(code=options["code"], profession=options["profession"], on=options["on"])
        if options["json"]:
            self.stdout.write(json.dumps(_printed(answer), ensure_ascii=False, indent=2))
        else:
            self.stdout.write(
                f"{answer.code} {answer.name} : {answer.level or 'pas de niveau'}. {answer.reason}"
            )


def _printed(answer: ZoneAnswer) -> dict[str, Any]:
    found = answer.snapshot
    return {
        "code": answer.code,
        "name": answer.name,
        "level": answer.level,
        "label": answer.label,
        "eligible": answer.eligible,
        "snapshot": found.id if found else None,
        "order": {
            "region": found.region,
            "number": found.order_number,
            "order_on": found.order_on.isoformat() if found.order_on else None,
            "effective_on": found.effective_on.isoformat(),
        }
        if found
        else None,
        "reason": answer.reason,
    }
