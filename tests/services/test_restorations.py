"""A withdrawal made by mistake: undone with its reason, without taking anything from those called meanwhile."""

import pytest
from django.test import Client
from django.urls import reverse

from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import User
from cesp_portal.common.journal.models import Entry
from cesp_portal.common.mail.models import OutgoingMail
from cesp_portal.common.refusals import Forbidden, Refusal
from contracts.models import Candidate, Offer
from contracts.selectors.candidates import my_candidatures
from contracts.selectors.invariants import rank_violations
from contracts.services import answers, offers
from tests.factories.accounts import make_actor
from tests.factories.contracts import PlaceFactory
from tests.factories.selection import SENT_ON, Selection, make_selection, moment

pytestmark = pytest.mark.django_db
AT = moment(SENT_ON)["at"]


@pytest.fixture
def selection() -> Selection:
    return make_selection(places=1, principal=3, complementary=0)


def withdraw(selection: Selection, person: Candidate) -> None:
    answers.withdraw_candidate(actor=selection.referent, candidate_id=person.id, **moment(SENT_ON))


def restore(selection: Selection, person: Candidate, reason: str = "mauvaise ligne") -> Candidate:
    return answers.restore_candidate(actor=selection.referent, candidate_id=person.id, reason=reason, at=AT)


def call(selection: Selection) -> Candidate:
    offer = offers.call_next(actor=selection.referent, campaign_id=selection.campaign.id, **moment(SENT_ON))
    return offer.candidate


def test_the_person_takes_back_the_rank_and_is_told(selection: Selection) -> None:
    first = selection.people[0]
    withdraw(selection, first)

    restore(selection, first)

    assert call(selection) == first
    assert OutgoingMail.objects.filter(kind="contracts.candidate_restored", recipient=first.email).exists()
    assert Entry.objects.get(action="contracts.candidate_restored").facts == {"reason": "mauvaise ligne"}


def test_who_was_called_meanwhile_keeps_the_place_and_the_person_is_next(selection: Selection) -> None:
    first, second, _ = selection.people
    withdraw(selection, first)
    assert call(selection) == second
    restore(selection, first)
    assert rank_violations() == 0

    PlaceFactory(campaign=selection.campaign, number=2)

    assert selection.live() == [second]
    assert call(selection) == first


def test_an_offer_closed_by_the_mistake_stays_closed_and_a_new_one_may_follow(selection: Selection) -> None:
    first, second, _ = selection.people
    assert call(selection) == first
    withdraw(selection, first)
    assert selection.live() == [second]
    restore(selection, first)
    (shown,) = my_candidatures(selection.actor_of(first), SENT_ON)
    assert (shown.state, shown.ahead) == ("waiting", 0)

    answers.refuse_offer(
        actor=selection.referent,
        offer_id=Offer.objects.get(candidate=second).id,
        reason="courriel",
        **moment(SENT_ON),
    )

    assert selection.live() == [first]
    assert sorted(Offer.objects.filter(candidate=first).values_list("status", flat=True)) == [
        "sent",
        "withdrawn",
    ]
    assert rank_violations() == 0


def test_a_refusal_is_not_undone_with_the_withdrawal(selection: Selection) -> None:
    first, second, third = selection.people
    call(selection)
    offer = Offer.objects.get(candidate=first)
    answers.refuse_offer(actor=selection.referent, offer_id=offer.id, reason="courriel", **moment(SENT_ON))
    withdraw(selection, first)
    restore(selection, first)

    PlaceFactory(campaign=selection.campaign, number=2)

    assert call(selection) == third
    assert selection.live() == [second, third]


def test_a_second_withdrawal_is_told_again(selection: Selection) -> None:
    first = selection.people[0]
    withdraw(selection, first)
    restore(selection, first)
    withdraw(selection, first)

    told = OutgoingMail.objects.filter(kind="contracts.candidate_withdrawn", recipient=first.email)
    assert told.count() == 2


def test_what_is_not_a_mistake_of_the_office_is_refused(selection: Selection) -> None:
    first = selection.people[0]
    with pytest.raises(Refusal) as refused:
        restore(selection, first)
    assert refused.value.code == "NOT_WITHDRAWN"
    withdraw(selection, first)
    with pytest.raises(Refusal) as refused:
        restore(selection, first, " ")
    assert refused.value.code == "REASON_MISSING"
    for actor in (selection.actor_of(first), make_actor(Role.REFERENT), make_actor(Role.DIRECTION)):
        with pytest.raises(Forbidden):
            answers.restore_candidate(actor=actor, candidate_id=first.id, reason="erreur", at=AT)

    first.refresh_from_db()
    assert first.withdrawn_at == AT


def test_the_pages_warn_before_and_lead_back_after(selection: Selection) -> None:
    first = selection.people[0]
    call(selection)
    client = Client()
    client.force_login(User.objects.get(id=selection.referent.user_id))
    address = reverse("candidate_withdrawal", args=[first.id])
    assert "sa place part aussitôt à la personne suivante" in client.get(address).content.decode()
    client.post(address, {"confirm": "on"})

    restoration = reverse("candidate_restoration", args=[first.id])
    offer = Offer.objects.get(candidate=first)
    for page in (reverse("offer_detail", args=[offer.id]), reverse("candidate_file", args=[first.id])):
        assert restoration in client.get(page).content.decode()
    campaign = client.get(reverse("campaign_detail", args=[selection.campaign.id]))
    assert restoration not in campaign.content.decode()  # its row leads to the offer, whose page leads here
    assert client.post(restoration, {"reason": ""}).status_code == 422
    client.post(restoration, {"reason": "mauvaise ligne"})

    first.refresh_from_db()
    assert first.withdrawn_at is None
