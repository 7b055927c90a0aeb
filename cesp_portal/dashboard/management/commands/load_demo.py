"""The demonstration data, loaded once."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from cesp_portal.common import clock
from cesp_portal.dashboard.services.demonstration.load import is_loaded, load_demonstration


class Command(BaseCommand):
    """Load the invented people and their stories into an empty portal; do nothing when it holds some already."""

    help = "Charge les données de démonstration dans un portail vide."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse outside the demonstration; otherwise load, or say nothing when it is done already."""
        if not settings.DEMONSTRATION:
            raise CommandError("Les données de démonstration ne se chargent qu'en mode démonstration.")
        if is_loaded():
            return
        self.stdout.write("Données de démonstration…")
        people = load_demonstration(on=clock.today(), at=clock.instant())
        self.stdout.write(f"{people} personnes inventées, dans trois régions.")
