"""Publish snapshots: their remarks have been read, their order is known or given here."""

import uuid
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cesp_portal.common import clock
from cesp_portal.common.accounts.actors import system_actor
from cesp_portal.common.refusals import Refusal
from installations.services.impacts import publish_with_studies
from zonage.management.arguments import day, signed_day
from zonage.models import Snapshot
from zonage.selectors.comparison import CHANGES
from zonage.services.publication import Order, check_snapshots

ACTOR = system_actor("commande publish_zonage")


class Command(BaseCommand):
    """Checks, studies and publishes snapshots, all or none; a published zoning never changes."""

    help = "Publie un ou plusieurs zonages importés (identifiants donnés par import_zonage)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("snapshots", type=uuid.UUID, nargs="+", metavar="SNAPSHOT")
        parser.add_argument("--order-number", default="", help="numéro de l'arrêté")
        parser.add_argument("--order-on", type=signed_day, help="date de l'arrêté")
        parser.add_argument("--effective-on", type=day, help="premier jour d'application")
        parser.add_argument(
            "--dry-run", action="store_true", help="dire ce qui changerait et pour qui, sans rien publier"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        order = Order(options["order_number"], options["order_on"], options["effective_on"])
        at = clock.instant()
        known = options["snapshots"]
        verb = "Serait publié" if options["dry_run"] else "Publié"
        try:
            with transaction.atomic():
                check_snapshots(actor=ACTOR, snapshot_ids=known, order=order, at=at)
                done = publish_with_studies(actor=ACTOR, snapshot_ids=known, on=clock.today(), at=at)
                lines = [
                    f"{verb} : {snapshot} ; {_changes(snapshot)}lieux de personnes concernés : {study.lines.count()}"
                    for snapshot, study in done
                ]
                transaction.set_rollback(options["dry_run"])
        except Refusal as refusal:
            raise CommandError(f"{refusal.message} {refusal.advice}".strip()) from refusal
        self.stdout.write("\n".join(lines))


def _changes(snapshot: Snapshot) -> str:
    return "".join(
        f"{label.lower()} : {snapshot.summary[change]} ; "
        for change, label in CHANGES.items()
        if snapshot.summary.get(change)
    )
