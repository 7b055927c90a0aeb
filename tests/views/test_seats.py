"""A commission member at the door: one's own commission while it is open, nothing of it afterwards, of others never."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cesp_portal.common import clock
from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import User
from contracts.enums import MemberQuality
from contracts.models import Candidate, Commission
from contracts.services import commissions as services
from contracts.services import sittings
from tests.factories.accounts import MembershipFactory, make_actor
from tests.factories.contracts import CampaignFactory, CandidateFactory

pytestmark = pytest.mark.django_db

OPINION = {
    "project_mark": 15,
    "results_mark": 12,
    "social_mark": 10,
    "is_favourable": True,
    "comment": "",
}


def convened(letter: str) -> tuple[Actor, Commission, Candidate]:
    """Return the office of a new faculty, its convened commission and the candidate that it examines."""
    at = clock.instant()
    campaign = CampaignFactory()
    office = make_actor(Role.SCOLARITE, faculty=campaign.faculty)
    commission = services.prepare_commission(
        actor=office, campaign_id=campaign.id, starts_at=at, place="Salle du conseil", quorum=2, at=at
    )
    for quality in (MemberQuality.DOYEN, MemberQuality.ARS):
        services.add_member(
            actor=office,
            commission_id=commission.id,
            quality=quality,
            name=f"Membre {letter} {quality.label}",
            email=f"{letter}.{quality}@example.org".lower(),
            is_chair=quality is MemberQuality.DOYEN,
            at=at,
        )
    person = CandidateFactory(campaign=campaign, last_name=f"INVENTE{letter}", ine=f"123456780{letter}B")
    services.convene(actor=office, commission_id=commission.id, at=at)
    return office, commission, person


def close(office: Actor, commission: Commission, person: Candidate) -> None:
    at = clock.instant()
    sittings.record_opinion(actor=office, candidate_id=person.id, values=OPINION, at=at)
    sittings.rank_by_marks(actor=office, commission_id=commission.id, principal=1, at=at)
    present = [member.id for member in commission.members.all()]
    sittings.record_attendance(actor=office, commission_id=commission.id, present=present, at=at)
    sittings.close_commission(actor=office, commission_id=commission.id, casting_vote="", at=at)


def pages_of(commission: Commission, person: Candidate) -> list[str]:
    return [
        reverse("seat", args=[commission.id]),
        reverse("seat_letter", args=[commission.id]),
        reverse("seat_calendar", args=[commission.id]),
        reverse("seat_opinion", args=[person.id]),
    ]


def answers(client: Client, pages: list[str]) -> set[int]:
    return {client.get(page).status_code for page in pages}


@pytest.fixture
def member(client: Client) -> dict[str, Any]:
    office, commission, person = convened("A")
    user = commission.members.get(quality=MemberQuality.ARS).user
    client.force_login(User.objects.get(pk=user.pk))
    return {"office": office, "commission": commission, "person": person, "user": user}


def test_member_opens_the_commission_and_gives_an_opinion_until_it_closes(
    client: Client, member: dict[str, Any]
) -> None:
    commission, person = member["commission"], member["person"]
    assert str(commission.campaign) in client.get(reverse("seats")).text
    assert answers(client, pages_of(commission, person)) == {200}
    opinion = reverse("seat_opinion", args=[person.id])
    assert client.post(opinion, OPINION).status_code == 302

    close(member["office"], commission, person)
    assert answers(client, pages_of(commission, person)) <= {403, 404}
    assert client.post(opinion, OPINION).status_code in (403, 404)
    assert person.last_name not in client.get(reverse("seats")).text


def test_member_who_sits_elsewhere_still_reads_nothing_of_a_closed_commission(
    client: Client, member: dict[str, Any]
) -> None:
    """The role is still held, for another commission of the same faculty: the closed one stays closed."""
    close(member["office"], member["commission"], member["person"])
    MembershipFactory(user=member["user"], role=Role.COMMISSION, faculty=member["commission"].faculty)
    said = client.get(reverse("seats"))
    assert said.status_code == 200
    assert "Aucune commission n'est ouverte" in said.text
    assert answers(client, pages_of(member["commission"], member["person"])) == {404}


def test_commission_of_another_faculty_does_not_exist_for_a_member(
    client: Client, member: dict[str, Any]
) -> None:
    _office, other, candidate = convened("C")
    assert answers(client, pages_of(other, candidate)) == {404}
    assert client.post(reverse("seat_opinion", args=[candidate.id]), OPINION).status_code == 404
    assert str(other.place) in client.get(reverse("seats")).text
    assert str(other.campaign) not in client.get(reverse("seats")).text


def test_member_before_the_day_and_without_seat(client: Client) -> None:
    """Prepared is not convened: nobody reads a file before."""
    at = clock.instant()
    campaign = CampaignFactory()
    actor = make_actor(Role.COMMISSION, faculty=campaign.faculty)
    commission = services.prepare_commission(
        actor=make_actor(Role.SCOLARITE, faculty=campaign.faculty),
        campaign_id=campaign.id,
        starts_at=at + dt.timedelta(days=20),
        place="Salle du conseil",
        quorum=2,
        at=at,
    )
    person = CandidateFactory(campaign=campaign, last_name="INVENTE", ine="1234567899B")
    client.force_login(User.objects.get(pk=actor.user_id))
    assert answers(client, pages_of(commission, person)) == {404}
