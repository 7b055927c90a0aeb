"""The pages of the faculty's list: every published file gets its right answer through the form."""

import json
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import User
from contracts.models import Campaign, Candidate, ListEntry, ListUpload, SelectionList
from contracts.rules.selection_files import COLUMN_NAMES, ListContext, verdict_of
from contracts.selectors.list_files import PERSON, ListEntryResource
from tests.factories.accounts import make_actor
from tests.factories.contracts import CampaignFactory, PlaceFactory, QuotaLineFactory
from tests.services.test_lists import FOUR, csv_of, line

pytestmark = pytest.mark.django_db

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "badfiles"
PUBLISHED: list[dict[str, Any]] = (
    json.loads((FOLDER / "expected.json").read_text())["files"] if FOLDER.is_dir() else []
)
IN_TIME = "2026-01-12 12:00:00+01:00"


@pytest.fixture
def campaign() -> Campaign:
    """A campaign with a published quota of five places."""
    campaign = CampaignFactory()
    line = QuotaLineFactory(faculty=campaign.faculty, places=5)
    for number in range(1, 6):
        PlaceFactory(campaign=campaign, number=number, quota_line=line)
    return campaign


@pytest.fixture
def office(campaign: Campaign) -> Client:
    """The browser of the faculty office."""
    browser = Client()
    actor = make_actor(Role.SCOLARITE, faculty=campaign.faculty)
    browser.force_login(User.objects.get(id=actor.user_id))
    return browser


def send(office: Client, campaign: Campaign, content: bytes, name: str = "liste.csv") -> HttpResponse:
    with time_machine.travel(IN_TIME, tick=False):
        address = reverse("list_upload", args=[campaign.id])
        return office.post(address, {"file": SimpleUploadedFile(name, content)}, follow=True)


def written() -> list[int]:
    return [model.objects.count() for model in (Candidate, ListEntry, SelectionList)]  # type: ignore[attr-defined]  # models


@pytest.mark.skipif(not PUBLISHED, reason="../shared absent: the published files are not there to be sent")
@pytest.mark.parametrize("case", PUBLISHED, ids=[case["file"] for case in PUBLISHED])
def test_every_published_file_gets_its_answer(
    office: Client, campaign: Campaign, case: dict[str, Any]
) -> None:
    answer = send(office, campaign, (FOLDER / case["file"]).read_bytes(), case["file"])

    page = answer.content.decode()
    verdict = {200: "accept", 422: "reject"}[answer.status_code]
    if verdict == "accept" and "À vérifier avant de confirmer" in page:
        verdict = "confirm"
    assert verdict in {case["verdict"], case.get("alt_verdict")}
    assert not case["codes"] or any(code in page for code in case["codes"])
    assert written() == [0, 0, 0]


def test_a_list_goes_from_the_file_to_its_receipt(office: Client, campaign: Campaign) -> None:
    send(office, campaign, FOUR)
    upload = ListUpload.objects.get()

    with time_machine.travel(IN_TIME, tick=False):
        answer = office.post(
            reverse("list_preview", args=[upload.id]), {"sha256": upload.sha256}, follow=True
        )

    assert answer.redirect_chain[-1][0] == reverse("list_receipt", args=[SelectionList.objects.get().id])
    assert upload.sha256 in answer.content.decode()
    assert written() == [4, 4, 1]


@pytest.mark.parametrize(("asked", "name"), [("", "rendue.xlsx"), ("?format=csv", "rendue.csv")])
def test_the_list_in_force_leaves_as_a_file_that_the_same_gate_accepts(
    office: Client, campaign: Campaign, asked: str, name: str
) -> None:
    send(office, campaign, FOUR)
    upload = ListUpload.objects.get()
    with time_machine.travel(IN_TIME, tick=False):
        office.post(reverse("list_preview", args=[upload.id]), {"sha256": upload.sha256})
        selection = SelectionList.objects.get()
        page = office.get(reverse("list_receipt", args=[selection.id])).text
        address = reverse("list_sheet", args=[selection.id]) + asked
        handed = office.get(address).content

    assert f'href="{address}" download' in page
    context = ListContext(frozenset({"medecine"}), 5)
    before, after = (verdict_of(*file, context) for file in ((FOUR, "liste.csv"), (handed, name)))
    assert (after.verdict, after.issues) == ("accept", ())
    assert [row._replace(line=0) for row in after.rows] == [row._replace(line=0) for row in before.rows]


def test_each_column_of_the_file_is_declared_once() -> None:
    assert tuple(ListEntryResource().get_export_headers()) == COLUMN_NAMES
    kept = {name for column, name in PERSON.items()}
    assert kept == {"last_name", "first_name", "born_on", "email", "cycle", "year_of_study", "specialty"}


def test_a_second_confirmation_is_refused_kindly(office: Client, campaign: Campaign) -> None:
    send(office, campaign, FOUR)
    upload = ListUpload.objects.get()

    with time_machine.travel(IN_TIME, tick=False):
        answers = [
            office.post(reverse("list_preview", args=[upload.id]), {"sha256": upload.sha256}) for _ in "12"
        ]

    assert [answer.status_code for answer in answers] == [302, 409]
    assert "rien n'a été changé" in answers[1].content.decode().replace("&#x27;", "'")
    assert written() == [4, 4, 1]


def test_the_preview_shows_what_a_new_list_changes(office: Client, campaign: Campaign) -> None:
    send(office, campaign, FOUR)
    upload = ListUpload.objects.get()
    with time_machine.travel(IN_TIME, tick=False):
        office.post(reverse("list_preview", args=[upload.id]), {"sha256": upload.sha256})

    page = send(office, campaign, csv_of(line(1), line(5, rang=2, liste="principale"))).content.decode()

    assert "Ajouts (1)" in page
    assert "INVENTEF Camille, liste principale, rang 2" in page
    assert "INVENTEC Camille (était liste principale, rang 2)" in page


def test_a_preview_that_another_list_overtook_is_refused(office: Client, campaign: Campaign) -> None:
    send(office, campaign, FOUR)
    seen_first = ListUpload.objects.get()
    send(office, campaign, csv_of(line(1), line(2)))
    other = ListUpload.objects.get(status="pending", sha256__gt="", document__size__lt=len(FOUR))

    with time_machine.travel(IN_TIME, tick=False):
        answers = [
            office.post(reverse("list_preview", args=[one.id]), {"sha256": one.sha256, "replaces": "0"})
            for one in (other, seen_first)
        ]

    assert [answer.status_code for answer in answers] == [302, 409]
    assert "depuis que cet aperçu" in answers[1].content.decode()
    assert written() == [2, 2, 1]


def test_thousands_of_problems_are_counted_and_the_first_ones_shown(
    office: Client, campaign: Campaign
) -> None:
    page = send(office, campaign, csv_of(*(line(1, rang="x") for _ in range(1_000)))).content.decode()

    assert "Il y a 1000 points à corriger ; voici les 200 premiers." in page.replace("\u202f", "")
    assert page.count("R_RANK") == 200


def test_a_long_list_is_previewed_page_by_page(office: Client, campaign: Campaign) -> None:
    campaign.places.all().delete()
    rows = [
        line(
            1,
            nom=f"INVENTE {'ABCDEFGHIJ'[n % 10]}",
            ine=f"{n:09d}AB",
            email=f"c{n}@example.org",
            rang=n,
            liste="principale",
        )
        | {"date_naissance": f"{n % 28 + 1:02}/{n % 12 + 1:02}/{1980 + n % 20}"}
        for n in range(1, 502)
    ]

    page = send(office, campaign, csv_of(*rows))
    with time_machine.travel(IN_TIME, tick=False):
        last = office.get(f"{page.request['PATH_INFO']}?page=2")

    assert "candidats 1 à 500 sur 501" in page.content.decode()
    assert "c501@example.org" in last.content.decode()
    assert "c1@example.org" not in last.content.decode()


def test_a_file_too_heavy_is_told_its_weight_and_its_number_of_lines(
    office: Client, campaign: Campaign
) -> None:
    page = send(office, campaign, FOUR + b"x;y\r\n" * 1_400_000)

    assert page.status_code == 422
    codes = [issue.code for issue in page.context["reading"].verdict.issues]
    assert codes == ["F_TOO_LARGE", "F_TOO_MANY_ROWS"]
    assert "il pèse 6,7 Mio" in page.content.decode()


@pytest.mark.parametrize("name", ["../../x.csv", "con.csv", f"{'n' * 300}.csv", "x\u202evsc.csv"])
def test_a_hostile_file_name_is_shown_harmless(office: Client, campaign: Campaign, name: str) -> None:
    page = send(office, campaign, FOUR, name)

    assert page.status_code == 200
    kept = ListUpload.objects.get().filename
    assert kept.endswith(".csv")
    assert kept.isprintable()
    assert not set(kept) & set("/\\\r\n")
    assert "\u202e" not in page.content.decode()


def test_a_file_name_that_breaks_the_request_is_refused(office: Client, campaign: Campaign) -> None:
    assert send(office, campaign, FOUR, 'a"b\r\nX: y.csv').status_code == 422
    assert not ListUpload.objects.exists()


def test_the_same_file_sent_again_says_that_it_is_recorded(office: Client, campaign: Campaign) -> None:
    send(office, campaign, FOUR)
    upload = ListUpload.objects.get()
    with time_machine.travel(IN_TIME, tick=False):
        office.post(reverse("list_preview", args=[upload.id]), {"sha256": upload.sha256})

    page = send(office, campaign, FOUR)

    assert page.status_code == 422
    assert [issue.code for issue in page.context["reading"].verdict.issues] == ["F_ALREADY_IMPORTED"]
    assert written() == [4, 4, 1]


def test_a_list_after_its_last_day_says_whom_to_ask(office: Client, campaign: Campaign) -> None:
    content = SimpleUploadedFile("liste.csv", FOUR)
    with time_machine.travel("2026-01-16 12:00:00+01:00", tick=False):
        answer = office.post(reverse("list_upload", args=[campaign.id]), {"file": content})

    assert answer.status_code == 409
    assert "agence" in answer.content.decode()
    assert not ListUpload.objects.exists()


@pytest.mark.parametrize(
    ("typed", "status", "kept"),
    [
        ("", 422, None),
        ("2025-11-03", 302, "2025-11-03"),
        ("2026-01-11", 422, None),
        ("2025-09-01", 422, None),
    ],
)
def test_the_office_may_say_when_people_applied(
    office: Client, campaign: Campaign, typed: str, status: int, kept: str | None
) -> None:
    send(office, campaign, FOUR)
    upload = ListUpload.objects.get()
    with time_machine.travel(IN_TIME, tick=False):
        page = reverse("list_preview", args=[upload.id])
        assert f'value="{campaign.closes_on:%Y-%m-%d}"' in office.get(page).content.decode()
        answer = office.post(page, {"sha256": upload.sha256, "applied_on": typed})

    assert answer.status_code == status
    days = set(Candidate.objects.values_list("applied_on", flat=True))
    assert {f"{day:%Y-%m-%d}" for day in days} == ({kept} if kept else set())


def test_a_file_that_was_forgotten_is_asked_for(office: Client, campaign: Campaign) -> None:
    with time_machine.travel(IN_TIME, tick=False):
        answer = office.post(reverse("list_upload", args=[campaign.id]), {})

    assert answer.status_code == 422
    assert "Choisissez un fichier" in answer.content.decode()


@pytest.mark.parametrize(
    ("route", "start"), [("list_model_xlsx", b"PK"), ("list_model_csv", b"\xef\xbb\xbfnom")]
)
def test_the_models_are_handed_over_as_files(
    office: Client, campaign: Campaign, route: str, start: bytes
) -> None:
    answer = office.get(reverse(route, args=[campaign.id]))

    assert answer.content.startswith(start)
    assert answer.headers["Content-Disposition"].startswith("attachment;")
