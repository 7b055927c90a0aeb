"""The campaign's pages: places read from a file, tables to keep, and what changed since the last reading."""

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import Faculty, User
from contracts.models import Campaign, CampaignVisit, Contract, Offer, Place
from contracts.selectors.campaigns import funnels_of
from contracts.services import answers, deadlines, offers, signatures
from tests.factories.accounts import FacultyFactory
from tests.factories.contracts import (
    NOON,
    CampaignFactory,
    CandidateFactory,
    CandidatePieceFactory,
    CommissionFactory,
    CommissionMemberFactory,
    CommissionOpinionFactory,
    StoredDocumentFactory,
)
from tests.factories.selection import SENT_ON, Selection, make_selection, moment
from tests.views.clients import signed_in, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def selection() -> Selection:
    return make_selection(places=2, principal=3, complementary=1)


def test_an_offer_without_free_place_says_why_and_what_to_do(selection: Selection) -> None:
    Place.objects.update(withdrawn_at=NOON)
    answer = signed_in(Role.REFERENT, agency=selection.campaign.agency).post(
        reverse("campaign_call", args=[selection.campaign.id]), {"which": "next"}
    )

    told(answer, "Aucune place n&#x27;est libre", "publiez un arrêté qui ouvre des places")
    assert not Offer.objects.exists()


def test_an_acceptance_after_the_lapse_says_why_and_signs_nothing(selection: Selection) -> None:
    offer = offers.call_next(actor=selection.referent, campaign_id=selection.campaign.id, **moment(SENT_ON))
    answers.record_receipt(
        actor=selection.referent, offer_id=offer.id, received_on=SENT_ON, **moment(SENT_ON)
    )
    late = moment(SENT_ON + dt.timedelta(days=31))
    deadlines.lapse_offer(actor=deadlines.SWEEPER, offer_id=offer.id, **late)
    codes = [code for code, _ in signatures.conditions_of(offer, late["on"])]
    with time_machine.travel(late["at"], tick=False):
        person = Client()
        person.force_login(offer.candidate.user)
        answer = person.post(
            reverse("my_offer_sign", args=[offer.id]), dict.fromkeys(codes, "on") | {"project": "Un projet."}
        )

    told(answer, "Le délai de cette proposition est dépassé")
    assert not Contract.objects.exists()


@pytest.mark.parametrize(("closes_on", "opened"), [("2026-01-15", 0), ("2026-01-16", 1)])
def test_a_stream_opens_only_with_its_text(closes_on: str, opened: int) -> None:
    faculty = FacultyFactory()
    typed = {
        "faculty": faculty.id,
        "stream": "pharmacie",
        "academic_year": "2025-2026",
        "opens_on": "2025-10-01",
        "closes_on": closes_on,
        "transmit_by_on": "2026-02-15",
        "refill_delay_days": "0",
    }

    answer = signed_in(Role.SCOLARITE, faculty=faculty).post(reverse("campaign_new"), typed)

    assert Campaign.objects.count() == opened
    if not opened:
        told(answer, "Pharmacie n&#x27;est pas ouverte", "16/01/2026")


def opened(client: Client, faculty: Faculty, **changes: str) -> Any:
    typed = {
        "faculty": faculty.id,
        "stream": "medecine_2",
        "academic_year": "2025-2026",
        "opens_on": "2025-10-01",
        "closes_on": "2025-12-05",
        "transmit_by_on": "2026-01-15",
        "refill_delay_days": "0",
        **changes,
    }
    return client.post(reverse("campaign_new"), typed)


def test_each_cycle_of_medicine_has_its_campaign_but_not_beside_the_whole() -> None:
    faculty = FacultyFactory()
    office = signed_in(Role.SCOLARITE, faculty=faculty)

    opened(office, faculty)
    opened(office, faculty, stream="medecine_3")
    answer = opened(office, faculty, stream="medecine")

    assert set(Campaign.objects.values_list("stream", flat=True)) == {"medecine_2", "medecine_3"}
    told(answer, "une par cycle, pas les deux")


def test_only_the_agency_lets_a_list_leave_after_the_day_of_the_text() -> None:
    faculty = FacultyFactory()
    office = signed_in(Role.SCOLARITE, faculty=faculty)
    referent = signed_in(Role.REFERENT, agency=faculty.agency)

    answer = opened(office, faculty, transmit_by_on="2026-01-16")
    assert not Campaign.objects.exists()
    opened(referent, faculty, transmit_by_on="2026-01-16")

    told(answer, "au plus tard le 15/01/2026", "elle seule le permet")
    assert Campaign.objects.count() == 1


def test_a_candidate_of_another_faculty_does_not_exist(selection: Selection) -> None:
    stranger = signed_in(Role.SCOLARITE, faculty=FacultyFactory(agency=selection.campaign.agency))
    person = selection.people[0]

    for route in ("candidate_withdrawal", "candidate_file", "commission_sheet"):
        assert stranger.post(reverse(route, args=[person.id]), {"confirm": "on"}).status_code == 404
    person.refresh_from_db()
    assert person.withdrawn_at is None


def test_tables_leave_with_their_days_and_without_formulas(selection: Selection) -> None:
    offer = offers.call_next(actor=selection.referent, campaign_id=selection.campaign.id, **moment(SENT_ON))
    offer.candidate.specialty = '=HYPERLINK("https://example.org")'
    offer.candidate.save(update_fields=["specialty"])
    client = signed_in(Role.REFERENT, agency=selection.campaign.agency)

    address = reverse("campaign_candidates_file", args=[selection.campaign.id])
    people = openpyxl.load_workbook(io.BytesIO(client.get(address).content)).worksheets[0]
    made = client.get(reverse("campaign_offers_file", args=[selection.campaign.id]) + "?format=csv")

    assert people.max_row == 1 + selection.campaign.candidates.count()
    cells = {cell.value: cell.data_type for row in people.iter_rows() for cell in row}
    assert cells['=HYPERLINK("https://example.org")'] == "s"
    assert people["C2"].data_type == "d"
    assert b"'=HYPERLINK" in client.get(f"{address}?format=csv").content
    lines = made.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Liste;Rang;Nom;Prénom;Place;État;Envoyée le")
    assert lines[1].split(";")[1] == "1"
    assert f"{SENT_ON:%d/%m/%Y}" in lines[1]


def test_the_board_leaves_as_a_table_of_its_year(selection: Selection) -> None:
    client = signed_in(Role.REFERENT, agency=selection.campaign.agency)

    this_year = client.get(reverse("campaign_board_file") + "?annee=2025-2026&format=csv").content.decode()
    another = client.get(reverse("campaign_board_file") + "?annee=2011-2012&format=csv").content.decode()

    faculty = selection.campaign.faculty.name
    assert f"{faculty};Médecine;2025-2026;" in this_year
    assert faculty not in another


def test_supervision_reads_no_small_count_of_people_nor_what_gives_one_away(selection: Selection) -> None:
    offers.call_next(actor=selection.referent, campaign_id=selection.campaign.id, **moment(SENT_ON))
    (funnel,) = funnels_of([selection.campaign], on=SENT_ON)
    assert 0 < funnel.sent < 5
    reader = signed_in(Role.SUPERVISION)
    for year in ("2025-2026", "", "2011-2012"):
        page = reader.get(reverse("campaign_board") + f"?annee={year}")
        ((_, shown),) = page.context["lines"]
        assert (shown["sent"], shown["free"], page.context["totals"]["sent"]) == (None, None, None)
        assert shown["places"] == funnel.places
        file = reader.get(reverse("campaign_board_file") + f"?annee={year}&format=csv").content.decode()
        assert file.splitlines()[1].count("masqué") >= 2
    agent = signed_in(Role.REFERENT, agency=selection.campaign.agency)
    ((_, shown),) = agent.get(reverse("campaign_board") + "?annee=2025-2026").context["lines"]
    assert (shown["sent"], shown["free"]) == (funnel.sent, funnel.free)


def test_what_changed_since_the_last_reading_is_said_and_marked(selection: Selection) -> None:
    offer = offers.call_next(actor=selection.referent, campaign_id=selection.campaign.id, **moment(SENT_ON))
    page = reverse("campaign_detail", args=[selection.campaign.id])
    with time_machine.travel(moment(SENT_ON)["at"], tick=False):
        client = signed_in(Role.REFERENT, agency=selection.campaign.agency)
        before = client.get(page).content.decode()
        client.post(reverse("campaign_read", args=[selection.campaign.id]))
        quiet = client.get(page).content.decode()
        minute_later = {"on": SENT_ON, "at": moment(SENT_ON)["at"] + dt.timedelta(minutes=1)}
        answers.refuse_offer(actor=selection.referent, offer_id=offer.id, reason="courriel", **minute_later)
        after = client.get(page).content.decode()
        board = client.get(reverse("campaign_board")).content.decode()

    assert "Suivre ce qui change" in before
    assert "Rien n'a changé" in quiet
    assert "1 proposition refusée." in after
    assert after.count(">Changé<") == 1 + Offer.objects.filter(follows=offer).count()
    assert "nouveautés" in board


def test_a_member_gives_an_opinion_and_the_office_finds_it_on_the_sheet() -> None:
    commission = CommissionFactory(status="convened", convened_at=NOON)
    person = CandidateFactory(campaign=commission.campaign)
    piece = CandidatePieceFactory(candidate=person)
    member = signed_in(Role.COMMISSION, faculty=commission.faculty)
    user = User.objects.get(id=member.session["_auth_user_id"])
    CommissionMemberFactory(commission=commission, user=user, name="Membre Inventé")
    marks = {"project_mark": 17, "results_mark": 9, "social_mark": 4, "is_favourable": "True"}

    assert str(person) in member.get(reverse("seat", args=[commission.id])).content.decode()
    sheet = member.get(reverse("seat_opinion", args=[person.id])).content.decode()
    assert reverse("seat_piece", args=[piece.id]) in sheet
    member.post(reverse("seat_opinion", args=[person.id]), marks)

    office = signed_in(Role.SCOLARITE, faculty=commission.faculty)
    page = office.get(reverse("commission_sheet", args=[person.id])).content.decode()
    assert "1 avis, dont 1 favorable" in page
    assert 'name="project_mark" value="17"' in page


def test_a_row_is_dragged_by_the_same_door_as_the_buttons() -> None:
    commission = CommissionFactory()
    ranked = [
        CommissionOpinionFactory(commission=commission, kind="complementaire", rank=rank)
        for rank in (1, 2, 3)
    ]
    office = signed_in(Role.SCOLARITE, faculty=commission.faculty)
    address = reverse("commission_ranking", args=[commission.id])

    office.post(address, {"candidate": ranked[0].candidate_id, "steps": "2"})
    office.post(address, {"candidate": ranked[2].candidate_id, "steps": "x"})
    office.post(address, {"candidate": ranked[2].candidate_id, "way": "up"})

    order = commission.opinions.order_by("rank").values_list("candidate_id", flat=True)
    assert list(order) == [ranked[place].candidate_id for place in (2, 1, 0)]


def test_what_keeps_the_ranks_from_leaving_names_the_person_and_the_page_to_correct() -> None:
    commission = CommissionFactory()
    campaign = commission.campaign
    nameless = CandidateFactory(campaign=campaign, ine="", last_name="Incomplet")
    CommissionOpinionFactory(commission=commission, candidate=nameless, kind="principale", rank=1)
    office = signed_in(Role.SCOLARITE, faculty=commission.faculty)
    address = reverse("commission_transmit", args=[commission.id])

    with time_machine.travel(NOON):
        told(office.post(address), "pas close")
        commission.status, commission.closed_at = "closed", NOON
        commission.minutes = StoredDocumentFactory()
        commission.save()
        answer = office.post(address)

    told(answer, "Incomplet", "INE compte 11 caractères", reverse("candidate_identity", args=[nameless.id]))


def test_the_office_sees_this_year_and_folds_the_past() -> None:
    now = CampaignFactory()
    past = CampaignFactory(
        faculty=now.faculty,
        academic_year="2023-2024",
        opens_on=dt.date(2023, 10, 1),
        closes_on=dt.date(2023, 12, 5),
        commission_on=None,
        transmit_by_on=dt.date(2024, 1, 15),
    )

    with time_machine.travel(NOON):
        page = signed_in(Role.SCOLARITE, faculty=now.faculty).get(reverse("office_campaigns")).context

    assert [funnel.campaign for funnel in page["funnels"]] == [now]
    assert page["past"] == [past]


def test_each_agent_reads_for_oneself(selection: Selection) -> None:
    first = signed_in(Role.REFERENT, agency=selection.campaign.agency)
    second = signed_in(Role.SCOLARITE, faculty=selection.campaign.faculty)
    first.post(reverse("campaign_read", args=[selection.campaign.id]))
    first.post(reverse("campaign_read", args=[selection.campaign.id]))

    assert CampaignVisit.objects.count() == 1
    assert (
        "Suivre ce qui change"
        in second.get(reverse("campaign_detail", args=[selection.campaign.id])).content.decode()
    )
