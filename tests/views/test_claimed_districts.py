"""A place said to be in a quartier prioritaire: named by the person, confirmed or refused by an agent."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.models import User
from cesp_portal.common.journal.models import Entry
from cesp_portal.common.refusals import BadInput, Refusal
from installations.enums import RequestKind
from installations.models import Request
from installations.selectors.examinations import examination_of
from installations.services.districts import settle_district
from installations.services.request_answers import RequestAnswers
from installations.services.requests import ask_correction, revise_request, withdraw_request
from tests.factories.installations import AT, TODAY, World, make_world, sent_request, site
from tests.factories.zonage import ACTOR
from zonage.models import District
from zonage.rules.files.zoning import Asked
from zonage.services.imports import import_zoning
from zonage.services.publication import Order, check_snapshot, publish_snapshot

pytestmark = pytest.mark.django_db
SIGNED_ON = dt.date(2025, 4, 15)
WEST = "QN01107I"


@pytest.fixture
def world(zonings: None) -> Iterator[World]:
    """Narbonne does not serve; its western district does."""
    District.objects.create(
        code=WEST, name="Ouest inventé", commune_codes=["11262"], starts_on=dt.date(2024, 1, 1)
    )
    done = import_zoning(
        actor=ACTOR,
        data=f"code_insee;code_qp;lib_qp;zonage_medecins\n11262;{WEST};Ouest;ZIP\n".encode(),
        filename="qpv.csv",
        asked=Asked(order_on=SIGNED_ON),
        at=AT,
    )
    check_snapshot(actor=ACTOR, snapshot_id=done.snapshots[0].id, order=Order("ARS-QPV-1"), at=AT)
    publish_snapshot(actor=ACTOR, snapshot_id=done.snapshots[0].id, on=SIGNED_ON, at=AT)
    with time_machine.travel(AT, tick=False):
        yield make_world()


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(id=actor.user_id))
    return client


def in_the_west(world: World) -> Request:
    return sent_request(
        world, RequestKind.INSTALLATION, site("11262", district_code=WEST, address="1 rue inventée")
    )


def right(request: Request) -> str:
    return examination_of(Request.objects.get(id=request.id), TODAY).sites[0].right


def form(**changes: str) -> dict[str, str]:
    return {
        "starts_on": "2027-01-04",
        "sites-TOTAL_FORMS": "1",
        "sites-INITIAL_FORMS": "0",
        "sites-0-commune": "Narbonne (11262)",
        "sites-0-structure": "Maison de santé inventée",
        "sites-0-mode": "liberal",
        "sites-0-half_days": "8",
        "sites-0-in_district": "on",
        "action": "submit",
    } | changes


def test_person_ticks_then_chooses_among_the_districts_of_the_commune(world: World) -> None:
    person = signed_in(world.signatory)
    url = reverse("new_request", args=["installation"])
    first = person.post(url, form())
    assert first.status_code == 422
    assert f'<option value="{WEST}">Ouest inventé ({WEST})' in first.content.decode()
    assert "Choisissez le quartier dans la liste" in first.content.decode()
    nowhere = person.post(url, form(**{"sites-0-commune": "Fabrezan (11132)"})).content.decode()
    assert "Aucun quartier prioritaire n&#x27;est connu à Fabrezan" in nowhere
    assert not Request.objects.exists()
    person.post(url, form(**{"sites-0-district": WEST}))
    request = Request.objects.get()
    assert request.facts["sites"][0]["district"] == {"code": WEST, "name": "Ouest inventé"}
    shown = person.get(reverse("my_request", args=[request.id])).content.decode()
    assert f"Quartier prioritaire Ouest inventé ({WEST}), à confirmer par un agent" in shown


def test_findings_follow_the_agent_and_the_journal_says_so(world: World) -> None:
    request = in_the_west(world)
    referent = signed_in(world.referent)
    url = reverse("settle_district", args=[request.id, 1])
    assert right(request) == "to_confirm"
    assert referent.post(url, {}).status_code == 422
    page = referent.post(url, {"answer": "confirmed"}, follow=True).content.decode()
    assert "un agent l&#x27;a confirmé" in page
    assert "ARS-QPV-1" in page
    assert right(request) == "eligible"
    referent.post(url, {"answer": "refused"})
    assert right(request) == "not_eligible"
    answers = Entry.objects.filter(action="installations.district_settled").order_by("id")
    assert [entry.facts["answer"] for entry in answers] == ["confirmed", "refused"]


def test_answer_of_the_agent_holds_as_long_as_the_address_does(world: World) -> None:
    request = in_the_west(world)
    settle_district(actor=world.referent, request=request, position=1, is_inside=True, at=AT)
    ask_correction(actor=world.referent, request=request, fields=["sites"], message="Précisez", at=AT)
    for address, expected in (("1 rue inventée", "confirmed"), ("2 rue inventée", "claimed")):
        place = site("11262", half_days="4", district_code=WEST, address=address)
        answers = RequestAnswers(starts_on=request.starts_on, sites=(place,))
        revise_request(actor=world.signatory, request=request, answers=answers, at=AT)
        assert request.sites.get().district_status == expected


def test_district_of_another_commune_or_of_a_closed_request_is_refused(world: World) -> None:
    with pytest.raises(BadInput):
        sent_request(world, RequestKind.INSTALLATION, site("11132", district_code=WEST))
    request = in_the_west(world)
    with pytest.raises(BadInput):
        settle_district(actor=world.referent, request=request, position=2, is_inside=True, at=AT)
    withdraw_request(actor=world.signatory, request=request, at=AT)
    with pytest.raises(Refusal):
        settle_district(actor=world.referent, request=request, position=1, is_inside=True, at=AT)
