"""Every measure of the project, one after the other."""

import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import BaseCommand, CommandError, call_command, get_commands
from django.db import ProgrammingError, connection

DATABASE = "cesp_bench"
PREFIX = "bench_"


class Command(BaseCommand):
    """Run the commands whose name starts with `bench_`, in a database of their own."""

    help = "Lance toutes les mesures (commandes bench_…) dans une base à part, effacée à la fin sauf avec --keep."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the names of the measures wanted, all of them when none is given, and whether the base stays."""
        parser.add_argument(
            "--keep",
            action="store_true",
            help="Reprend la base de la dernière mesure et la garde : les pages s'ouvrent sans récrire la foule.",
        )
        parser.add_argument(
            "measures", nargs="*", help="Mesures voulues, sans « bench_ » (toutes par défaut)."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what each measure prints, and how long it took; exit code 1 when one failed."""
        wanted = {PREFIX + name for name in options["measures"]}
        measures = sorted(
            name for name in get_commands() if name.startswith(PREFIX) and (not wanted or name in wanted)
        )
        if not measures:
            self.stdout.write("Aucune mesure n'est inscrite.")
            return
        failed = []
        with _scratch_database(keep=options["keep"]):
            for name in measures:
                self.stdout.write(f"== {name.removeprefix(PREFIX)}")
                started = time.perf_counter()
                try:
                    call_command(name, stdout=self.stdout, stderr=self.stderr)
                except CommandError as error:
                    failed.append(name)
                    self.stderr.write(str(error))
                self.stdout.write(f"   ({time.perf_counter() - started:.1f} s)")
        if failed:
            raise CommandError(f"Mesures en échec : {', '.join(failed)}.")


@contextmanager
def _scratch_database(*, keep: bool) -> Iterator[None]:
    """Point the default connection to a migrated database of its own: no measure touches the portal's data.

    It disappears unless it is kept for the next time.
    """
    own = connection.settings_dict["NAME"]
    try:
        if not (keep and _exists(DATABASE)):
            _recreate(DATABASE)
    except ProgrammingError as error:
        raise CommandError(
            "Le compte de DATABASE_URL ne peut pas créer de base : donnez-lui le droit CREATEDB."
        ) from error
    _connect_to(DATABASE)
    try:
        call_command("migrate", interactive=False, verbosity=0)
        yield
    finally:
        _connect_to(own)
        if not keep:
            with connection.cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{DATABASE}" WITH (FORCE)')


def _exists(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone() is not None


def _recreate(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')


def _connect_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
