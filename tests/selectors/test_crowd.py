"""Generated people: every constraint holds, every statement is made, every figure equals the rows that it opens."""

import datetime as dt
import itertools
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db.models import Sum

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import Agency
from cesp_portal.common.rules.french import decimal_text
from cesp_portal.dashboard.enums import Standing
from cesp_portal.dashboard.models import ChangedFile, MonthCount
from cesp_portal.dashboard.selectors.figures import charts_for, ended_charts_for
from cesp_portal.dashboard.selectors.month_figures import Asked, changed_since, month_charts, month_rows
from cesp_portal.dashboard.selectors.signatories import Search, answering, signatories_for
from cesp_portal.dashboard.selectors.signatory_pages import page_of
from cesp_portal.dashboard.selectors.standings import standing_read, that_stand
from cesp_portal.dashboard.selectors.steering_rows import PER_PAGE, SteeringRows, rows_behind
from cesp_portal.dashboard.services.demonstration.crowd import invent_crowd
from cesp_portal.dashboard.services.demonstration.crowd_acts import Office, Town
from cesp_portal.dashboard.services.demonstration.crowd_letters import write_correspondence
from cesp_portal.dashboard.services.demonstration.people import people
from cesp_portal.dashboard.services.month_counts import count_changed_files, count_due_months, count_months
from contracts.enums import ContractStatus, Profession, Regime
from contracts.models import Contract
from contracts.selectors.exchanges import agenda_of
from contracts.selectors.messages import inbox_of, threads_of
from installations.models import Decision, Letter, PracticePeriod
from installations.rules.statement import statement
from installations.selectors.decisions_home import decisions_home_of
from installations.selectors.letters import register_of, verified_letter
from installations.selectors.statements import statement_facts, with_facts
from tests.factories import installations as make
from tests.factories.accounts import AgencyFactory, FacultyFactory
from tests.factories.contracts import TrainingSuspensionFactory

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 20)
COUNT = 200
AT = dt.datetime(2026, 11, 20, 11, 0, tzinfo=dt.UTC)


@pytest.fixture
def referent() -> Actor:
    agency = AgencyFactory(region_code="76")
    actor = make.make_person(Role.REFERENT, agency, "Maud", "Castelnau")
    offices = [
        Office(FacultyFactory(agency=agency), actor.person_id, None, (Town("34142", "Lodève"),))
        for _ in range(2)
    ]
    invent_crowd(offices=offices, crowd=people(), count=COUNT, on=TODAY)
    return actor


def test_correspondence_fills_every_list_once_and_its_rows_are_whole(referent: Actor) -> None:
    agency = Agency.objects.get(pk=referent.agency_id)
    signatory = make.SignatoryFactory(agency=agency, user_id=referent.user_id)
    for _ in range(2):
        write_correspondence(agency_id=agency.pk, signatory=signatory, on=TODAY, at=AT)
    practised = Contract.objects.filter(practice_periods__isnull=False).distinct().count()
    home, register = decisions_home_of(referent, 1, 15), register_of(referent, 1, 1000)
    assert Decision.objects.filter(status="signed", request__kind="installation").count() == practised
    assert Letter.objects.count() == 2 * Decision.objects.filter(status="signed").count()
    assert register.count == Letter.objects.count()
    assert {row.status for row in register.rows} >= {"sent", "acknowledged"}
    assert len(home.signed) == 10
    assert Decision.objects.exclude(status="signed").count() == len(home.in_preparation) + home.to_sign_count
    threads = threads_of(referent, inbox_of(referent, TODAY).files)
    assert [one.unread for one in threads] == [1] * (COUNT // 20) + [0] * (25 - COUNT // 20)
    assert agenda_of(referent, AT).counts["to_summon"] > 0
    assert all(verified_letter(one.verification_code) == one for one in Letter.objects.all()[:5])


def test_every_statement_is_made_and_agrees_with_the_status(referent: Actor) -> None:
    contracts = with_facts(Contract.objects.all())
    assert len(contracts) == COUNT
    for contract in contracts:
        found = statement(statement_facts(contract, TODAY))
        if contract.regime != Regime.TO_CONFIRM:
            assert found.months_owed is not None
        if contract.status == ContractStatus.COMPLETED:
            assert found.months_left == 0, contract
            assert found.months_declared == 0


def test_crowd_stands_everywhere_and_each_way_of_asking_agrees(referent: Actor) -> None:
    rows = {one.pk: Standing(one.standing) for one in signatories_for(referent, Search(), TODAY)}
    assert set(rows.values()) >= {
        Standing.TRAINING,
        Standing.ALLOWANCE_SUSPENDED,
        Standing.LOOKING,
        Standing.PRACTISING,
        Standing.FULFILLED,
        Standing.TERMINATED,
    }
    assert {one.pk: standing_read(one, TODAY) for one in with_facts(Contract.objects.all())} == rows
    for standing in Standing:
        found = that_stand(Contract.objects.all(), standing, TODAY).values_list("pk", flat=True)
        assert set(found) == {pk for pk, held in rows.items() if held is standing}


def test_each_figure_of_each_chart_equals_the_rows_it_opens_page_after_page(referent: Actor) -> None:
    charts = [*charts_for(referent, TODAY), *ended_charts_for(referent)]
    assert {chart.code for chart in charts} >= {"standing", "department", "cause", "after", "academic_year"}
    for chart in charts:
        if chart.code not in ("cause", "after"):
            assert chart.total == COUNT, chart.code
        assert chart.figures, chart.code
        for figure in chart.figures:
            search = Search(**dict(parse_qsl(urlsplit(figure.url).query)))
            pages = (page_of(referent, search, TODAY, number) for number in itertools.count(1))
            shown = list(itertools.takewhile(lambda page: page.files, pages))
            assert {page.count for page in shown} == {figure.people}, (chart.code, figure)
            listed = [file for page in shown for file in page.files]
            assert listed == [
                str(pk) for pk in answering(referent, search, TODAY).values_list("pk", flat=True)
            ]


def test_charts_of_ends_count_every_end(referent: Actor) -> None:
    causes, afters = ended_charts_for(referent)
    contracts = Contract.objects.values_list("status", flat=True)
    assert causes.total == list(contracts).count(ContractStatus.TERMINATED) > 0
    assert afters.total == list(contracts).count(ContractStatus.COMPLETED) > 0


def pages_behind(actor: Actor, what: str, url: str) -> list[SteeringRows]:
    asked = dict(parse_qsl(urlsplit(url).query))
    first = rows_behind(actor, what, asked)
    assert first is not None
    later = (rows_behind(actor, what, asked, number) for number in range(2, -(-first.count // PER_PAGE) + 1))
    return [first, *(page for page in later if page is not None)]


def test_every_sum_of_months_equals_the_rows_it_opens_for_each_filter(referent: Actor) -> None:
    assert count_due_months(on=TODAY, at=AT) == 1
    assert count_due_months(on=TODAY, at=AT) == 0, "nothing changed: nothing is counted again"
    filters = [Asked(), Asked(departement="34"), Asked(annee="2025"), Asked(sorte="verified")]
    for asked in filters:
        for chart in month_charts(referent, asked):
            assert chart.rows, (asked, chart.code)
            for row in chart.rows:
                for figure in row.figures:
                    if figure.url:
                        pages = pages_behind(referent, "mois", figure.url)
                        assert {page.total for page in pages} == {
                            f"{decimal_text(Fraction(figure.months))} mois"
                        }, (row, figure)
                        shown = [one for page in pages for one in page.rows]
                        assert {page.count for page in pages} == {len(shown)}
                        assert sum(to_decimal(one.cells[-1]) for one in shown) == figure.months
            assert chart.totals == tuple(
                sum(row.figures[place].months for row in chart.rows) for place in range(len(chart.kinds))
            )


def test_months_counted_are_those_of_the_statements(referent: Actor) -> None:
    count_due_months(on=TODAY, at=AT)
    verified = declared = Fraction()
    for contract in with_facts(Contract.objects.exclude(status=ContractStatus.TERMINATED)):
        found = statement(statement_facts(contract, TODAY))
        verified += found.months_verified or 0
        declared += found.months_declared or 0
    counted = dict(MonthCount.objects.order_by().values_list("kind").annotate(Sum("months")))
    rows = MonthCount.objects.count()
    # Each row is rounded to the hundredth.
    assert abs(Fraction(counted["verified"]) - verified) <= Fraction(rows, 200)
    assert abs(Fraction(counted["declared"]) - declared) <= Fraction(rows, 200)


def test_changed_file_is_counted_again_alone_and_at_once(referent: Actor) -> None:
    count_due_months(on=TODAY, at=AT)
    assert changed_since(referent) == count_changed_files(on=TODAY) == 0
    before = month_charts(referent, Asked())
    period = PracticePeriod.objects.filter(
        contract__status=ContractStatus.ACTIVE, verified_until__isnull=False
    )[0]
    verified = period.days.lower + dt.timedelta(days=31)
    PracticePeriod.objects.filter(pk=period.pk).update(verified_until=verified)
    assert changed_since(referent) == 1, "the database noted it in the same transaction"
    assert count_changed_files(on=TODAY + dt.timedelta(days=1)) == 0, "another day is left to the whole count"
    assert count_changed_files(on=TODAY) == 1
    assert changed_since(referent) == 0
    after = month_charts(referent, Asked())
    assert after != before, "the page follows although no mark was left"
    count_months(agency_id=referent.office_id, mark="", on=TODAY, at=AT)
    assert month_charts(referent, Asked()) == after, "the same figures as a whole count"


@pytest.mark.parametrize(
    "change",
    [
        lambda contract: Contract.objects.filter(pk=contract.pk).update(first_paid_month="2019-10"),
        lambda contract: contract.practice_periods.all().delete(),
        lambda contract: make.PracticePeriodFactory(contract=contract),
        lambda contract: TrainingSuspensionFactory(
            contract=contract, starts_on=TODAY, ends_until=TODAY + dt.timedelta(days=60)
        ),
    ],
)
def test_every_fact_of_a_statement_notes_its_file(
    referent: Actor, change: Callable[[Contract], object]
) -> None:
    contract = Contract.objects.filter(status=ContractStatus.ACTIVE, practice_periods__isnull=False)[0]
    ChangedFile.objects.all().delete()
    change(contract)
    assert set(ChangedFile.objects.values_list("contract_id", flat=True)) == {contract.pk}


def test_delegation_and_supervision_see_their_part_of_the_months(referent: Actor) -> None:
    count_due_months(on=TODAY, at=AT)
    delegation = make.make_person(Role.DELEGATION, Agency.objects.get(), "Élouan", "Pradelmas")
    herault, none = (replace(delegation, department_code=code) for code in ("34", "65"))
    assert sum(row.months for row in month_rows(herault, Asked())) > 0
    assert list(month_rows(none, Asked())) == []
    for chart in month_charts(make.make_person(Role.SUPERVISION, None, "Alix", "Lointain"), Asked()):
        for figure in (figure for row in chart.rows for figure in row.figures):
            assert figure.url == ""


def to_decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def test_filters_together_count_the_rows_that_they_leave(referent: Actor) -> None:
    for standing, profession in itertools.product(
        Standing.values, (Profession.MEDECINE, Profession.ODONTOLOGIE)
    ):
        search = Search(standing=standing, profession=profession, academic_year="2018-2019")
        rows = answering(referent, search, TODAY)
        assert page_of(referent, search, TODAY, 1).count == rows.count(), search
