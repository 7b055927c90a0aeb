"""Steering figures: each count equals the rows it opens; small counts are hidden from those who see no names."""

import datetime as dt
from urllib.parse import parse_qsl, urlsplit

import pytest

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import Agency
from cesp_portal.dashboard.selectors.figures import FEWEST_SHOWN, charts_for, hidden_codes
from cesp_portal.dashboard.selectors.funnels import STEPS, Selection, candidates_at, funnel_for
from cesp_portal.dashboard.selectors.month_figures import Asked, month_charts
from cesp_portal.dashboard.selectors.signatories import Search, signatories_for
from cesp_portal.dashboard.selectors.steering_rows import rows_behind
from cesp_portal.dashboard.selectors.survey_charts import survey_charts
from contracts.models import Campaign
from tests.factories import installations as make
from tests.factories.accounts import AgencyFactory, make_actor
from tests.factories.contracts import NOON, ContractFactory, OfferFactory, TrainingSuspensionFactory
from tests.factories.surveys import InvitationFactory, SurveyFactory

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 20)


@pytest.fixture
def referent() -> Actor:
    agency = AgencyFactory(region_code="76")
    campaign = {"candidate__campaign__faculty__agency": agency}
    ContractFactory.create_batch(6, **campaign)
    ContractFactory.create_batch(2, **campaign, training_completed_on=TODAY, academic_year="2019-2020")
    ContractFactory(**campaign, profession="odontologie")
    leave = {"starts_on": TODAY, "ends_until": TODAY + dt.timedelta(days=90)}
    TrainingSuspensionFactory(contract=ContractFactory(**campaign), **leave)
    ContractFactory(candidate__campaign__faculty__agency=AgencyFactory(region_code="11"))
    return make.make_person(Role.REFERENT, agency, "Maud", "Castelnau")


def test_each_figure_equals_the_rows_that_it_opens(referent: Actor) -> None:
    for chart in charts_for(referent, TODAY):
        for figure in chart.figures:
            search = Search(**dict(parse_qsl(urlsplit(figure.url).query)))
            assert signatories_for(referent, search, TODAY).count() == figure.people, (chart.code, figure)
        assert sum(figure.people or 0 for figure in chart.figures) == chart.total


def test_charts_count_the_same_people_and_nobody_elsewhere(referent: Actor) -> None:
    assert {chart.total for chart in charts_for(referent, TODAY)} == {10}


def test_supervision_counts_the_country_and_opens_no_row(referent: Actor) -> None:
    charts = charts_for(make_actor(Role.SUPERVISION), TODAY)
    assert {chart.total for chart in charts} == {11}
    assert not any(figure.url for chart in charts for figure in chart.figures)


def test_supervision_sees_no_count_under_five(referent: Actor) -> None:
    shown = [
        figure.people
        for chart in charts_for(make_actor(Role.SUPERVISION), TODAY)
        for figure in chart.figures
        if figure.people is not None
    ]
    assert all(people >= FEWEST_SHOWN for people in shown)


@pytest.mark.parametrize(
    ("counted", "hidden"),
    [
        ({"a": 9, "b": 7}, set()),
        ({"a": 9, "b": 7, "c": 2}, {"c", "b"}),
        ({"a": 9, "b": 3, "c": 4}, {"b", "c"}),
        ({"a": 9, "b": 1, "c": 2}, {"a", "b", "c"}),
        ({"a": 9, "b": 4, "c": 4}, {"a", "b", "c"}),
        ({"a": 9, "b": 8} | dict.fromkeys("cdefg", 1), set("bcdefg")),
        ({"a": 2}, {"a"}),
    ],
)
def test_small_count_cannot_be_found_by_difference(counted: dict[str, int], hidden: set[str]) -> None:
    assert hidden_codes(counted) == hidden


def test_portal_without_contract_has_empty_charts() -> None:
    assert all(not chart.figures for chart in charts_for(make_actor(Role.SUPERVISION), TODAY))


def test_who_sees_no_names_is_told_of_whole_years_only(referent: Actor) -> None:
    office = {"place__campaign__faculty__agency": Agency.objects.get(pk=referent.office_id)}
    OfferFactory.create_batch(2, **office)
    year = Campaign.objects.latest("academic_year").academic_year
    reader = make_actor(Role.SUPERVISION)
    whole = funnel_for(reader, Selection(year), TODAY)
    for part in (
        Selection(),
        Selection(year, "odontologie"),
        Selection(year, faculte="x"),
        Selection("1999-2000"),
    ):
        assert funnel_for(reader, part, TODAY) == whole
    assert month_charts(reader, Asked("34", "2020", "verified")) == month_charts(reader, Asked())


def test_funnel_counts_the_people_that_each_step_opens(referent: Actor) -> None:
    office = {"place__campaign__faculty__agency": Agency.objects.get(pk=referent.office_id)}
    OfferFactory.create_batch(2, **office)
    signed = {"status": "signed", "signed_on": TODAY, "channel": "paper", "closed_at": NOON}
    OfferFactory(**office, **signed)
    years = {campaign.academic_year for campaign in Campaign.objects.all()}
    for asked in (Selection(), *(Selection(annee=year) for year in years), Selection(filiere="odontologie")):
        chart = funnel_for(referent, asked, TODAY)
        for step, figure in zip(STEPS, chart.figures, strict=True):
            found = candidates_at(referent, asked, step)
            assert found.count() == figure.people, (asked, step)
            assert all(one.agency_id == referent.agency_id for one in found)
            if figure.url:
                rows = rows_behind(referent, "campagne", dict(parse_qsl(urlsplit(figure.url).query)))
                assert rows is not None
                assert len(rows.rows) == rows.count == figure.people
    sent = dict(zip(STEPS, funnel_for(referent, Selection(), TODAY).figures, strict=True))
    assert (sent["proposes"].people, sent["attente"].people, sent["signes"].people) == (3, 2, 1)


def test_survey_figures_equal_the_people_they_open(referent: Actor) -> None:
    survey = SurveyFactory(agency_id=referent.agency_id, opened=True)
    answered = {"started_at": NOON, "submitted_at": NOON}
    for facts in (answered, answered, {"started_at": NOON}, {}):
        InvitationFactory(
            survey=survey, contract__candidate__campaign__faculty__agency=survey.agency, **facts
        )
    ((_, chart),) = survey_charts(referent)
    assert [figure.people for figure in chart.figures] == [4, 2, 1, 1]
    for figure in chart.figures:
        rows = rows_behind(referent, "enquete", dict(parse_qsl(urlsplit(figure.url).query)))
        assert rows is not None
        assert len(rows.rows) == rows.count == figure.people
    stranger = make.make_person(Role.REFERENT, AgencyFactory(region_code="52"), "Alix", "Lointain")
    assert survey_charts(stranger) == []
    opened = rows_behind(stranger, "enquete", dict(parse_qsl(urlsplit(chart.figures[0].url).query)))
    assert opened is not None
    assert opened.rows == ()


@pytest.mark.parametrize("what", ["campagne", "mois", "enquete"])
def test_odd_addresses_of_rows_open_nothing(referent: Actor, what: str) -> None:
    odd = {"etape": "x", "annee": "'", "sorte": "x", "departement": "%", "enquete": "x", "reponse": "x"}
    found = rows_behind(referent, what, odd)
    assert found is not None
    assert found.rows == ()
    assert rows_behind(referent, "inconnu", odd) is None
