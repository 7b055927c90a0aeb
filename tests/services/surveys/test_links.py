"""Personal links: sent by waves, opened once, refused whenever anything is wrong with them."""

import datetime as dt
import hashlib

import pytest

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.models import Agency
from cesp_portal.common.mail.models import OutgoingMail
from cesp_portal.common.mail.services import send_mail
from cesp_portal.common.refusals import Refusal
from contracts.models import LinkRequest, Survey, SurveyLink
from contracts.services import survey_link_requests, survey_links, surveys
from tests.factories.contracts import ContractFactory
from tests.services.surveys.story import (
    AT,
    DAY,
    ON,
    SWEEP,
    answer,
    mailed_tokens,
    opened,
    submit,
)

pytestmark = pytest.mark.django_db


def test_opening_sends_one_link_to_each_person_once(referent: Actor, agency: Agency) -> None:
    people = ContractFactory.create_batch(3, agency=agency)
    opened(referent)

    for _ in range(2):
        survey_links.send_due_links(actor=SWEEP, at=AT, on=ON)

    assert sorted(mailed_tokens()) == sorted(contract.user.email for contract in people)
    assert SurveyLink.objects.count() == 3


def test_no_token_is_kept_once_its_message_has_left(referent: Actor, agency: Agency) -> None:
    contract = ContractFactory(agency=agency)
    opened(referent)
    survey_links.send_due_links(actor=SWEEP, at=AT, on=ON)
    token = mailed_tokens()[contract.user.email]

    assert send_mail(mail_id=OutgoingMail.objects.get().id, at=AT)

    assert token not in OutgoingMail.objects.get().body
    assert SurveyLink.objects.get().token_hash == survey_links.token_hash(token)


def test_reminder_goes_only_to_those_who_have_not_answered_and_replaces_their_link(
    referent: Actor, agency: Agency
) -> None:
    answered, silent = ContractFactory.create_batch(2, agency=agency)
    opened(referent)
    survey_links.send_due_links(actor=SWEEP, at=AT, on=ON)
    first = mailed_tokens()[silent.user.email]
    answer(answered, "des", "31/10/2027")
    submit(answered)

    later = AT + 7 * DAY
    survey_links.send_due_links(actor=SWEEP, at=later, on=ON + 7 * DAY)

    reminded = OutgoingMail.objects.filter(kind="contracts.survey_reminder")
    assert [mail.recipient for mail in reminded] == [silent.user.email]
    assert survey_links.live_link(first, later) is None
    assert survey_links.live_link(mailed_tokens()[silent.user.email], later) is not None


def test_wave_resumes_after_a_kill_and_leaves_nobody_out(
    referent: Actor, agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    ContractFactory.create_batch(5, agency=agency)
    opened(referent)
    monkeypatch.setattr(survey_links, "BATCH", 2)
    wave = Survey.objects.get().waves.get(number=0)
    survey_links._send_batch(wave, AT)  # the worker dies here

    survey_links.send_due_links(actor=SWEEP, at=AT, on=ON)

    assert SurveyLink.objects.count() == 5
    assert OutgoingMail.objects.filter(kind="contracts.survey_invitation").count() == 5
    wave.refresh_from_db()
    assert wave.completed_at == AT


def test_link_opens_once(referent: Actor, agency: Agency) -> None:
    contract = ContractFactory(agency=agency)
    opened(referent)
    survey_links.send_due_links(actor=SWEEP, at=AT, on=ON)
    token = mailed_tokens()[contract.user.email]

    invitation = survey_links.use_link(token=token, at=AT)

    assert invitation.contract == contract
    with pytest.raises(Refusal):
        survey_links.use_link(token=token, at=AT)


def test_looking_at_a_link_changes_nothing(referent: Actor, agency: Agency) -> None:
    contract = ContractFactory(agency=agency)
    opened(referent)
    survey_links.send_due_links(actor=SWEEP, at=AT, on=ON)
    token = mailed_tokens()[contract.user.email]
    before = list(SurveyLink.objects.values())

    for _ in range(3):
        assert survey_links.live_link(token, AT) is not None

    assert list(SurveyLink.objects.values()) == before


def forged(token: str) -> list[str]:
    flipped = [token[:i] + ("A" if token[i] != "A" else "B") + token[i + 1 :] for i in (0, 20, 42)]
    wrapped = [
        f"{token}=",
        f"{token}.",
        f"{token}\n",
        f" {token}",
        f'"{token}"',
        f"{token}\x00",
        token + token,
    ]
    others = [
        "",
        "a",
        "x" * 10_000,
        token[:-1],
        token[1:],
        token.swapcase(),
        token.replace("a", "а"),
        "\ud800",
    ]
    altered = flipped + wrapped + others + [f"eyJhbGciOiJub25lIn0.{token}."]
    return [one for one in altered if one != token]


def test_every_altered_token_is_refused(referent: Actor, agency: Agency) -> None:
    contract = ContractFactory(agency=agency)
    opened(referent)
    survey_links.send_due_links(actor=SWEEP, at=AT, on=ON)
    token = mailed_tokens()[contract.user.email]

    for altered in forged(token):
        with pytest.raises(Refusal):
            survey_links.use_link(token=altered, at=AT)

    assert survey_links.live_link(token, AT) is not None


def test_link_expires_with_the_last_day_in_paris(referent: Actor, agency: Agency) -> None:
    contract = ContractFactory(agency=agency)
    opened(referent)
    survey_links.send_due_links(actor=SWEEP, at=AT, on=ON)
    token = mailed_tokens()[contract.user.email]
    midnight = dt.datetime(2026, 3, 31, 22, 0, tzinfo=dt.UTC)  # the end of 31 March in Paris, in summer time

    assert survey_links.live_link(token, midnight - dt.timedelta(seconds=1)) is not None
    assert survey_links.live_link(token, midnight) is None


def test_token_hashed_for_another_purpose_opens_nothing(referent: Actor, agency: Agency) -> None:
    contract = ContractFactory(agency=agency)
    opened(referent)
    survey_links.send_due_links(actor=SWEEP, at=AT, on=ON)
    token = mailed_tokens()[contract.user.email]
    SurveyLink.objects.update(token_hash=hashlib.sha256(b"employer:" + token.encode()).hexdigest())

    assert survey_links.live_link(token, AT) is None


@pytest.mark.parametrize("gone", ["closed", "deactivated", "answered"])
def test_link_of_a_closed_survey_a_deactivated_person_or_a_sent_answer_opens_nothing(
    referent: Actor, agency: Agency, gone: str
) -> None:
    contract = ContractFactory(agency=agency)
    survey = opened(referent)
    survey_links.send_due_links(actor=SWEEP, at=AT, on=ON)
    token = mailed_tokens()[contract.user.email]
    if gone == "closed":
        surveys.close_survey(actor=referent, survey=survey, at=AT)
    elif gone == "deactivated":
        contract.user.is_active = False
        contract.user.save(update_fields=["is_active"])
    else:
        answer(contract, "des", "31/10/2027")
        submit(contract)

    with pytest.raises(Refusal):
        survey_links.use_link(token=token, at=AT)


def test_asked_link_goes_to_the_invited_address_and_not_twice_in_a_row(
    referent: Actor, agency: Agency
) -> None:
    contract = ContractFactory(agency=agency)
    opened(referent)
    survey_links.send_due_links(actor=SWEEP, at=AT, on=ON)
    first = mailed_tokens()[contract.user.email]
    later = AT + dt.timedelta(hours=1)

    assert survey_links.ask_new_link(email="inconnu@example.org", at=later) == 0
    assert survey_links.ask_new_link(email=contract.user.email.upper(), at=later) == 1
    assert survey_links.ask_new_link(email=contract.user.email, at=later) == 0

    assert survey_links.live_link(first, later) is None
    assert survey_links.live_link(mailed_tokens()[contract.user.email], later) is not None


def test_an_address_asked_twice_waits_once_and_is_forgotten_once_answered(
    referent: Actor, agency: Agency
) -> None:
    contract = ContractFactory(agency=agency)
    opened(referent)
    for email in (contract.user.email, contract.user.email.upper(), "inconnu@example.org"):
        survey_link_requests.take_link_request(email=email, at=AT)
    assert LinkRequest.objects.count() == 2

    assert survey_link_requests.answer_link_requests(at=AT) == 1

    assert list(mailed_tokens()) == [contract.user.email]
    assert not LinkRequest.objects.exists()
    assert survey_link_requests.answer_link_requests(at=AT) == 0
