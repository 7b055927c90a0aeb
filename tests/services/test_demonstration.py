"""The demonstration: invented people only, each once, and stories that fit the day they are told."""

import datetime as dt
import itertools

import pytest
from django.core.management import CommandError, call_command

from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import Agency
from cesp_portal.dashboard.services.demonstration.accounts import ACCOUNTS, PASSWORD
from cesp_portal.dashboard.services.demonstration.careers import PATHS, Career, Ending, endings
from cesp_portal.dashboard.services.demonstration.people import people

DAYS = [dt.date(2026, 11, 22), dt.date(2027, 2, 28), dt.date(2028, 2, 29), dt.date(2026, 9, 1)]


def test_people_share_neither_address_nor_identifier() -> None:
    crowd = list(itertools.islice(people(), 2000))
    assert len({person.email for person in crowd}) == 2000
    assert len({person.ine for person in crowd}) == 2000


def test_everybody_writes_from_an_invented_domain() -> None:
    addresses = [person.email for person in itertools.islice(people(), 100)]
    assert all(address.endswith("@example.org") for address in addresses)
    assert all(account.email.endswith("@example.org") for account in ACCOUNTS)


def test_sign_in_page_offers_each_kind_of_work() -> None:
    offered = {account.role for account in ACCOUNTS}
    assert {Role.REFERENT, Role.DIRECTION, Role.SCOLARITE, Role.CANDIDAT, Role.SIGNATAIRE} <= offered


@pytest.mark.parametrize("on", DAYS)
def test_story_never_passes_the_day_it_is_told(on: dt.date) -> None:
    for path in itertools.chain(*PATHS.values()):
        for start in range(on.year - 9, on.year):
            possible = endings(path, start, on)
            told = Career(path, start, possible[0])
            assert told.applied_on < told.concluded_on
            assert (possible == (Ending.TRAINING,)) == (told.diploma_on > on)


def test_demonstration_accounts_are_printed_with_their_password(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo_accounts")
    printed = capsys.readouterr().out
    assert PASSWORD in printed
    assert all(account.email in printed for account in ACCOUNTS)


@pytest.mark.django_db
def test_demonstration_is_never_loaded_outside_its_mode() -> None:
    with pytest.raises(CommandError, match="mode démonstration"):
        call_command("load_demo")
    assert not Agency.objects.exists()
