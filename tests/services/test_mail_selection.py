"""Writing to a selection: each message shown first, sent once to those who were shown, told in each file."""

import pytest
from django.test import Client
from django.urls import reverse

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import Agency, User
from cesp_portal.common.journal.models import Entry
from cesp_portal.common.mail.models import OutgoingMail
from cesp_portal.common.refusals import BadInput, Forbidden, Refusal
from cesp_portal.dashboard.rules.mail_merge import MODELS, unknown_fields
from cesp_portal.dashboard.selectors.signatories import Search
from cesp_portal.dashboard.services.mail_selection import drafts_for, fingerprint, mail_selection
from tests.factories import installations as make
from tests.factories.accounts import AgencyFactory, make_actor
from tests.factories.contracts import ContractFactory

pytestmark = pytest.mark.django_db

TODAY, AT = make.TODAY, make.AT
TEXT = {"subject": "Contrat {numero}", "body": "Bonjour {prenom} {nom}, {mois_restants} restants."}


@pytest.fixture
def agency() -> Agency:
    return AgencyFactory(region_code="76")


@pytest.fixture
def referent(agency: Agency) -> Actor:
    ContractFactory.create_batch(2, candidate__campaign__faculty__agency=agency)
    ContractFactory(candidate__campaign__faculty__agency=AgencyFactory(region_code="11"))
    return make.make_person(Role.REFERENT, agency, "Maud", "Castelnau")


def test_each_person_gets_their_own_message_once(referent: Actor) -> None:
    drafts = drafts_for(referent, Search(), on=TODAY, **TEXT)
    assert len(drafts) == 2
    assert all(one.contract.number in one.subject for one in drafts)
    assert all(one.contract.candidate.last_name in one.body and "mois" in one.body for one in drafts)
    for _ in range(2):
        assert mail_selection(actor=referent, drafts=drafts, seen=fingerprint(drafts), at=AT) == 2
    assert sorted(OutgoingMail.objects.values_list("recipient", flat=True)) == sorted(
        one.contract.user.email for one in drafts
    )
    assert set(Entry.objects.filter(action="dashboard.mail_queued").values_list("subject_id", flat=True)) == {
        one.contract.candidate_id for one in drafts
    }


def test_selection_that_changed_since_the_preview_sends_nothing(agency: Agency, referent: Actor) -> None:
    seen = fingerprint(drafts_for(referent, Search(), on=TODAY, **TEXT))
    ContractFactory(candidate__campaign__faculty__agency=agency)
    with pytest.raises(Refusal, match="rien n'est parti"):
        mail_selection(
            actor=referent, drafts=drafts_for(referent, Search(), on=TODAY, **TEXT), seen=seen, at=AT
        )
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    ("search", "body", "code"),
    [
        (Search(), "Bonjour {surnom}", "UNKNOWN_FIELD"),
        (Search(), "Bonjour {0.__class__}", "UNKNOWN_FIELD"),
        (Search(q="zzzz"), "Bonjour", "NOBODY"),
    ],
)
def test_text_or_selection_that_cannot_be_sent_says_why(
    referent: Actor, search: Search, body: str, code: str
) -> None:
    with pytest.raises(BadInput) as refused:
        drafts_for(referent, search, subject="Objet", body=body, on=TODAY)
    assert refused.value.code == code


def test_only_a_referent_writes() -> None:
    with pytest.raises(Forbidden):
        drafts_for(make_actor(Role.DIRECTION), Search(), on=TODAY, **TEXT)


def test_every_model_uses_known_fields() -> None:
    assert not [model.code for model in MODELS if unknown_fields(model.subject + model.body)]


def test_page_shows_each_message_then_sends(client: Client, referent: Actor) -> None:
    client.force_login(User.objects.get(id=referent.user_id))
    client.get(reverse("signatories") + "?q=")
    url = reverse("mail_selection")
    assert "Votre projet d&#x27;installation" in client.get(url + "?modele=projet").text
    preview = client.post(url, TEXT)
    assert "Rien n'est encore parti" in preview.text
    assert not OutgoingMail.objects.exists()
    stale = client.post(url, TEXT | {"seen": "0" * 64})
    assert stale.status_code == 409
    done = client.post(url, TEXT | {"seen": preview.context["seen"]}, follow=True)
    assert "2 messages sont en route" in done.text
    assert client.post(url, {"subject": "x", "body": "{rien}"}).status_code == 422
