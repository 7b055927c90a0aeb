"""Pages of the desk at one thousand and at thirty thousand contracts, against the login page of the same run."""

import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

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
from cesp_portal.dashboard.services.month_counts import count_due_months
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
    """A page: milliseconds at best, how many times the login page opened in turn with it, statements when cold."""

    milliseconds: float
    ratio: float
    queries: int


class Command(BaseCommand):
    """Write a crowd in one agency (the worst case), open each page as its referent, compare with the login page."""

    help = "Mesure les pages du bureau à 1 000 et 30 000 contrats, en regard de la page de connexion."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take other sizes than the usual ones."""
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
        measures = {name: _measure(agent, url, visitor) for name, url in _pages()}
        for name, measure in measures.items():
            self.stdout.write(
                f"      {name:<28} {measure.milliseconds:7.1f} ms  {measure.ratio:5.2f} fois la page de connexion, "
                f"{measure.queries} requêtes à froid"
            )
        return measures

    def _judge(self, found: dict[int, dict[str, Measure]]) -> None:
        small, large = found[min(found)], found[max(found)]
        wrong = []
        for name, measure in large.items():
            growth = measure.ratio / small[name].ratio
            if measure.ratio > WANTED_RATIO:
                wrong.append(f"{name} : {measure.ratio:.1f} fois la page de connexion")
            if len(found) > 1 and growth > WANTED_GROWTH:
                wrong.append(f"{name} : croît {growth:.2f} fois")
            # A search that fills its page asks once more how many there are in all.
            if measure.queries > small[name].queries + 1:
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
    count_due_months(on=clock.today(), at=clock.instant())
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _pages() -> Iterator[tuple[str, str]]:
    # A commune of three figures: its name is the beginning of no other.
    practising = Contract.objects.filter(status="active", practice_periods__commune_code__gte="34100")
    contract = practising.order_by("number").first()
    if contract is None:
        raise CommandError("Trop peu de contrats pour mesurer.")
    commune = contract.practice_periods.values_list("commune_name", flat=True)[0]
    listed = reverse("signatories")
    yield "à traiter", reverse("desk")
    yield "à traiter, les miens", reverse("desk") + "?pour=mine"
    yield "une pile", reverse("desk_pile", args=["exercice"])
    yield "signataires", listed + "?q="
    yield "recherche d'un nom", listed + "?q=kermadeuc"
    yield "recherche d'une commune", listed + f"?{urlencode({'q': commune})}"
    yield "recherche d'un numéro", listed + f"?q={contract.number}"
    yield "recherche d'une lettre", listed + "?q=k"
    yield "filtre par situation", listed + "?standing=practising"
    yield "filtre par année", listed + "?academic_year=2018-2019"
    yield "filtre par département", listed + "?department=34"
    yield "filtre par alerte", listed + "?alert=practice"
    yield "tri par situation", listed + "?q=&sort=-situation"
    yield "page 40, mois restants", listed + "?q=&columns=nom,restants,fin&page=40"
    yield "pilotage", reverse("steering")
    for name in ("campaign", "months", "ended", "surveys"):
        yield f"pilotage, {name}", reverse(f"steering_{name}")
    for tab in ("contrat", "journal"):
        yield f"dossier, {tab}", reverse("dossier", args=[contract.id]) + f"?onglet={tab}"


def _measure(client: Client, url: str, visitor: Client) -> Measure:
    """Open the page cold and count its statements, then in turn with the login page; keep the best of each."""
    sent: list[str] = []

    def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        answer = client.get(url)
    if answer.status_code != 200:
        raise CommandError(f"{url} : réponse {answer.status_code}.")
    login = reverse("account_login")
    pages, logins = [], []
    for _ in range(ROUNDS):
        logins.append(_seconds(visitor, login))
        pages.append(_seconds(client, url))
    return Measure(1000 * min(pages), min(pages) / min(logins), len(sent))


def _seconds(client: Client, url: str) -> float:
    started = time.perf_counter()
    client.get(url)
    return time.perf_counter() - started
