"""The database and the rules name the same files to look at, whatever the files hold, on every boundary day."""

import datetime as dt
import itertools
from collections import Counter
from random import Random

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import Agency
from cesp_portal.dashboard.rules.obligations import SETTLING_GRACE, TRAINING_GRACE, to_watch
from cesp_portal.dashboard.selectors.obligation_watch import watch_counts, watch_page, watch_rows, watched_of
from cesp_portal.dashboard.selectors.obligations import examined
from contracts.enums import SurveyStatus
from contracts.models import Contract
from contracts.rules.exchange_lifecycle import GRACE
from installations.enums import PeriodStatus, RequestKind, RppsOutcome, SpellKind
from installations.models import RppsReading
from tests.factories import installations as make
from tests.factories.accounts import AgencyFactory
from tests.factories.contracts import ContractFactory
from tests.factories.follow_up import ExchangeFactory
from tests.factories.installations import GrantedSpellFactory, PracticePeriodFactory, RequestFactory
from tests.factories.surveys import InvitationFactory, SurveyFactory

pytestmark = pytest.mark.django_db

TODAY = make.TODAY
DAY = dt.timedelta(days=1)
AROUND = (-DAY, dt.timedelta(), DAY)
FILES = 60
AT = make.AT


def _draw(rng: Random, agency: Agency) -> None:
    """Write a file of which each fact is drawn apart, most of them on a boundary."""
    contract = ContractFactory(
        candidate__campaign__faculty__agency=agency,
        training_completed_on=rng.choice([None, *(TODAY + one for one in AROUND), *_near(SETTLING_GRACE)]),
        expected_end_on=rng.choice([None, *_near(TRAINING_GRACE)]),
    )
    _practice(rng, contract)
    if rng.random() < 0.3:
        kind = rng.choice([SpellKind.DEFERRAL, SpellKind.PRACTICE_SUSPENSION])
        days = DateRange(TODAY - 9 * DAY, TODAY + rng.choice(AROUND))
        GrantedSpellFactory(contract=contract, kind=kind, days=days, is_revoked=rng.random() < 0.2)
    if rng.random() < 0.3:
        kind = rng.choice([RequestKind.INSTALLATION, RequestKind.DEFERRAL])
        RequestFactory(contract=contract, kind=kind, **rng.choice([{}, {"sent": True}]))
    for due_on in rng.sample(_near(GRACE), k=rng.choice([0, 0, 1, 2])):
        missed = {"planned": True, "status": "missed", "closed_at": AT}
        ExchangeFactory(contract=contract, due_on=due_on, **rng.choice([{}, {}, missed]))


def _near(grace: dt.timedelta) -> list[dt.date]:
    return [TODAY - grace + one for one in AROUND]


def _practice(rng: Random, contract: Contract) -> None:
    for place in range(rng.choice([0, 1, 1, 2])):
        first = TODAY + rng.choice([-90 * DAY, -2 * DAY, DAY])
        until = rng.choice([None, *(TODAY + one for one in AROUND)])
        period = PracticePeriodFactory(
            contract=contract,
            place_key=f"place {place}",
            days=DateRange(first, until if until is None or until > first else None),
            status=rng.choice([PeriodStatus.DECLARED, PeriodStatus.DECLARED, PeriodStatus.PLANNED]),
            is_eligible=rng.choice([True, False, None]),
        )
        for extract in range(rng.choice([0, 1, 2])):
            RppsReading.objects.create(
                period=period,
                extract=str(extract),
                outcome=rng.choice(RppsOutcome.values),
                read_at=AT + rng.choice(AROUND),
            )


def _ask(rng: Random, agency: Agency) -> None:
    """Two surveys of the agency are closed: only the answers to the last one count."""
    for rank in range(2):
        survey = SurveyFactory(agency=agency, opened=True)
        for contract in Contract.objects.filter(agency=agency).order_by("number"):
            if rng.random() < 0.3:
                answered = AT if rng.random() < 0.5 else None
                InvitationFactory(
                    survey=survey, contract=contract, started_at=answered, submitted_at=answered
                )
        survey.status, survey.closed_at = SurveyStatus.CLOSED, AT + rank * DAY
        survey.save(update_fields=["status", "closed_at"])


@pytest.fixture
def referent() -> Actor:
    agency, rng = AgencyFactory(region_code="76"), Random(8)  # noqa: S311  # no secret
    for _ in range(FILES):
        _draw(rng, agency)
    _ask(rng, agency)
    return make.make_person(Role.REFERENT, agency, "Maud", "Castelnau")


def _pages(actor: Actor, code: str) -> list[str]:
    pages = (watch_page(actor, code, TODAY, number) for number in itertools.count(1))
    return [file for page in itertools.takewhile(bool, pages) for file in page]


def test_the_database_and_the_rules_name_the_same_files(referent: Actor) -> None:
    files = examined(Contract.objects.filter(agency_id=referent.agency_id), TODAY)
    said = {file.contract.pk: tuple(one.code for one in to_watch(file.obligations)) for file in files}
    met = Counter(code for codes in said.values() for code in codes)
    assert set(met) == {"TRAINING", "SUMMONS", "ZONE", "DURATION", "REGISTER"}
    counts = watch_counts(referent, TODAY)
    assert dict(counts.by_code) == met
    assert counts.files == sum(1 for codes in said.values() if codes)
    for code in ("", *met):
        shown = _pages(referent, code)
        wanted = {pk for pk, codes in said.items() if (code in codes if code else codes)}
        assert set(shown) == {str(pk) for pk in wanted}
        assert {
            one.contract_id: tuple(one.code for one in one.obligations)
            for one in watched_of(referent, shown, TODAY)
        } == {pk: said[pk] for pk in wanted}
        assert len(shown) == len(wanted) == counts.of(code)
        assert len(list(watch_rows(referent, code, TODAY))) == sum(len(said[pk]) for pk in wanted)


def test_nobody_reads_the_files_of_another_agency(referent: Actor) -> None:
    stranger = make.make_person(Role.REFERENT, AgencyFactory(region_code="11"), "Alix", "Lointain")
    assert watch_counts(stranger, TODAY).files == 0
    assert watch_page(stranger, "", TODAY, 1) == ()
