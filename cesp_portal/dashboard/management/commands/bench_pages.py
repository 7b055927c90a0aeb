"""Pages of the desk at one thousand and at thirty thousand contracts, against the login page of the same run."""

import datetime as dt
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from statistics import median
from typing import Any

from django.core.cache import caches
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test import Client
from django.urls import reverse

from cesp_portal.common import clock
from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import ApiScope, Role
from cesp_portal.common.accounts.models import Agency, ApiToken, Faculty, Membership, User
from cesp_portal.common.measured import Processor
from cesp_portal.common.tabular.text import match_key
from cesp_portal.dashboard.management.measured_pages import Page, measured_contract, measured_pages
from cesp_portal.dashboard.services.api_tokens import create_token
from cesp_portal.dashboard.services.demonstration.crowd import invent_crowd
from cesp_portal.dashboard.services.demonstration.crowd_acts import Office, Town
from cesp_portal.dashboard.services.demonstration.crowd_journal import add_journal_lines
from cesp_portal.dashboard.services.demonstration.crowd_letters import write_correspondence
from cesp_portal.dashboard.services.demonstration.people import Person, people
from cesp_portal.dashboard.services.marks import fold_marks
from cesp_portal.dashboard.services.month_counts import count_due_months
from contracts.enums import ContractStatus, SurveyStatus
from contracts.models import Contract, Invitation, Survey
from installations.enums import PeriodStatus
from installations.models import PracticePeriod, Request, Signatory
from zonage.enums import CommuneKind
from zonage.models import Commune, Department, Region

SIZES = (1_000, 30_000)
LINES_EACH = 10
WANTED_RATIO = 3.0
WANTED_GROWTH = 1.3
NEARLY_SLOW, NEARLY_GROWN = 2.7, 1.2
ROWS_ALIKE = 0.1
# Half of them have a decision in preparation: every list of decisions fills its first page at both sizes.
REQUESTS_WAITING = 400
# A page of obligations, and a few.
OUT_OF_ZONE = 60
ROUNDS = 9
ROUNDS_AFTER_A_CHANGE = 3
TOWNS = tuple(Town(f"34{number:03d}", f"Commune inventée {number}") for number in range(1, 301))


@dataclass(frozen=True, slots=True)
class Measure:
    """A page: milliseconds at best, times the login page opened in turn with it, statements when cold, rows shown.

    ``after_change`` is the same ratio for the first opening after something changed in a file.
    """

    milliseconds: float
    ratio: float
    after_change: float
    queries: int
    rows: int


class Command(BaseCommand):
    """Write a crowd in one agency (the worst case), open each page as its referent, compare with the login page."""

    help = "Mesure les pages du bureau à 1 000 et 30 000 contrats, en regard de la page de connexion."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take other sizes than the usual ones, and the beginning of the names of the pages wanted."""
        parser.add_argument("--sizes", nargs="*", type=int, default=SIZES, help="Nombres de contrats.")
        parser.add_argument("--only", default="", help="Début du nom des pages voulues.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line per page; fail when a page is too slow, grows too fast or asks more and more.

        Contracts that a kept database already holds are not written again.
        """
        office, referent, secret = _office()
        crowd, found = islice(people(), Contract.objects.count(), None), {}
        for size in sorted(options["sizes"]):
            started = time.perf_counter()
            _write(office, crowd, size)
            seconds = time.perf_counter() - started
            self.stdout.write(
                f"   {size} contrats, {PracticePeriod.objects.count()} périodes, "
                f"{size * LINES_EACH} lignes de journal, écrits en {seconds:.0f} s"
            )
            smaller = found[min(found)] if found else {}
            found[size] = self._measured(referent, secret, options["only"], smaller)
        self._judge(found)

    def _measured(
        self, referent: User, secret: str, only: str, smaller: dict[str, Measure]
    ) -> dict[str, Measure]:
        visitor, agent = Client(SERVER_NAME="127.0.0.1"), Client(SERVER_NAME="127.0.0.1")
        agent.force_login(referent)
        measures = {}
        for page in measured_pages(clock.today(), secret):
            if page.name.startswith(only):
                fold_marks(at=clock.instant())  # as a sweep does every five minutes
                most = min(NEARLY_SLOW, NEARLY_GROWN * smaller[page.name].ratio) if smaller else NEARLY_SLOW
                measure = measures[page.name] = _measured_twice_if_slow(agent, page, visitor, most)
                self.stdout.write(
                    f"      {page.name:<36} {measure.milliseconds:7.1f} ms  {measure.ratio:5.2f} fois la page de "
                    f"connexion, {measure.after_change:5.2f} après un changement, {measure.queries} requêtes à froid, "
                    f"{measure.rows} lignes"
                )
        self._sum_up(measures)
        return measures

    def _sum_up(self, measures: dict[str, Measure]) -> None:
        for what, ratios in (
            ("ouvertures suivantes", [one.ratio for one in measures.values()]),
            ("première ouverture après un changement", [one.after_change for one in measures.values()]),
        ):
            above = sum(ratio > WANTED_RATIO for ratio in ratios)
            self.stdout.write(
                f"   {what} : médiane {median(ratios):.2f} fois la page de connexion, au plus {max(ratios):.2f}, "
                f"{above} pages sur {len(ratios)} au-dessus de {WANTED_RATIO:.0f}"
            )

    def _judge(self, found: dict[int, dict[str, Measure]]) -> None:
        small, large = found[min(found)], found[max(found)]
        wrong, growths = [], {}
        for name, measure in large.items():
            if measure.ratio > WANTED_RATIO:
                wrong.append(f"{name} : {measure.ratio:.1f} fois la page de connexion")
            # A page that shows more rows is another page: growth is that of the same number of rows.
            if abs(measure.rows - small[name].rows) <= ROWS_ALIKE * small[name].rows:
                growths[name] = measure.ratio / small[name].ratio
                # A search that fills its page asks once more how many there are in all.
                if measure.queries > small[name].queries + 1:
                    wrong.append(f"{name} : {small[name].queries} puis {measure.queries} requêtes")
        if len(found) > 1:
            wrong += [
                f"{name} : croît {one:.2f} fois" for name, one in growths.items() if one > WANTED_GROWTH
            ]
            self.stdout.write(
                f"   croissance : médiane {median(growths.values()):.2f}, au plus {max(growths.values()):.2f}, "
                f"{len(large) - len(growths)} pages montrent plus de lignes et ne se comparent pas"
            )
        if wrong:
            raise CommandError(" ; ".join(wrong) + ".")


def _office() -> tuple[Office, User, str]:
    """Return the office of the measure, its referent and the secret of a token; a kept database has them already."""
    agency, _ = Agency.objects.get_or_create(
        region_code="76", defaults={"name": "ARS de la mesure", "region_name": "Mesure"}
    )
    faculty, _ = Faculty.objects.get_or_create(
        agency=agency, code="mesure", defaults={"name": "UFR de la mesure", "university": "Mesure"}
    )
    agents = []
    for name in ("referente", "suppleant"):
        email = f"{name}@example.org"
        agent = User.objects.filter(email=email).first() or User.objects.create_user(
            email=email, first_name=name, last_name="Mesure"
        )
        Membership.objects.get_or_create(
            user=agent, role=Role.REFERENT, agency=agency, defaults={"starts_on": clock.today()}
        )
        agents.append(agent)
    _territories()
    return Office(faculty, agents[0].id, agents[1].id, TOWNS), agents[0], _token(agents[0], agency)


def _territories() -> None:
    region, _ = Region.objects.get_or_create(code="76", defaults={"name": "Mesure"})
    department, _ = Department.objects.get_or_create(code="34", defaults={"name": "Mesure", "region": region})
    known = set(Commune.objects.values_list("code", flat=True))
    Commune.objects.bulk_create(
        Commune(
            code=town.code,
            kind=CommuneKind.COMMUNE,
            name=town.name,
            search_name=match_key(town.name),
            department=department,
            region=region,
        )
        for town in TOWNS
        if town.code not in known
    )


def _token(referent: User, agency: Agency) -> str:
    ApiToken.objects.filter(agency=agency).delete()
    actor = Actor(referent.id, str(referent), Role.REFERENT, agency.id)
    today = clock.today()
    _, secret = create_token(
        actor=actor,
        name="mesure",
        scopes=ApiScope.values,
        expires_on=today + dt.timedelta(days=2),  # a measure may pass midnight
        on=today,
        at=clock.instant(),
    )
    return secret


def _write(office: Office, crowd: Iterator[Person], size: int) -> None:
    """Complete the crowd to that size, ask everybody in a survey, count the months."""
    written = Contract.objects.filter(agency_id=office.faculty.agency_id).count()
    if written < size:
        invent_crowd(offices=[office], crowd=crowd, count=size - written, on=clock.today(), first=written)
        add_journal_lines(each=LINES_EACH)
    _leave_some_out_of_zone(office.faculty.agency)
    _ask_everybody(office.faculty.agency)
    _write_to_each_other(office)
    count_due_months(on=clock.today(), at=clock.instant())
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _leave_some_out_of_zone(agency: Agency) -> None:
    """Let so many practise where the zoning does not take them: a first page of obligations at both sizes."""
    running = PracticePeriod.objects.filter(
        contract__agency=agency,
        contract__status=ContractStatus.ACTIVE,
        status=PeriodStatus.DECLARED,
        days__endswith__isnull=True,
    )
    first = running.order_by("contract__number").values_list("pk", flat=True)[:OUT_OF_ZONE]
    PracticePeriod.objects.filter(pk__in=list(first)).update(is_eligible=False)


def _write_to_each_other(office: Office) -> None:
    """Fill the lists of decisions, letters, transmissions, exchanges and messages; the referent signs."""
    agency = office.faculty.agency
    signatory, _ = Signatory.objects.get_or_create(
        agency=agency,
        user_id=office.referent_id,
        defaults={"quality": "Référente", "since_on": dt.date(2010, 1, 1)},
    )
    write_correspondence(
        agency_id=agency.pk,
        signatory=signatory,
        on=clock.today(),
        at=clock.instant(),
        waiting=REQUESTS_WAITING,
    )


def _ask_everybody(agency: Agency) -> None:
    """Invite every contract to one survey: one in three has answered, one in four has only begun."""
    now = clock.instant()
    opened = {"status": SurveyStatus.OPEN, "frozen_at": now, "opened_at": now}
    survey, _ = Survey.objects.get_or_create(
        agency=agency,
        title="Enquête de la mesure",
        defaults={"closes_on": clock.today(), "created_at": now, **opened},
    )
    alone = Contract.objects.filter(agency=agency).exclude(invitations__survey=survey).order_by("number")
    ids = alone.values_list("pk", flat=True)
    Invitation.objects.bulk_create(
        (
            Invitation(
                survey=survey,
                contract_id=contract_id,
                agency=agency,
                started_at=now if rank % 3 == 0 or rank % 4 == 0 else None,
                submitted_at=now if rank % 3 == 0 else None,
            )
            for rank, contract_id in enumerate(ids)
        ),
        batch_size=5000,
    )


def _measured_twice_if_slow(agent: Client, page: Page, visitor: Client, most: float) -> Measure:
    """Measure again what is slow or nearly: what else runs on the machine only ever adds to it."""
    first = _measure(agent, page, visitor)
    if first.ratio <= most:
        return first
    again = _measure(agent, page, visitor)
    return Measure(
        min(first.milliseconds, again.milliseconds),
        min(first.ratio, again.ratio),
        min(first.after_change, again.after_change),
        first.queries,
        first.rows,
    )


def _measure(agent: Client, page: Page, visitor: Client) -> Measure:
    """Open the page with nothing kept and count its statements, then in turn with the login page; keep the best.

    A program has a token and no session.
    """
    client = visitor if page.token else agent
    processor = Processor()
    sent: list[str] = []

    def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append(sql)
        return execute(sql, params, many, context)

    def spent(client: Client, page: Page) -> float:
        started = processor.seconds()
        _open(client, page)
        return processor.seconds() - started

    caches["process"].clear()
    with connection.execute_wrapper(count):
        shown = _open(client, page)
    login = Page("connexion", reverse("account_login"))
    pages, logins, changed = [], [], []
    for _ in range(ROUNDS):
        logins.append(spent(visitor, login))
        pages.append(spent(client, page))
    for _ in range(ROUNDS_AFTER_A_CHANGE):
        _change_a_file(measured_contract())
        changed.append(spent(client, page))
    return Measure(
        1000 * min(pages),
        min(pages) / min(logins),
        min(changed) / min(logins),
        len(sent),
        shown.count("<tr") + shown.count("<li"),
    )


def _change_a_file(contract: Contract) -> None:
    """Write again, in the file whose dossier is opened, what most changes touch: every answer that reads it is over."""
    Contract.objects.filter(pk=contract.pk).update(referent_id=contract.referent_id)
    PracticePeriod.objects.filter(contract=contract).update(created_by_id=contract.user_id)
    Request.objects.filter(contract=contract).update(created_by_id=contract.user_id)


def _open(client: Client, page: Page) -> str:
    """Open a page and return it; of a file, only the first bytes are awaited."""
    headers = {"Authorization": f"Bearer {page.token}"} if page.token else {}
    answer = client.get(page.url, headers=headers)
    if answer.status_code != 200:
        raise CommandError(f"{page.url} : réponse {answer.status_code}.")
    if page.is_file and answer.streaming:
        next(iter(answer.streaming_content))
        answer.close()
        return ""
    return answer.content.decode()
