"""The eligible communes nearest to a place that is not, and what a refusal says of them."""

import datetime as dt

import pytest
import shapely
from django.test import Client
from django.urls import reverse

from cesp_portal.common.accounts.models import User
from installations.enums import Outcome, RequestKind
from installations.models import Letter
from tests.factories.installations import START, make_world, make_zonings, sent_request, signed_decision, site
from zonage.models import RegionOutline
from zonage.selectors.neighbours import eligible_near
from zonage.services.official_code import Place
from zonage.services.outlines import outlines_in_preparation, store_outlines

pytestmark = pytest.mark.django_db
# Where each commune lies: Narbonne, which is not eligible, then Fabrezan and Montpeyroux, which are.
SQUARES = {"11262": (3.0, 43.2), "11132": (2.7, 43.2), "34173": (3.5, 43.7)}
NAMES = {"11262": "Narbonne", "11132": "Fabrezan", "34173": "Montpeyroux"}


@pytest.fixture
def _outlines() -> None:
    make_zonings()
    places = [
        Place(
            code=code,
            kind="COM",
            name=NAMES[code],
            region="76",
            department=code[:2],
            population=1000,
            shape=shapely.to_wkb(shapely.box(west, south, west + 0.1, south + 0.1)),
        )
        for code, (west, south) in SQUARES.items()
    ]
    with outlines_in_preparation(places, "essais") as outlines:
        store_outlines(outlines)


@pytest.mark.usefixtures("_outlines")
def test_the_nearest_eligible_communes_come_first() -> None:
    near = eligible_near(code="11262", profession="medecine", on=START)
    assert [one.code for one in near] == ["11132", "34173"]
    assert 20 <= near[0].kilometres <= 28
    assert near[0].label
    assert eligible_near(code="11132", profession="medecine", on=START)[0].code == "34173"


@pytest.mark.usefixtures("_outlines")
def test_nothing_is_named_without_zoning_or_outline() -> None:
    assert eligible_near(code="11262", profession="medecine", on=dt.date(2025, 1, 1)) == ()
    assert eligible_near(code="11262", profession="odontologie", on=START) == ()
    assert eligible_near(code="75101", profession="medecine", on=START) == ()
    RegionOutline.objects.all().delete()
    assert eligible_near(code="11262", profession="medecine", on=START) == ()


@pytest.mark.usefixtures("_outlines")
def test_a_refusal_names_them_and_the_agent_sees_them_first() -> None:
    world = make_world()
    request = sent_request(world, RequestKind.INSTALLATION, site("11262"))
    client = Client()
    client.force_login(User.objects.get(id=world.referent.user_id))
    page = client.get(reverse("examine_request", args=[request.id])).content.decode()
    assert "Communes éligibles les plus proches de Narbonne" in page
    assert "Aides qui existent pour ces lieux" in page
    decision = signed_decision(world, request, outcome=Outcome.REFUSED, grounds="Hors zone.")
    facts = Letter.objects.get(decision=decision).facts
    assert not any("est à confirmer par un agent" in reason for reason in facts["considerants"])
    article = facts["articles"][0]
    assert "Fabrezan (11132) et Montpeyroux (34173)" in " ".join(article["paragraphs"])
