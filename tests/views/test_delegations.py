"""Who signs for an agency and what is read twice: set by the direction, read by the referents."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.urls import reverse

from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.refusals import BadInput, Forbidden, Refusal
from installations.enums import RequestKind
from installations.models import SecondLook, Signatory
from installations.selectors.decisions import asks_second_look, signatory_of
from installations.services.delegations import end_delegation, name_signatory
from tests.factories.accounts import AgencyFactory
from tests.factories.installations import AT, TODAY, World, make_person, make_world
from tests.views.test_examinations import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen_day() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def world(zonings: None) -> World:
    return make_world()


def test_the_direction_delegates_then_ends_and_both_days_count(world: World) -> None:
    direction = signed_in(world.director)
    form = {
        "user": str(world.referent.user_id),
        "quality": "Le chef de pôle d'<b>appui</b>",
        "delegation": "",
        "since_on": "2026-12-31",
    }
    page = direction.post(reverse("name_signatory"), form, follow=True).content.decode()
    assert "Le chef de pôle d&#x27;&lt;b&gt;appui&lt;/b&gt;" in page
    row = Signatory.objects.get(user_id=world.referent.user_id)
    last = dt.date(2028, 2, 29)
    direction.post(reverse("end_delegation", args=[row.id]), {"last_day": "2028-02-29"})
    days = (dt.date(2026, 12, 30), dt.date(2026, 12, 31), last, last + dt.timedelta(days=1))
    signs = [signatory_of(world.referent, world.agency.id, day) is not None for day in days]
    assert signs == [False, True, True, False]
    assert "au 29 février 2028 inclus" in direction.get(reverse("delegations")).content.decode()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"quality": ""}, "Ce champ est obligatoire"),
        ({"since_on": "2026-02-30"}, "Écrivez une date qui existe"),
        ({"user": "00000000-0000-0000-0000-000000000000"}, "Sélectionnez un choix valide"),
        ({"who": "director"}, "signe déjà pour l&#x27;agence"),
    ],
)
def test_a_delegation_that_is_wrong_keeps_what_was_typed(
    world: World, values: dict[str, str], words: str
) -> None:
    person = world.director if values.pop("who", "") else world.referent
    form = {
        "user": str(person.user_id),
        "quality": "La directrice",
        "delegation": "Par délégation inventée",
        "since_on": "2026-11-20",
    } | values
    answer = signed_in(world.director).post(reverse("name_signatory"), form)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Par délégation inventée" in answer.content.decode()
    assert Signatory.objects.count() == 1


def test_a_stranger_and_a_referent_delegate_nothing(world: World) -> None:
    stranger = make_person(Role.DIRECTION, AgencyFactory(region_code="11"), "Charlie", "Petit")
    user = Signatory.objects.get().user
    for actor in (stranger, world.referent):
        with pytest.raises(Forbidden):
            name_signatory(
                actor=actor,
                agency_id=world.agency.id,
                user=user,
                quality="X",
                delegation="",
                on=TODAY,
                at=AT,
            )
    page = signed_in(world.referent).get(reverse("delegations")).content.decode()
    assert "La directrice du premier recours" in page
    assert "Enregistrer une délégation" not in page


def test_what_the_service_refuses_is_named(world: World) -> None:
    row = Signatory.objects.get()
    with pytest.raises(BadInput) as refused:
        end_delegation(
            actor=world.director, signatory=row, last_day=row.since_on - dt.timedelta(days=1), at=AT
        )
    assert refused.value.code == "ENDS_BEFORE_START"
    for quality, code in ((" ", "QUALITY_MISSING"), ("La directrice", "ALREADY_SIGNS")):
        with pytest.raises(Refusal) as said:
            name_signatory(
                actor=world.director,
                agency_id=world.agency.id,
                user=row.user,
                quality=quality,
                delegation="",
                on=TODAY,
                at=AT,
            )
        assert said.value.code == code


def test_a_second_reading_is_asked_once_and_stopped_from_tomorrow(world: World) -> None:
    direction = signed_in(world.director)
    for _ in range(2):
        direction.post(reverse("ask_second_look"), {"kind": "deferral"})
    look = SecondLook.objects.get()
    assert asks_second_look(world.agency.id, RequestKind.DEFERRAL, TODAY)
    assert not asks_second_look(world.agency.id, RequestKind.INSTALLATION, TODAY)
    for _ in range(2):
        direction.post(reverse("stop_second_look", args=[look.id]))
    assert asks_second_look(world.agency.id, RequestKind.DEFERRAL, TODAY)
    assert not asks_second_look(world.agency.id, RequestKind.DEFERRAL, TODAY + dt.timedelta(days=1))
