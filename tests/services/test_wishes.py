"""The wishes of the sixth year, from the campaign to the result."""

import datetime as dt
import io
from collections.abc import Callable

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import User
from cesp_portal.common.accounts.selectors import actor_of
from cesp_portal.common.journal.models import Entry
from cesp_portal.common.mail.models import OutgoingMail
from cesp_portal.common.refusals import BadInput, Forbidden, Refusal
from contracts.enums import MedicalSpecialty, Subdivision, WishStatus
from contracts.models import Contract, SpecialtyWish, WishCampaign
from contracts.selectors.wishes import agreements_to_give, nominative_list
from contracts.services import wishes
from tests.factories.accounts import AgencyFactory, MembershipFactory, UserFactory
from tests.factories.contracts import CandidateFactory, ContractFactory, OfferFactory
from tests.factories.wishes import SpecialtyWishFactory, WishCampaignFactory
from tests.violations import broken

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 4, 20, 9, 0, tzinfo=dt.UTC)
ON, OPENS, CLOSES, AFTER = (dt.date(2026, *day) for day in ((4, 20), (4, 1), (5, 31), (6, 1)))
GENERAL, PAEDIATRICS = MedicalSpecialty.MEDECINE_GENERALE, MedicalSpecialty.PEDIATRIE


@pytest.fixture
def referent() -> Actor:
    return actor_of(MembershipFactory(role=Role.REFERENT, agency=AgencyFactory(region_code="76")))


@pytest.fixture
def breton() -> Actor:
    agency = AgencyFactory(region_code="53", email="cesp-53@example.org")
    return actor_of(MembershipFactory(role=Role.REFERENT, agency=agency))


def signatory(referent: Actor, **candidate: object) -> Contract:
    """A contract applied for in December 2025, by somebody in the sixth year unless told otherwise."""
    facts = {"year_of_study": 6, "campaign__faculty__agency_id": referent.agency_id}
    made: Contract = ContractFactory(candidate=CandidateFactory(**facts | candidate))
    MembershipFactory(user=made.user, role=Role.SIGNATAIRE)
    return made


def person_of(contract: Contract) -> Actor:
    return actor_of(contract.user.memberships.get())


def opened(referent: Actor) -> WishCampaign:
    days = {"opens_on": OPENS, "closes_on": CLOSES}
    return wishes.open_wish_campaign(actor=referent, year=2026, on=dt.date(2026, 3, 1), at=AT, **days)


def filed(
    contract: Contract,
    subdivision: Subdivision = Subdivision.TOULOUSE,
    specialty: MedicalSpecialty = GENERAL,
    on: dt.date = ON,
) -> SpecialtyWish:
    return wishes.file_wish(
        actor=person_of(contract),
        contract=contract,
        specialty=specialty,
        subdivision=subdivision,
        on=on,
        at=AT,
    )


def test_opening_writes_to_the_sixth_year_only(referent: Actor) -> None:
    sixth, unknown = signatory(referent), signatory(referent, year_of_study=None)
    signatory(referent, year_of_study=5)
    ContractFactory()
    opened(referent)
    written = OutgoingMail.objects.filter(kind="contracts.wish_asked").values_list("recipient", flat=True)
    assert set(written) == {sixth.user.email, unknown.user.email}


def test_wish_at_home_is_filed_and_changed_until_the_last_day(referent: Actor) -> None:
    contract = signatory(referent)
    opened(referent)
    first = filed(contract)
    last = filed(contract, Subdivision.MONTPELLIER, on=CLOSES)
    assert (first.id, last.status, last.subdivision) == (last.id, WishStatus.FILED, "montpellier")
    assert Entry.objects.filter(action="contracts.wish_filed", subject_id=contract.candidate_id).count() == 2


@pytest.mark.parametrize(
    ("on", "code"), [(dt.date(2026, 3, 31), "WISHES_NOT_OPEN"), (AFTER, "WISH_AFTER_THE_WINDOW")]
)
def test_wish_out_of_the_window_is_refused_and_nothing_is_kept(
    referent: Actor, on: dt.date, code: str
) -> None:
    contract = signatory(referent)
    opened(referent)
    with pytest.raises(Refusal) as refused:
        filed(contract, on=on)
    assert refused.value.code == code
    assert not SpecialtyWish.objects.exists()


def test_fifth_year_is_told_to_wait(referent: Actor) -> None:
    contract = signatory(referent, year_of_study=5)
    opened(referent)
    with pytest.raises(BadInput, match="sixième année"):
        filed(contract)


def test_wish_elsewhere_goes_to_the_other_agency_which_agrees(referent: Actor, breton: Actor) -> None:
    contract = signatory(referent)
    opened(referent)
    wish = filed(contract, Subdivision.BREST)
    assert wish.status == WishStatus.AGREEMENT_ASKED
    assert OutgoingMail.objects.filter(recipient="cesp-53@example.org").count() == 1
    assert list(agreements_to_give(breton)) == [wish]
    with pytest.raises(Forbidden):
        wishes.answer_agreement(actor=referent, wish=wish, agreed=True, reason="", at=AT)
    wishes.answer_agreement(actor=breton, wish=wish, agreed=True, reason="", at=AT)
    wish.refresh_from_db()
    assert wish.status == WishStatus.AGREED
    told = OutgoingMail.objects.filter(kind="contracts.wish_answered").values_list("recipient", flat=True)
    assert contract.user.email in told
    with pytest.raises(Refusal):
        wishes.answer_agreement(actor=breton, wish=wish, agreed=False, reason="Non", at=AT)


def test_moved_wish_asks_for_the_agreement_again(referent: Actor, breton: Actor) -> None:
    contract = signatory(referent)
    opened(referent)
    wish = filed(contract, Subdivision.BREST)
    wishes.answer_agreement(actor=breton, wish=wish, agreed=True, reason="", at=AT)
    moved = filed(contract, Subdivision.RENNES)
    assert (moved.status, moved.answered_at) == (WishStatus.AGREEMENT_ASKED, None)


def test_refusal_of_the_other_agency_says_why(referent: Actor, breton: Actor) -> None:
    opened(referent)
    wish = filed(signatory(referent), Subdivision.BREST)
    with pytest.raises(BadInput):
        wishes.answer_agreement(actor=breton, wish=wish, agreed=False, reason=" ", at=AT)


def test_list_holds_those_without_wish_and_those_about_to_sign_the_same_in_each_form(
    referent: Actor, client: Client
) -> None:
    wished, silent = signatory(referent, last_name="AUBRAC"), signatory(referent, last_name="BELLEC")
    campaign = opened(referent)
    filed(wished)
    signing = CandidateFactory(
        last_name="CORMAN", year_of_study=6, campaign=wished.candidate.campaign, agency=wished.agency
    )
    OfferFactory(candidate=signing, status="sent")
    lines = nominative_list(campaign)
    assert [(line.last_name, line.standing, bool(line.wish)) for line in lines] == [
        ("AUBRAC", f"Contrat {wished.number}", True),
        ("BELLEC", f"Contrat {silent.number}", False),
        ("CORMAN", "Contrat en cours de signature", False),
    ]
    client.force_login(User.objects.get(id=referent.user_id))
    book = client.get(reverse("wish_list_xlsx", args=[campaign.id])).content
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["AUBRAC", "BELLEC", "CORMAN"]
    pdf = PdfReader(io.BytesIO(client.get(reverse("wish_list_pdf", args=[campaign.id])).content))
    text = pdf.pages[0].extract_text()
    assert all(word in text for word in ("AUBRAC", "BELLEC", "CORMAN", "Toulouse", "pas de vœu"))
    page = client.get(reverse("wish_campaign", args=[campaign.id])).text
    assert all(word in page for word in ("AUBRAC", "BELLEC", "CORMAN", "pas de vœu"))


def test_list_leaves_after_the_end_and_closes_the_wishes(referent: Actor) -> None:
    contract = signatory(referent)
    campaign = opened(referent)
    with pytest.raises(Refusal) as early:
        wishes.send_wish_list(actor=referent, campaign=campaign, on=CLOSES, at=AT)
    assert early.value.code == "WISHES_STILL_OPEN"
    wishes.send_wish_list(actor=referent, campaign=campaign, on=AFTER, at=AT)
    with pytest.raises(Refusal) as late:
        wishes.change_wish_campaign(
            actor=referent, campaign=campaign, opens_on=OPENS, closes_on=dt.date(2026, 6, 30), on=AFTER, at=AT
        )
    assert late.value.code == "WISH_LIST_SENT"
    with pytest.raises(Refusal):
        filed(contract, on=AFTER)


def test_result_after_the_ranking_gives_the_contract_its_speciality(referent: Actor) -> None:
    contract = signatory(referent)
    opened(referent)
    wish = filed(contract)
    facts = {"specialty": PAEDIATRICS, "subdivision": Subdivision.BREST, "at": AT}
    with pytest.raises(Refusal) as early:
        wishes.record_result(actor=person_of(contract), wish=wish, on=CLOSES, **facts)
    assert early.value.code == "RESULT_TOO_EARLY"
    wishes.record_result(actor=person_of(contract), wish=wish, on=dt.date(2026, 9, 20), **facts)
    contract.refresh_from_db()
    assert contract.specialty == "pediatrie"


def test_nobody_files_for_somebody_else(referent: Actor) -> None:
    contract = signatory(referent)
    opened(referent)
    with pytest.raises(Forbidden):
        wishes.file_wish(
            actor=person_of(signatory(referent)),
            contract=contract,
            specialty=GENERAL,
            subdivision=Subdivision.TOULOUSE,
            on=ON,
            at=AT,
        )


def test_person_without_medical_contract_reads_that_nothing_is_to_do(client: Client) -> None:
    client.force_login(MembershipFactory(role=Role.SIGNATAIRE).user)
    assert "Rien n'est à faire ici pour vous" in client.get(reverse("my_wish")).text


def test_late_wish_on_the_page_is_a_clear_refusal_and_second_thoughts_are_explained(
    referent: Actor, client: Client
) -> None:
    contract = signatory(referent)
    wish = SpecialtyWishFactory(contract=contract)
    client.force_login(contract.user)
    answer = client.post(reverse("my_wish"), {"specialty": "pediatrie", "subdivision": "brest"})
    assert answer.status_code == 409
    assert "Les vœux étaient ouverts jusqu&#x27;au 31/05/2026" in answer.text
    assert "seule la médecine générale est ouverte" in answer.text
    wish.refresh_from_db()
    assert wish.subdivision == "toulouse"


def again() -> object:
    first = SpecialtyWishFactory()
    return SpecialtyWishFactory(contract=first.contract, campaign=first.campaign)


def to_oneself() -> object:
    contract = ContractFactory()
    return SpecialtyWishFactory(contract=contract, status="agreement_asked", receiving=contract.agency)


def elsewhere(**facts: object) -> object:
    return SpecialtyWishFactory(receiving=AgencyFactory(), **facts)


BREAKS: dict[str, Callable[[], object]] = {
    "wish_campaign_once_a_year": lambda: WishCampaignFactory(agency=WishCampaignFactory().agency),
    "wish_campaign_ends_after_start": lambda: WishCampaignFactory(closes_on=dt.date(2026, 3, 1)),
    "wish_list_sent_after_opening": lambda: WishCampaignFactory(sent_on=dt.date(2026, 3, 1)),
    "wish_once_per_campaign": again,
    "wish_agreement_is_of_another_agency": to_oneself,
    "wish_answered_has_its_instant": lambda: elsewhere(status="agreed"),
    "wish_declined_says_why": lambda: elsewhere(status="declined", answered_at=AT, answered_by=UserFactory()),
    "wish_result_is_whole": lambda: SpecialtyWishFactory(result_specialty="pediatrie"),
}


@pytest.mark.parametrize("name", sorted(BREAKS))
def test_database_refuses_what_the_constraint_forbids(name: str) -> None:
    with broken(name):
        BREAKS[name]()
