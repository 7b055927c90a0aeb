"""The pages of the places offered."""

from collections.abc import Iterator

import pytest
import time_machine
from django.urls import reverse

from installations.models import Post
from tests.factories.installations import AT, PostFactory, World, make_world
from tests.rules.test_finess import row
from tests.services.test_posts import read
from tests.views.test_examinations import signed_in
from zonage.models import RegionOutline

pytestmark = pytest.mark.django_db
FORM = {
    "structure": "Cabinet <b>de</b> l'Étoile",
    "commune": "Fabrezan",
    "profession": "medecine",
    "mode": "salarie",
    "opens_on": "2026-11-20",
    "closes_on": "2026-12-31",
    "description": "{{ 7*7 }} <script>alert(1)</script>",
    "contact_name": "Dominique Inventé",
    "contact_email": "contact@example.org",
}


@pytest.fixture(autouse=True)
def frozen_day() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def world(zonings: None) -> World:
    return make_world()


def test_a_referent_proposes_a_post_that_signatories_read_as_text(world: World) -> None:
    answer = signed_in(world.referent).post(reverse("new_post"), FORM, follow=True)
    assert "Le poste est proposé" in answer.content.decode()
    page = signed_in(world.signatory).get(reverse("posts_offered")).content.decode()
    assert "Cabinet &lt;b&gt;de&lt;/b&gt; l&#x27;Étoile" in page
    assert "{{ 7*7 }} &lt;script&gt;" in page
    assert "Éligible" in page
    assert "mailto:contact@example.org" in page


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"commune": "Atlantis"}, "Aucune commune française"),
        ({"commune": "75101"}, "pas dans votre région"),
        ({"closes_on": "2026-02-29"}, "Écrivez une date qui existe"),
        ({"contact_email": ""}, "moyen de joindre"),
        ({"contact_email": "x\r\nBcc: y@example.org"}, "adresse"),
    ],
)
def test_bad_input_keeps_what_was_typed(world: World, values: dict[str, str], words: str) -> None:
    answer = signed_in(world.referent).post(reverse("new_post"), FORM | values)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Dominique Inventé" in answer.content.decode()
    assert not Post.objects.exists()


def test_filters_start_from_my_contract_and_can_be_opened(world: World) -> None:
    PostFactory(agency=world.agency, profession="odontologie", structure="Cabinet dentaire inventé")
    client = signed_in(world.signatory)
    assert "Cabinet dentaire" not in client.get(reverse("posts_offered")).content.decode()
    wide = client.get(reverse("posts_offered"), {"profession": "", "region": ""})
    assert "Cabinet dentaire" in wide.content.decode()
    assert client.get(reverse("posts_offered"), {"profession": "x", "region": "zz"}).status_code == 200


def test_the_posts_of_a_region_are_on_its_map(world: World) -> None:
    for _ in range(2):
        PostFactory(agency=world.agency)
    client = signed_in(world.signatory)
    asked = {"profession": "medecine", "region": "76"}
    assert "zonage-map" not in client.get(reverse("posts_offered"), asked).content.decode()
    RegionOutline.objects.create(region_id="76", content=b"x", sha256="a" * 64, communes=2, source="essais")
    page = client.get(reverse("posts_offered"), asked).content.decode()
    assert '{"11132": [0, 2]}' in page
    assert reverse("zonage_outlines", args=["76", "a" * 64]) in page
    assert reverse("zonage_levels", args=["76"]) in page


def test_a_post_may_start_from_an_establishment(world: World) -> None:
    read("2026-05-12", row(name="CENTRE DE SANTÉ INVENTÉ", department="11", commune="132"))
    referent = signed_in(world.referent)
    page = referent.get(reverse("structures"), {"q": "centre de sante"}).content.decode()
    assert "new_post" not in page
    assert "?structure=990000001" in page
    form = referent.get(reverse("new_post"), {"structure": "990000001"}).content.decode()
    assert "CENTRE DE SANTÉ INVENTÉ" in form
    assert "Fabrezan (11132)" in form


def test_the_agency_edits_withdraws_and_sees_what_is_over(world: World) -> None:
    post = PostFactory(agency=world.agency)
    referent = signed_in(world.referent)
    referent.post(reverse("edit_post", args=[post.id]), FORM)
    assert Post.objects.get().structure == FORM["structure"]
    referent.post(reverse("withdraw_post", args=[post.id]))
    page = referent.get(reverse("posts_managed")).content.decode()
    assert "retiré le 20 novembre 2026" in page
    assert "Retirer Cabinet" not in page
