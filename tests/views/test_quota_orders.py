"""Orders of places: typed, read from a file, corrected until they are published."""

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cesp_portal.common.accounts.enums import Role
from contracts.enums import Stream
from contracts.forms.quotas import QuotaOrderForm
from contracts.models import Place, QuotaLine, QuotaOrder
from contracts.selectors.quotas import fingerprint_of
from contracts.services import offers
from tests.factories.accounts import FacultyFactory
from tests.factories.contracts import (
    NOON,
    CampaignFactory,
    QuotaLineFactory,
    QuotaOrderFactory,
)
from tests.factories.selection import SENT_ON, Selection, make_selection, moment
from tests.views.clients import signed_in, told

pytestmark = pytest.mark.django_db
FILE = "places.csv"


@pytest.fixture
def selection() -> Selection:
    return make_selection(places=2, principal=3, complementary=1)


def sent_file(client: Client, text: str) -> Any:
    return client.post(reverse("quota_file"), {"file": SimpleUploadedFile(FILE, text.encode())})


def test_an_order_below_the_offers_made_says_how_many_places_are_free(selection: Selection) -> None:
    offers.call_all(actor=selection.referent, campaign_id=selection.campaign.id, **moment(SENT_ON))
    order = QuotaOrderFactory(kind="redistribution", academic_year=selection.campaign.academic_year)
    QuotaLineFactory(
        order=order, faculty=selection.campaign.faculty, stream=selection.campaign.stream, places=-1
    )

    answer = signed_in(Role.PAYEUR).post(
        reverse("quota_publish", args=[order.id]), {"shown": fingerprint_of(order)}
    )

    told(answer, "places à reprendre : 1 ; places libres : 0", "un arrêté qui en reprend moins")
    order.refresh_from_db()
    assert order.published_at is None
    assert not Place.objects.filter(withdrawn_at__isnull=False).exists()


def test_an_order_is_corrected_then_removed_from_its_pages() -> None:
    line = QuotaLineFactory(order=QuotaOrderFactory(number="Arrêté mal lu"), places=3)
    client, order = signed_in(Role.PAYEUR), line.order
    page = client.get(reverse("quota_correct", args=[order.id]))
    box = QuotaOrderForm.box(line.faculty, Stream(line.stream))
    typed = page.context["form"].initial | {"shown": page.context["shown"], box: 4, "number": ""}

    refused = client.post(reverse("quota_correct", args=[order.id]), typed)
    assert (refused.status_code, refused.context["form"][box].value()) == (422, "4")
    client.post(reverse("quota_correct", args=[order.id]), typed | {"number": "Arrêté relu"})
    shown = client.get(reverse("quota_order", args=[order.id]))
    assert "Arrêté relu" in shown.content.decode()
    assert order.lines.get().places == 4

    sure = {"shown": shown.context["shown"], "confirm": "on"}
    told(
        client.post(reverse("quota_remove", args=[order.id]), sure | {"shown": page.context["shown"]}),
        "relisez-le",
    )
    client.post(reverse("quota_remove", args=[order.id]), sure)
    assert not QuotaOrder.objects.exists()


def test_a_published_order_has_no_page_to_correct_it() -> None:
    order = QuotaLineFactory().order
    QuotaOrder.objects.update(published_at=NOON)

    for name in ("quota_correct", "quota_remove"):
        answer = signed_in(Role.PAYEUR).get(reverse(name, args=[order.id]))
        assert (answer.status_code, answer["Location"]) == (302, reverse("quota_order", args=[order.id]))


def test_a_file_fills_the_form_and_writes_nothing() -> None:
    campaign = CampaignFactory()
    client = signed_in(Role.REFERENT, agency=campaign.agency)

    page = sent_file(client, f"UFR;Filière;Places\n{campaign.faculty.name.upper()};Médecine;12\n")

    assert page.status_code == 200
    assert f'name="places-{campaign.faculty_id}-medecine" value="12"' in page.content.decode()
    assert "1 ligne lue, 12 places au total" in page.content.decode()
    assert not QuotaOrder.objects.exists()


def test_every_problem_of_the_file_is_located() -> None:
    ours, theirs = CampaignFactory(), FacultyFactory(name="Faculté d'ailleurs")
    code = ours.faculty.code
    rows = [
        f"{code};medecine;3",
        f"{theirs.name};medecine;3",
        f"{code};astrologie;1",
        f"{code};odontologie;deux",
        f"{code};medecine;4",
        f"{code};pharmacie;",
    ]
    page = sent_file(
        signed_in(Role.REFERENT, agency=ours.agency), "faculte;filiere;places\n" + "\n".join(rows)
    )

    assert page.status_code == 422
    found = [(issue.code, issue.line) for issue in page.context["read"].issues]
    assert found == [("R_FACULTY", 3), ("R_ENUM", 4), ("R_PLACES", 5), ("L_LINE_DUPLICATE", 6)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("faculte;filiere\nx;y\n", "F_MISSING_COLUMN"),
        ("faculte;filiere;places\n", "F_NO_ROWS"),
        ("", "F_EMPTY"),
    ],
)
def test_a_file_without_table_is_refused(text: str, code: str) -> None:
    page = sent_file(signed_in(Role.PAYEUR), text)

    assert [issue.code for issue in page.context["read"].issues] == [code]


def test_the_model_once_filled_is_read() -> None:
    campaign = CampaignFactory()
    client = signed_in(Role.REFERENT, agency=campaign.agency)
    book = openpyxl.load_workbook(io.BytesIO(client.get(reverse("quota_model")).content))
    book.worksheets[0]["C2"] = 7
    filled = io.BytesIO()
    book.save(filled)

    page = client.post(reverse("quota_file"), {"file": SimpleUploadedFile("x.xlsx", filled.getvalue())})

    assert (page.context["read"].issues, page.context["read"].places) == ((), 7)
    assert not QuotaLine.objects.exists()
