"""The accounts of the demonstration, printed at its start."""

from typing import Any

from django.core.management import BaseCommand

from cesp_portal.dashboard.services.demonstration.accounts import ACCOUNTS, PASSWORD


class Command(BaseCommand):
    """Print who may be signed in as."""

    help = "Affiche les comptes de la démonstration."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line per account."""
        self.stdout.write(f"Comptes de démonstration (mot de passe : {PASSWORD}) :")
        for account in ACCOUNTS:
            self.stdout.write(f"  {account.email:34} {account.story}")
