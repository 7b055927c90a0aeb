"""The signatory's home: what to do by when, what the agency examines, how the zonings touched the project."""

import datetime as dt

import pytest

from cesp_portal.dashboard.selectors.delays import usual_delays
from cesp_portal.dashboard.selectors.signatory_home import home_of
from installations.enums import PracticeMode
from installations.services.projects import ProjectAnswers, file_project
from tests.factories.follow_up import ExchangeFactory, FileMessageFactory
from tests.factories.installations import (
    AT,
    TODAY,
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
    assert (waiting.request, waiting.sent_on, waiting.expected_on) == (request, TODAY, None)
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
