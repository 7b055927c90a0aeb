"""Ten tasks of a referent, done page by page: the table of docs/dix-taches.md counts the same pages."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from cesp_portal.common import clock
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import User
from cesp_portal.common.mail.models import OutgoingMail
from cesp_portal.dashboard.models import SavedView, WorkNote
from contracts.models import Contract
from tests.factories.accounts import AgencyFactory, MembershipFactory
from tests.factories.contracts import ContractFactory
from tests.factories.installations import PracticePeriodFactory

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).resolve().parents[2] / "docs" / "dix-taches.md"
ROW = re.compile(r"^\| ([0-9]+) \| [^|]+ \| ([0-9]+) \| ([0-9]+) \|$", re.MULTILINE)


class Browser:
    """A referent's browser that counts the pages it opens."""

    def __init__(self, user: User) -> None:
        self.client = Client()
        self.client.force_login(user)
        self.pages = 0

    def open(self, url: str) -> str:
        self.pages += 1
        answer = self.client.get(url)
        assert answer.status_code == 200, url
        self.last = answer
        return "" if "sheet" in answer["Content-Type"] else answer.text

    def send(self, url: str, **values: object) -> str:
        self.pages += 1
        self.last = self.client.post(url, values, follow=True)
        assert self.last.status_code == 200, url
        return self.last.text


def test_ten_tasks_take_the_pages_that_the_table_says() -> None:
    agency = AgencyFactory(region_code="76")
    me = MembershipFactory(role=Role.REFERENT, agency=agency, user__last_name="Castelnau").user
    backup = MembershipFactory(role=Role.REFERENT, agency=agency).user
    start = clock.today() - dt.timedelta(days=400)
    facts = {"candidate__campaign__faculty__agency": agency, "referent": me}
    done = {
        "de_on": start,
        "des_on": start,
        "training_completed_on": start,
        "applied_on": dt.date(2018, 1, 2),
    }
    people = ContractFactory.create_batch(3, **facts, **done)
    for one in people:
        PracticePeriodFactory(contract=one, days=(start, None))
    rows = [str(one.practice_periods.get().id) for one in people]
    said = {
        int(number): (int(pages), int(gestures)) for number, pages, gestures in ROW.findall(TABLE.read_text())
    }
    counted = {}
    for number, task in enumerate(TASKS, start=1):
        browser = Browser(me)
        task(browser, people[0], rows, backup)
        counted[number] = browser.pages
    assert counted == {number: pages for number, (pages, _) in said.items()}
    assert all(pages < gestures for pages, gestures in said.values())


def find(browser: Browser, one: Contract, rows: list[str], backup: User) -> None:
    name = one.candidate.last_name
    assert name in browser.open(reverse("signatories") + f"?q={name[:6].lower()}")
    assert one.number in browser.open(reverse("dossier", args=[one.id]))


def deadlines(browser: Browser, one: Contract, rows: list[str], backup: User) -> None:
    assert one.candidate.full_name in browser.open(reverse("desk"))


def months_left(browser: Browser, one: Contract, rows: list[str], backup: User) -> None:
    browser.open(reverse("signatories") + f"?q={one.number}")
    assert "mois" in browser.open(reverse("dossier", args=[one.id]))


def file_of_those_who_practise(browser: Browser, one: Contract, rows: list[str], backup: User) -> None:
    listed = reverse("signatories") + "?standing=practising"
    assert "<strong>3</strong>" in browser.open(listed)
    browser.open(listed + "&format=xlsx")
    assert "attachment" in browser.last["Content-Disposition"]


def figure_and_rows(browser: Browser, one: Contract, rows: list[str], backup: User) -> None:
    assert "standing=practising" in browser.open(reverse("steering"))
    assert "<strong>3</strong>" in browser.open(reverse("signatories") + "?standing=practising")


def _batch(browser: Browser, action: str, rows: list[str], **values: object) -> None:
    browser.open(reverse("desk_pile", args=["exercice"]))
    url = reverse("desk_batch", args=["exercice"])
    assert "Rien n'est encore fait" in browser.send(url, action=action, rows=rows)
    assert "modifiée" in browser.send(url, action=action, rows=rows, is_confirmed="on", **values)


def take(browser: Browser, one: Contract, rows: list[str], backup: User) -> None:
    _batch(browser, "take", rows)


def hand_over(browser: Browser, one: Contract, rows: list[str], backup: User) -> None:
    _batch(browser, "hand_over", rows, colleague=str(backup.id))
    assert WorkNote.objects.filter(holder=backup).count() == len(rows)


def set_aside(browser: Browser, one: Contract, rows: list[str], backup: User) -> None:
    later = clock.today() + dt.timedelta(days=9)
    _batch(browser, "set_aside", rows[:1], until=later.isoformat(), reason="Attend l'employeur")
    assert WorkNote.objects.filter(snoozed_until=later).count() == 1


def write(browser: Browser, one: Contract, rows: list[str], backup: User) -> None:
    browser.open(reverse("signatories") + "?standing=practising")
    url = reverse("mail_selection")
    browser.open(url + "?modele=justificatif")
    text = {"subject": "Vos mois", "body": "Bonjour {prenom}, il reste {mois_restants}."}
    browser.send(url, **text)
    browser.send(url, **text, seen=browser.last.context["seen"])
    assert OutgoingMail.objects.filter(subject="Vos mois").count() == 3


def keep_and_share(browser: Browser, one: Contract, rows: list[str], backup: User) -> None:
    browser.open(reverse("signatories") + "?standing=practising")
    browser.send(reverse("view_save"), name="En exercice", is_shared="on", standing="practising")
    assert SavedView.objects.get().is_shared


TASKS = (
    find,
    deadlines,
    months_left,
    file_of_those_who_practise,
    figure_and_rows,
    take,
    hand_over,
    set_aside,
    write,
    keep_and_share,
)
