"""Statements per second and core, and how the time and the memory grow."""

import time
import tracemalloc
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cesp_portal.common.enums import Profession
from contracts.enums import Regime, Track
from contracts.rules.commitment_facts import CommitmentFacts, Leave
from installations.enums import PracticeStatus
from installations.rules.statement import PracticePeriod, StatementFacts, statement

WANTED_PER_SECOND = 20_000
ROUNDS = 5
SLICE = 250
AS_OF = date(2026, 11, 21)


class Command(BaseCommand):
    """Time ``statement`` on a typical contract: eight years paid, two leaves, three periods of practice."""

    help = "Mesure les décomptes : par seconde et par cœur, selon le nombre de contrats et de faits, et la mémoire."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the figures; fail under the wanted speed, or when growth is not linear."""
        speeds = {
            size: _per_second([typical(number) for number in range(size)]) for size in (1_000, 5_000, 20_000)
        }
        for size, speed in speeds.items():
            self.stdout.write(f"   {size} contrats : {speed:,.0f} décomptes par seconde et par cœur")
        whole = _per_second([typical(number) for number in range(SLICE)], _read_all)
        self.stdout.write(
            f"   avec registre, constats et explications lus : {whole:,.0f} par seconde et par cœur"
        )
        costs = {times: 1e6 / _per_second([typical(0, times)] * SLICE) for times in (1, 4, 16, 64)}
        for times, cost in costs.items():
            self.stdout.write(
                f"   {3 * times} périodes : {cost:,.0f} µs, {cost / (3 * times):,.1f} µs par période"
            )
        self.stdout.write(f"   mémoire de pointe pour 20 000 décomptes : {_peak_memory():,.0f} Kio")
        self._judge(speeds, costs)

    def _judge(self, speeds: dict[int, float], costs: dict[int, float]) -> None:
        if min(speeds.values()) < WANTED_PER_SECOND:
            raise CommandError(f"Moins de {WANTED_PER_SECOND} décomptes par seconde et par cœur.")
        if min(speeds.values()) * 1.5 < max(speeds.values()):
            raise CommandError("Le temps ne croît pas comme le nombre de contrats.")
        if costs[64] > 64 * costs[1]:
            raise CommandError("Le temps croît plus vite que le nombre de faits.")


def typical(number: int, times: int = 1) -> StatementFacts:
    """A contract of eight years with two leaves and three periods of practice, or ``times`` as many."""
    graduated = date(2023, 10, 1) + timedelta(days=number % 28)
    contract = CommitmentFacts(
        profession=Profession.MEDECINE,
        track=Track.ETUDIANT,
        regime=Regime.R2,
        cycle_at_application=2,
        academic_year="2015-2016",
        internship_started_on=date(2018, 11, 2),
        des_on=graduated,
        de_on=graduated,
        as_of=AS_OF,
        leaves=(
            Leave("maternite", date(2019, 3, 1), date(2019, 6, 30), suspension_requested=True),
            Leave("maladie", date(2021, 2, 11), date(2021, 5, 20), suspension_requested=True),
        ),
    )
    return StatementFacts(contract, _practice(graduated + timedelta(days=20), 3 * times))


def _practice(first: date, count: int) -> tuple[PracticePeriod, ...]:
    """Periods that follow each other from half-time to full time; the last one goes on."""
    days = (AS_OF - first).days // count
    starts = [first + timedelta(days=days * rank) for rank in range(count)]
    ends = [*(start - timedelta(days=1) for start in starts[1:]), None]
    return tuple(
        PracticePeriod(
            (Fraction(1, 2), Fraction(4, 5), Fraction(1))[rank % 3],
            eligible=True,
            start=start,
            end=end,
            status=PracticeStatus.DECLARED if end is None else PracticeStatus.VERIFIED,
        )
        for rank, (start, end) in enumerate(zip(starts, ends, strict=True))
    )


def _figures(facts: StatementFacts) -> object:
    return statement(facts)


def _read_all(facts: StatementFacts) -> object:
    answer = statement(facts)
    return answer.ledger, answer.changes, answer.findings, answer.explain


def _per_second(
    files: Sequence[StatementFacts], work: Callable[[StatementFacts], object] = _figures
) -> float:
    """Statements per second of processor time, each slice at the best of its rounds.

    Programs that share the cores slow a round down without being counted: slices of one length give every number of
    contracts the same chance of a quiet moment.
    """
    spent = 0.0
    for first in range(0, len(files), SLICE):
        part = files[first : first + SLICE]
        spent += min(_spent(part, work) for _ in range(ROUNDS))
    return len(files) / spent


def _spent(files: Sequence[StatementFacts], work: Callable[[StatementFacts], object]) -> float:
    started = time.process_time()
    for facts in files:
        work(facts)
    return time.process_time() - started


def _peak_memory() -> float:
    facts = typical(0)
    tracemalloc.start()
    for _ in range(20_000):
        statement(facts)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1024
