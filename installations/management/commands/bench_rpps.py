"""How long a million lines of the RPPS take, and how much memory."""

import random
import resource
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management import BaseCommand, CommandError

from installations.rules.rpps import NEEDED, SEPARATOR, matching_activities, name_key

LINES = 1_000_000
SECONDS = 60
MEGABYTES = 300
COLUMNS = 56
PLACES = dict(zip(NEEDED, (2, 7, 8, 9, 36), strict=True))


class Command(BaseCommand):
    """`bench_rpps`: generated lines of 56 columns, a thousand people looked for."""

    help = "Mesure la lecture d'un million de lignes du RPPS, engendrées à la volée."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the number of lines."""
        parser.add_argument("--lines", type=int, default=LINES)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print time and memory; exit code 1 when a target is missed."""
        wanted = frozenset(name_key(_name(number), "Camille") for number in range(1000))
        before = _memory()
        started = time.perf_counter()
        found = sum(1 for _ in matching_activities(_lines(options["lines"]), wanted))
        spent = time.perf_counter() - started
        grown = _memory() - before
        lines = f"{options['lines']:,}".replace(",", " ")
        self.stdout.write(
            f"{lines} lignes en {spent:.1f} s (génération comprise), {found} trouvées, "
            f"mémoire du processus {_memory():.0f} Mo (+{grown:.0f} Mo)"
        )
        if spent > SECONDS or _memory() > MEGABYTES or not found:
            raise CommandError("La lecture du RPPS manque un objectif : temps, mémoire ou lignes trouvées.")


def _lines(count: int) -> Iterator[str]:
    header = [f"Colonne {place}" for place in range(COLUMNS)]
    for name, place in PLACES.items():
        header[place] = name
    yield SEPARATOR.join(header) + "\n"
    dice = random.Random(2026)  # noqa: S311  # lines to read, not secrets
    filler = ["valeur ordinaire"] * COLUMNS
    for number in range(count):
        cells = filler.copy()
        cells[2], cells[7], cells[8] = str(number), _name(dice.randrange(200_000)), "Camille"
        cells[9], cells[36] = "10", f"{dice.randrange(1, 96):02d}001"
        yield SEPARATOR.join(cells) + "\n"


def _name(number: int) -> str:
    """An invented name of letters only, one per number."""
    letters = ""
    while number >= 0:
        letters = chr(ord("A") + number % 26) + letters
        number = number // 26 - 1
    return f"NOM{letters}"


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
