"""The letters of a yearly exchange: tied to it for good, said on its pages, downloaded again as they were."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cesp_portal.common.refusals import BadInput
from contracts.enums import ContactKind, ExchangeStatus
from contracts.models import Exchange
from contracts.services.exchanges import summon
from installations.enums import LetterKind
from installations.models import Letter
from installations.services.letters import render_due_letters
from installations.services.notices import NoticeAnswers, write_notice
from tests.factories.follow_up import ExchangeFactory
from tests.factories.installations import AT, TODAY, World, make_world, signed_decision
from tests.views.test_installations import signed_in

pytestmark = pytest.mark.django_db
STARTS_AT = AT + dt.timedelta(days=14)


@pytest.fixture(autouse=True)
def frozen_day() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def world() -> World:
    return make_world()


def planned(world: World) -> Exchange:
    exchange: Exchange = ExchangeFactory(
        contract=world.contract, planned=True, starts_at=STARTS_AT, summoned_at=AT, place="Salle 12"
    )
    return exchange


def as_prefilled(client: Client, exchange: Exchange) -> tuple[str, dict[str, str]]:
    """The address of the form, and what a browser would send back of it untouched."""
    address = f"{reverse('write_notice', args=[exchange.contract_id])}?echange={exchange.id}"
    form = client.get(address).context["form"]
    return address, {field.name: str(field.value() or "") for field in form}


def test_the_exchange_shows_the_letter_that_summoned_and_gives_it_again(world: World) -> None:
    exchange = planned(world)
    client = signed_in(world.referent)
    address, typed = as_prefilled(client, exchange)

    answer = client.post(address, typed | {"action": "send"})

    letter = Letter.objects.get()
    assert answer.headers["Location"] == reverse("exchange", args=[exchange.id])
    assert letter.exchange == exchange
    page = reverse("exchange", args=[exchange.id])
    assert "mise en page en cours" in client.get(page).text
    render_due_letters(at=AT)
    desk = (page, reverse("agenda"), f"{reverse('dossier', args=[world.contract.id])}?onglet=echanges")
    person = signed_in(world.signatory)
    download = reverse("download_letter", args=[letter.id])
    for reader, address in (*((client, one) for one in desk), (person, reverse("my_exchanges"))):
        shown = reader.get(address).text
        assert f'href="{download}">Convocation n° {letter.number}</a> du 20 novembre 2026' in shown
        assert reader.get(download).content.startswith(b"%PDF-")


def test_a_letter_written_before_the_last_summons_says_so(world: World) -> None:
    exchange = planned(world)
    client = signed_in(world.referent)
    address, typed = as_prefilled(client, exchange)
    client.post(address, typed | {"action": "send"})
    page = reverse("exchange", args=[exchange.id])
    assert "avant la dernière convocation" not in client.get(page).text

    later = {"starts_at": STARTS_AT + dt.timedelta(days=1), "mode": ContactKind.PHONE, "place": ""}
    summon(actor=world.referent, exchange=exchange, at=AT + dt.timedelta(hours=1), **later)

    assert "avant la dernière convocation" in client.get(page).text


def test_a_convocation_never_says_another_hour_than_its_exchange(world: World) -> None:
    exchange = planned(world)
    client = signed_in(world.referent)
    address, typed = as_prefilled(client, exchange)
    for action in ("show", "send"):
        answer = client.post(address, typed | {"action": action, "hour": "06:00"})
        assert answer.status_code == 422
        assert "cette lettre dit autre chose" in answer.text

    starts_at = timezone.localtime(STARTS_AT)
    answers = NoticeAnswers(
        kind=LetterKind.SUMMONS,
        asked="Venir.",
        meets_on=starts_at.date(),
        hour=starts_at.time(),
        place="Salle 12",
    )
    not_summoned = ExchangeFactory(contract=world.contract, due_on=dt.date(2028, 2, 10))
    for about, said, code in (
        (exchange, replace(answers, meets_on=TODAY + dt.timedelta(days=2)), "NOT_THE_APPOINTMENT"),
        (not_summoned, answers, "EXCHANGE_NOT_SUMMONED"),
    ):
        act = {"actor": world.referent, "contract": world.contract, "on": TODAY, "at": AT}
        with pytest.raises(BadInput) as refused:
            write_notice(**act, answers=said, exchange=about)
        assert refused.value.code == code
    assert not Letter.objects.exists()


def test_an_absence_is_followed_by_a_reminder_tied_to_its_exchange(world: World) -> None:
    exchange = planned(world)
    exchange.status, exchange.closed_at = ExchangeStatus.MISSED, STARTS_AT
    exchange.save()
    client = signed_in(world.referent)
    address, typed = as_prefilled(client, exchange)
    assert typed["kind"] == "reminder"
    assert "pas pu venir" in typed["asked"]

    client.post(address, typed | {"action": "send", "answer_by": "2026-12-15"})

    assert Letter.objects.get().exchange == exchange


def test_the_exchange_of_another_file_is_not_tied(world: World) -> None:
    other = ExchangeFactory(planned=True)
    client = signed_in(world.referent)
    _, typed = as_prefilled(client, planned(world))
    address = reverse("write_notice", args=[world.contract.id])

    client.post(f"{address}?echange={other.id}", typed | {"action": "send"})

    assert Letter.objects.get().exchange is None


def test_the_tie_is_frozen_and_for_notices_alone(zonings: None, world: World) -> None:
    exchange = planned(world)
    letter = Letter.objects.get(decision=signed_decision(world))
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(exchange=exchange)
    copy = Letter.objects.get(pk=letter.pk)
    copy.id, copy.number, copy.verification_code = exchange.id, "76-2026-9999", "AAAA"
    copy.kind, copy.decision, copy.exchange = LetterKind.CERTIFICATE, None, exchange
    with pytest.raises(IntegrityError, match="letter_of_an_exchange_is_a_notice"), transaction.atomic():
        copy.save(force_insert=True)


def test_the_agenda_asks_for_its_letters_once(world: World) -> None:
    client = signed_in(world.referent)
    counted = []
    for year in (2027, 2028, 2029):
        ExchangeFactory(
            contract=world.contract, planned=True, starts_at=STARTS_AT, due_on=dt.date(year, 2, 10)
        )
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("agenda"))
        counted.append(len(queries))
    assert counted[-1] == counted[-2]
