"""The pages of the transmissions: the register, and the letters of a period as one file."""

from collections.abc import Iterator

import pytest
import time_machine
from django.urls import reverse

from installations.models import LetterBatch
from installations.services.batches import merge_due_batches
from installations.services.letters import render_due_letters
from tests.factories.installations import AT, World, make_world, signed_decision
from tests.views.test_examinations import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen_day() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def world(zonings: None) -> World:
    return make_world()


def test_a_batch_is_asked_followed_and_downloaded(world: World) -> None:
    signed_decision(world)
    referent = signed_in(world.referent)
    page = referent.post(reverse("ask_letter_batch"), {"du": "2026-11-20", "au": "2026-11-20"}, follow=True)
    assert "Courriers mis en page : 0 sur 2" in page.content.decode()
    again = referent.post(reverse("ask_letter_batch"), {"du": "2026-11-20", "au": "2026-11-20"})
    batch = LetterBatch.objects.get()
    assert again.headers["Location"] == reverse("letter_batch", args=[batch.id])
    assert referent.get(reverse("letter_batch_file", args=[batch.id])).status_code == 404
    render_due_letters(at=AT)
    merge_due_batches(at=AT)
    assert "Télécharger le lot" in referent.get(reverse("letter_batch", args=[batch.id])).content.decode()
    file = referent.get(reverse("letter_batch_file", args=[batch.id]))
    assert file.content.startswith(b"%PDF-")
    assert "courriers-20261120-20261120.pdf" in file.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ({"du": "2026-02-30", "au": ""}, "Les dates ne se lisent pas"),
        ({"du": "2026-11-20", "au": "2026-11-19"}, "Le dernier jour précède le premier"),
        ({"du": "2026-11-01", "au": "2026-11-19"}, "Aucun courrier n&#x27;est daté"),
    ],
)
def test_a_period_without_letters_is_told_and_nothing_is_written(
    world: World, days: dict[str, str], words: str
) -> None:
    answer = signed_in(world.referent).post(reverse("ask_letter_batch"), days)
    assert answer.status_code in (409, 422)
    assert words in answer.content.decode()
    assert not LetterBatch.objects.exists()
