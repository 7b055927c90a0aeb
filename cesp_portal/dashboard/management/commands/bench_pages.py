"""Pages of the desk at one thousand and at thirty thousand contracts, against the login page of the same run."""

import statistics
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test import Client
from django.urls import reverse

from cesp_portal.common import clock
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import Agency, Faculty, Membership, User
from cesp_portal.dashboard.services.demonstration.crowd import invent_crowd
from cesp_portal.dashboard.services.demonstration.crowd_acts import Office, Town
from cesp_portal.dashboard.services.demonstration.crowd_journal import add_journal_lines
from cesp_portal.dashboard.services.demonstration.people import Person, people
from contracts.models import Contract
from installations.models import PracticePeriod

SIZES = (1_000, 30_000)
LINES_EACH = 10
WANTED_RATIO = 3.0
WANTED_GROWTH = 1.3
ROUNDS = 15
TOWNS = tuple(Town(f"34{number:03d}", f"Commune inventée {number}") for number in range(1, 301))


@dataclass(frozen=True, slots=True)
class Measure:
    """A page: milliseconds at the median, and statements sent to the database."""

    milliseconds: float
    queries: int


class Command(BaseCommand):
    """Write a crowd in one agency (the worst case), open each page as its referent, compare with the login page."""

    help = "Mesure les pages du bureau à 1 000 et 30 000 contrats, en regard de la page de connexion."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take other sizes than the usual ones, and the statements' plans on demand."""
        parser.add_argument("--sizes", nargs="*", type=int, default=SIZES, help="Nombres de contrats.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line per page; fail when a page is too slow, grows too fast or asks more and more."""
        crowd, found = people(), {}
        office, referent = _office()
        written = 0
        for size in sorted(options["sizes"]):
            started = time.perf_counter()
            _write(office, crowd, written, size - written)
            written = size
            seconds = time.perf_counter() - started
            self.stdout.write(
                f"   {size} contrats, {PracticePeriod.objects.count()} périodes, "
                f"{size * LINES_EACH} lignes de journal, écrits en {seconds:.0f} s"
            )
            found[size] = self._measured(referent)
        self._judge(found)

    def _measured(self, referent: User) -> dict[str, Measure]:
        visitor, agent = Client(SERVER_NAME="127.0.0.1"), Client(SERVER_NAME="127.0.0.1")
        agent.force_login(referent)
        measures = {"connexion": _measure(visitor, reverse("account_login"))}
        measures |= {name: _measure(agent, url) for name, url in _pages(referent)}
        reference = measures["connexion"].milliseconds
        for name, measure in measures.items():
            self.stdout.write(
                f"      {name:<28} {measure.milliseconds:7.1f} ms  {measure.milliseconds / reference:5.2f} "
                f"fois la page de connexion, {measure.queries} requêtes"
            )
        return measures

    def _judge(self, found: dict[int, dict[str, Measure]]) -> None:
        small, large = found[min(found)], found[max(found)]
        wrong = []
        for name, measure in large.items():
            ratio = measure.milliseconds / large["connexion"].milliseconds
            growth = ratio / (small[name].milliseconds / small["connexion"].milliseconds)
            if ratio > WANTED_RATIO:
                wrong.append(f"{name} : {ratio:.1f} fois la page de connexion")
            if len(found) > 1 and growth > WANTED_GROWTH:
                wrong.append(f"{name} : croît {growth:.2f} fois")
            if measure.queries > small[name].queries:
                wrong.append(f"{name} : {small[name].queries} puis {measure.queries} requêtes")
        if wrong:
            raise CommandError(" ; ".join(wrong) + ".")


def _office() -> tuple[Office, User]:
    agency = Agency.objects.create(region_code="76", name="ARS de la mesure", region_name="Mesure")
    faculty = Faculty.objects.create(
        agency=agency, code="mesure", name="UFR de la mesure", university="Mesure"
    )
    agents = [
        User.objects.create_user(email=f"{name}@example.org", first_name=name, last_name="Mesure")
        for name in ("referente", "suppleant")
    ]
    for agent in agents:
        Membership.objects.create(user=agent, role=Role.REFERENT, agency=agency, starts_on=clock.today())
    return Office(faculty, agents[0].id, agents[1].id, TOWNS), agents[0]


def _write(office: Office, crowd: Iterator[Person], first: int, count: int) -> None:
    invent_crowd(offices=[office], crowd=crowd, count=count, on=clock.today(), first=first)
    add_journal_lines(each=LINES_EACH)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _pages(referent: User) -> Iterator[tuple[str, str]]:
    contract = Contract.objects.filter(status="active", practice_periods__isnull=False).first()
    listed = reverse("signatories")
    yield "à traiter", reverse("desk")
    yield "à traiter, les miens", reverse("desk") + "?pour=mine"
    yield "une pile", reverse("desk_pile", args=["exercice"])
    yield "signataires", listed + "?q="
    yield "recherche d'un nom", listed + "?q=kermadeuc"
    yield "recherche d'une commune", listed + "?q=inventee+42"
    yield "recherche d'un numéro", listed + f"?q={contract.number if contract else ''}"
    yield "recherche d'une lettre", listed + "?q=k"
    yield "filtre par situation", listed + "?standing=practising"
    yield "filtre par année", listed + "?academic_year=2018-2019"
    yield "pilotage", reverse("steering")
    if contract is not None:
        for tab in ("contrat", "journal"):
            yield f"dossier, {tab}", reverse("dossier", args=[contract.id]) + f"?onglet={tab}"


def _measure(client: Client, url: str) -> Measure:
    """Open the page once to warm it, then take the median of a few rounds."""
    sent: list[str] = []

    def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        answer = client.get(url)
    if answer.status_code != 200:
        raise CommandError(f"{url} : réponse {answer.status_code}.")
    queries = len(sent)
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        client.get(url)
        times.append(time.perf_counter() - started)
    return Measure(1000 * statistics.median(times), queries)
