"""The signatory's home: what to do by when, what the agency examines, how the zonings touched the project."""

import datetime as dt
from fractions import Fraction

import pytest
from django.test import Client
from django.urls import reverse
from psycopg.types.range import DateRange

from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import User
from cesp_portal.common.refusals import Refusal
from cesp_portal.common.rules.french import NBSP
from cesp_portal.dashboard.enums import Standing
from cesp_portal.dashboard.selectors.delays import usual_delays
from cesp_portal.dashboard.selectors.signatory_home import home_of, sentence
from cesp_portal.dashboard.selectors.standing_dates import dates_of
from installations.enums import PracticeMode
from installations.services.projects import ProjectAnswers, file_project
from installations.services.statements import print_statement
from tests.factories.accounts import MembershipFactory
from tests.factories.contracts import ThirdCycleSuspensionFactory, TrainingSuspensionFactory
from tests.factories.follow_up import (
    AbsenceFactory,
    ExchangeFactory,
    FileMessageFactory,
    LeaveRequestFactory,
)
from tests.factories.installations import (
    AT,
    TODAY,
    PracticePeriodFactory,
    World,
    make_world,
    make_zonings,
    sent_request,
    signed_decision,
)
from tests.factories.surveys import InvitationFactory
from tests.factories.wishes import WishCampaignFactory
from tests.factories.zonage import publish_levels

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def told(world: World) -> dict[str, dt.date | None]:
    home = home_of(world.signatory, TODAY)
    assert home is not None
    return {action.title: action.due_on for action in home.actions}


def test_agent_who_left_no_longer_follows_anybody() -> None:
    world = make_world()
    held = MembershipFactory(role=Role.REFERENT, agency=world.agency, starts_on=TODAY - 90 * DAY)
    world.contract.backup = held.user
    world.contract.save(update_fields=["backup"])
    home = home_of(world.signatory, TODAY)
    assert home is not None
    assert home.followers.backup == held.user
    held.ends_until = TODAY
    held.save(update_fields=["ends_until"])
    home = home_of(world.signatory, TODAY)
    assert home is not None
    assert home.followers.backup is None


def test_what_the_agency_waits_for_is_to_do_with_its_last_day() -> None:
    world = make_world()
    contract = world.contract
    ExchangeFactory(contract=contract, planned=True, starts_at=AT + 5 * DAY)
    InvitationFactory(contract=contract, survey__agency=world.agency, survey__closes_on=TODAY + 9 * DAY)
    FileMessageFactory(contract=contract, from_agency=True)
    actions = told(world)
    assert actions["Venir à l'échange annuel"] == TODAY + 5 * DAY
    assert actions["Répondre à l'enquête « Enquête annuelle inventée »"] == TODAY + 9 * DAY
    assert actions["Lire 1 message de l'agence"] is None
    dated = [day for day in actions.values() if day is not None]
    assert list(actions.values())[: len(dated)] == sorted(dated)


def test_student_of_the_sixth_year_is_told_of_the_wish_and_of_an_address_that_lasts() -> None:
    student = {
        "des_on": None,
        "de_on": None,
        "training_completed_on": None,
        "applied_on": dt.date(2026, 9, 20),
    }
    world = make_world(concluded_on=dt.date(2026, 10, 1), **student)
    candidate = world.contract.candidate
    candidate.year_of_study = 6
    candidate.save(update_fields=["year_of_study"])
    WishCampaignFactory(agency=world.agency, year=2026, opens_on=TODAY, closes_on=TODAY + 20 * DAY)
    actions = told(world)
    assert actions["Déposer votre vœu de sixième année"] == TODAY + 20 * DAY
    assert "Ajouter une adresse qui dure" in actions


def test_usual_delay_is_announced_once_enough_decisions_tell_it() -> None:
    make_zonings()
    world = make_world()
    request = sent_request(world)
    home = home_of(world.signatory, TODAY)
    assert home is not None
    [waiting] = home.waiting
    assert (waiting.url, waiting.sent_on, waiting.expected_on) == (
        reverse("my_request", args=[request.id]),
        TODAY,
        None,
    )
    for _ in range(3):
        signed_decision(make_world())
    assert usual_delays(world.agency.id, TODAY) == {"installation": 0}
    assert usual_delays(world.agency.id, TODAY + 400 * DAY) == {}
    home = home_of(world.signatory, TODAY)
    assert home is not None
    assert home.waiting[0].expected_on == TODAY


def test_timeline_tells_how_each_zoning_classed_the_project_while_it_was_the_project() -> None:
    make_zonings()
    world = make_world()
    for code, filed_on in (("11132", dt.date(2025, 1, 10)), ("11262", dt.date(2026, 9, 1))):
        answers = ProjectAnswers(
            specialty="", mode=PracticeMode.LIBERAL, commune_code=code, address="", structure=""
        )
        file_project(actor=world.signatory, contract=world.contract, answers=answers, on=filed_on, at=AT)
    publish_levels({"11132": "ZV", "11262": "ZIP"}, on=dt.date(2026, 3, 1), order_number="ARS-OC-2026-7")
    home = home_of(world.signatory, TODAY)
    assert home is not None
    assert home.timeline is not None
    rows = [
        (row.what, row.first_day, row.last_day)
        for row in home.timeline.rows
        if row.what.startswith(("Projet en zone", "Projet hors"))
    ]
    assert rows == [
        ("Projet en zone éligible : Fabrezan (ZIP)", dt.date(2025, 4, 15), dt.date(2026, 2, 28)),
        ("Projet hors zone : Fabrezan (ZV)", dt.date(2026, 3, 1), dt.date(2026, 8, 31)),
        ("Projet en zone éligible : Narbonne (ZIP)", dt.date(2026, 9, 1), None),
    ]


@pytest.mark.parametrize(
    ("until", "planned"),
    [(None, [(TODAY + DAY, None)]), (TODAY + 30 * DAY, [(TODAY + DAY, TODAY + 29 * DAY)]), (TODAY, [])],
)
def test_what_a_declaration_says_of_the_days_to_come_is_drawn_as_planned(
    until: dt.date | None, planned: list[tuple[dt.date, dt.date | None]]
) -> None:
    world = make_world()
    PracticePeriodFactory(contract=world.contract, days=DateRange(TODAY - 10 * DAY, until))
    home = home_of(world.signatory, TODAY)
    assert home is not None
    assert home.timeline is not None
    rows = {what: [] for what in ("Exercice déclaré : Fabrezan", "Exercice prévu : Fabrezan")}
    for row in home.timeline.rows:
        if row.what in rows:
            rows[row.what].append((row.first_day, row.last_day))
    declared_to = None if until is None else min(until - DAY, TODAY)
    assert rows == {
        "Exercice déclaré : Fabrezan": [(TODAY - 10 * DAY, declared_to)],
        "Exercice prévu : Fabrezan": planned,
    }


def test_home_shows_the_last_messages_and_who_stands_in() -> None:
    world = make_world()
    contract = world.contract
    for number in range(4):
        FileMessageFactory(contract=contract, body=f"Message {number}", sent_at=AT + number * DAY)
    sealed = FileMessageFactory(contract=contract, from_agency=True, body="Secret", sent_at=AT + 5 * DAY)
    agents = MembershipFactory.create_batch(2, role=Role.REFERENT, agency=world.agency)
    contract.referent, contract.backup = (agent.user for agent in agents)
    contract.save(update_fields=["referent", "backup"])
    AbsenceFactory(user=contract.referent, starts_on=TODAY - DAY, ends_until=TODAY + DAY)
    home = home_of(world.signatory, TODAY)
    assert home is not None
    assert [line.message.body for line in home.messages[1:]] == ["Message 3", "Message 2"]
    assert (home.messages[0].message, home.messages[0].sealed) == (sealed, True)
    assert home.stands_in == contract.backup


def test_suspension_that_waits_is_announced_with_its_usual_delay() -> None:
    world = make_world()
    for days in (10, 20, 40):
        LeaveRequestFactory(
            contract__candidate__campaign__faculty__agency=world.agency,
            status="granted",
            submitted_at=AT - 60 * DAY,
            decided_on=TODAY - (60 - days) * DAY,
            decided_at=AT,
        )
    LeaveRequestFactory(contract=world.contract, submitted_at=AT)
    home = home_of(world.signatory, TODAY)
    assert home is not None
    [waiting] = home.waiting
    assert (waiting.sent_on, waiting.expected_on) == (TODAY, TODAY + 20 * DAY)


def test_finished_engagement_is_said_to_be_over() -> None:
    world = make_world()
    home = home_of(world.signatory, TODAY)
    assert home is not None
    assert home.statement is not None
    done = home.statement._replace(months_owed=39, months_verified=Fraction(39))
    assert "il ne reste aucun mois à exercer" in sentence(done)
    assert "il ne reste" not in sentence(done._replace(months_verified=Fraction(77, 2)))


def test_terminated_contract_counts_no_month_after_its_day_and_asks_for_nothing(client: Client) -> None:
    made_in_training = {"des_on": None, "de_on": None, "training_completed_on": None}
    world = make_world(**made_in_training, status="terminated", closed_on=dt.date(2024, 3, 14))
    home = home_of(world.signatory, TODAY)
    assert home is not None
    assert home.statement is not None
    assert "Déposer votre projet" not in {action.title for action in home.actions}
    assert home.sentence.replace(NBSP, " ") == (
        "Contrat rompu le 14 mars 2024 : plus aucun mois n'est à exercer."
    )
    assert home.statement.as_of == dt.date(2024, 3, 14)
    assert {figure.label: figure.text for figure in home.figures}["Mois payés"] == f"18{NBSP}mois"
    client.force_login(User.objects.get(id=world.contract.user_id))
    assert "État au 14 mars 2024" in client.get(reverse("signatory_statement")).text


def test_contradictory_file_still_has_a_home(client: Client) -> None:
    world = make_world(de_on=dt.date(2012, 1, 1), training_completed_on=dt.date(2012, 1, 1))
    client.force_login(User.objects.get(id=world.contract.user_id))
    for route in ("signatory_home", "signatory_statement"):
        page = client.get(reverse(route))
        assert page.status_code == 200
        assert "Deux dates du dossier se contredisent" in page.text
    printed = client.post(reverse("print_statement", args=[world.contract.id]))
    assert printed.status_code == 409
    assert "se contredisent" in printed.text
    with pytest.raises(Refusal) as refused:
        print_statement(actor=world.signatory, contract=world.contract, on=TODAY, at=AT)
    assert refused.value.code == "STATEMENT_CONTRADICTED"


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        (Standing.TRAINING, "Contrat conclu le"),
        (Standing.LOOKING, "fin de votre formation"),
        (Standing.ALLOWANCE_SUSPENDED, "Du 1er septembre 2026 au 31 décembre 2026 inclus."),
        (Standing.ALLOWANCE_STOPPED, "Depuis le 1er janvier 2027"),
        (Standing.PRACTISING, ""),
    ],
)
def test_each_standing_says_its_days(standing: Standing, said: str) -> None:
    contract = make_world().contract
    TrainingSuspensionFactory(
        contract=contract, starts_on=dt.date(2026, 9, 1), ends_until=dt.date(2027, 1, 1)
    )
    ThirdCycleSuspensionFactory(contract=contract)
    told = dates_of(contract, standing, dt.date(2026, 10, 1)).replace(NBSP, " ")
    assert said in told
    assert bool(told) is bool(said)
