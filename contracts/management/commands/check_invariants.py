"""Ask the database what must always hold of the selection."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from contracts.selectors.invariants import broken_invariants


class Command(BaseCommand):
    """`check_invariants`: exit code 1 when an invariant is broken."""

    help = "Vérifie qu'aucune place n'est tenue deux fois et qu'aucun rang n'a été dépassé."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        """Print each figure; all are 0 in a sound database."""
        broken = broken_invariants()
        for name, figure in broken.items():
            self.stdout.write(f"{name} : {figure}")
        if any(broken.values()):
            raise CommandError(
                "Un invariant de la sélection est rompu : prévenez l'équipe avant toute action."
            )
