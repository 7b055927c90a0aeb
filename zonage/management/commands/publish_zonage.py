"""Publish snapshots: their remarks have been read, their order is known or given here."""

import datetime as dt
import uuid
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cesp_portal.common import clock
from cesp_portal.common.accounts.actors import system_actor
from cesp_portal.common.refusals import Refusal
from zonage.services.publication import Order, check_snapshots, publish_snapshots

ACTOR = system_actor("commande publish_zonage")


class Command(BaseCommand):
    """Checks and publishes snapshots, all or none; a published zoning never changes."""

    help = "Publie un ou plusieurs zonages importés (identifiants donnés par import_zonage)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("snapshots", type=uuid.UUID, nargs="+", metavar="SNAPSHOT")
        parser.add_argument("--order-number", default="", help="numéro de l'arrêté")
        parser.add_argument("--order-on", type=dt.date.fromisoformat, help="date de l'arrêté")
        parser.add_argument("--effective-on", type=dt.date.fromisoformat, help="premier jour d'application")

    def handle(self, *args: Any, **options: Any) -> None:
        order = Order(options["order_number"], options["order_on"], options["effective_on"])
        at = clock.instant()
        try:
            with transaction.atomic():
                known = options["snapshots"]
                check_snapshots(actor=ACTOR, snapshot_ids=known, order=order, at=at)
                for done in publish_snapshots(actor=ACTOR, snapshot_ids=known, on=clock.today(), at=at):
                    self.stdout.write(f"Publié : {done}")
        except Refusal as refusal:
            raise CommandError(f"{refusal.message} {refusal.advice}".strip()) from refusal
