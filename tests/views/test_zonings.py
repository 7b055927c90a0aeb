"""Pages of the zonings: places and map for everybody, import and publication for the agency of the region."""

import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cesp_portal.common.accounts.enums import Role
from tests.factories.accounts import AgencyFactory, MembershipFactory
from tests.factories.zonage import make_commune, make_territory, publish_levels
from zonage.models import RegionOutline, Snapshot

D = dt.date
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def territory() -> None:
    make_territory()


@pytest.fixture
def referent() -> Client:
    membership = MembershipFactory(role=Role.REFERENT, agency=AgencyFactory(region_code="76"))
    browser = Client()
    browser.force_login(membership.user)
    return browser


def upload(text: str, name: str = "zonage.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(), content_type="text/csv")


def send(browser: Client, text: str, **fields: str) -> object:
    return browser.post("/zonage/importer/", {"file": upload(text), "profession": "medecine"} | fields)


def page(answer: object) -> str:
    return " ".join(answer.content.decode().split())  # type: ignore[attr-defined]  # a test client's answer


def test_agent_imports_checks_compares_and_publishes(referent: Client) -> None:
    publish_levels({"11132": "ZIP", "11262": "ZAR", "34172": "ZAC"}, on=D(2022, 5, 15))
    answer = send(referent, "code;zonage\n11132;4_ZAR\n11262;1_ZIP\n34172;2_ZAC")
    draft = Snapshot.objects.get(status="draft")
    assert answer.headers["Location"] == f"/zonage/arretes/{draft.id}/"  # type: ignore[attr-defined]  # same
    shown = page(referent.get(f"/zonage/arretes/{draft.id}/"))
    assert "Montpeyroux (34173" in shown
    order = {"order_number": "2025-1", "order_on": "2025-10-30", "effective_on": "2025-10-30"}
    referent.post(f"/zonage/arretes/{draft.id}/controler/", order)
    preview = page(referent.get(f"/zonage/arretes/{draft.id}/publier/"))
    assert "Devient éligible</td><td>1</td><td>57" in preview
    assert "N&#x27;est plus éligible</td><td>1</td>" in preview
    assert "Aucune personne suivie par votre agence" in preview
    done = referent.post(f"/zonage/arretes/{draft.id}/publier/", follow=True)
    assert "Personne n&#x27;est concerné" in page(done)
    draft.refresh_from_db()
    assert (draft.status, draft.order_number, draft.effective_on) == ("published", "2025-1", D(2025, 10, 30))
    assert "Lieu éligible au CESP" in page(
        Client().get("/zonage/lieu/11262/?profession=medecine&le=2025-10-30")
    )
    assert "Lieu non éligible" in page(Client().get("/zonage/lieu/11262/?profession=medecine&le=2025-10-29"))


def test_same_file_sent_twice_is_said_at_once_and_among_the_remarks(referent: Client) -> None:
    text = "code;zonage\n11132;4_ZAR\n11262;1_ZIP"
    assert "déjà été importé" not in page(referent.get(send(referent, text).headers["Location"]))  # type: ignore[attr-defined]  # same
    shown = page(referent.get(send(referent, text).headers["Location"]))  # type: ignore[attr-defined]  # same
    assert shown.count("ce même fichier a déjà été importé") == 2


def test_every_missing_commune_is_named_by_department(referent: Client) -> None:
    for number in range(1, 63):
        make_commune(f"34{number:03}", name=f"Lieu {number}")
    answer = send(referent, "code;zonage\n11132;4_ZAR\n11262;1_ZIP")
    shown = page(referent.get(answer.headers["Location"]))  # type: ignore[attr-defined]  # same
    assert "Hérault (34) : 64 communes sans ligne" in shown
    assert "Lieu 62 (34062)" in shown
    refused = page(send(referent, "code;zonage\n11132;4_ZAR\n11262;7_NEUF"))
    assert "Hérault (34) : 64 communes sans ligne" in refused


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Le fichier soumis est vide"),
        ("nom;âge\nAna;30\n", "pas un zonage reconnu"),
        ("code;zonage\n", "aucune ligne"),
        ("code;zonage\n11132;ZIP\n11132;ZAC\n", "deux niveaux"),
        ("code;zonage\n11132;7_NEUF\n", "pas un niveau connu"),
        ("code;zonage\n11132;ZIP\n01001;ZAC\n", "Auvergne-Rhône-Alpes, pas en Occitanie"),
        ('code;zonage\n11132;"ZIP\n', "guillemet"),
    ],
)
def test_bad_file_names_what_is_wrong_and_writes_nothing(referent: Client, text: str, words: str) -> None:
    answer = send(referent, text)
    assert answer.status_code == 422  # type: ignore[attr-defined]  # a test client's answer
    assert words in page(answer).replace("&#x27;", "'")
    assert not Snapshot.objects.exists()


def test_unknown_label_is_declared_on_the_page_and_frozen_with_the_zoning(referent: Client) -> None:
    text = "code;zonage\n11132;7_NEUF\n11262;8_VIEUX\n"
    assert "« 7_NEUF »" in page(send(referent, text))
    wrong = send(referent, text, levels="7_NEUF : oui")
    assert "puis « = oui » ou « = non »" in page(wrong)
    assert not Snapshot.objects.exists()
    send(referent, text, levels="7_NEUF = oui\n8_VIEUX=Non")
    levels = Snapshot.objects.get().levels.values_list("label", "is_eligible")
    assert dict(levels) == {"7_NEUF": True, "8_VIEUX": False}


def workbook(**parts: bytes) -> bytes:
    """Return an archive that looks like a workbook, with these parts in it."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        for name, part in parts.items():
            archive.writestr(f"xl/worksheets/{name}.xml", part)
    return content.getvalue()


def bomb() -> bytes:
    """Two hundred megabytes of blanks, small once compressed: made by its test, not while tests are collected."""
    return workbook(sheet1=b" " * 200_000_000)


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (bomb, "anormalement volumineux"),
        (lambda: workbook(sheet1=b"<worksheet/>")[:-40], "incomplet"),
        (lambda: b"code;zonage\n11132;ZIP\n", "ne correspond pas à l'extension"),
    ],
    ids=["bomb", "truncated", "text"],
)
def test_bad_workbook_is_named_and_writes_nothing(
    referent: Client, made: Callable[[], bytes], words: str
) -> None:
    sent = SimpleUploadedFile("zonage.xlsx", made())
    answer = referent.post("/zonage/importer/", {"file": sent, "profession": "medecine"})
    assert answer.status_code == 422
    assert words in page(answer).replace("&#x27;", "'")
    assert not Snapshot.objects.exists()


def test_order_older_than_the_one_in_force_is_said_at_the_import(referent: Client) -> None:
    publish_levels({"11132": "ZIP"}, on=D(2025, 10, 30))
    answer = send(referent, "code;zonage\n11132;ZAR", order_on="2022-05-15")
    assert "pas postérieur au zonage déjà publié" in page(answer)
    assert Snapshot.objects.count() == 1


def test_dates_of_the_order_are_checked_on_the_page(referent: Client) -> None:
    send(referent, "code;zonage\n11132;ZAR")
    draft = Snapshot.objects.get()
    order = {"order_number": "1", "order_on": "2025-10-30", "effective_on": "2025-10-01"}
    answer = referent.post(f"/zonage/arretes/{draft.id}/controler/", order)
    assert answer.status_code == 422
    assert "avant la date de son arrêté" in page(answer)
    to_come = order | {"order_on": "2999-01-01", "effective_on": "2999-01-01"}
    assert "Ce jour est à venir" in page(referent.post(f"/zonage/arretes/{draft.id}/controler/", to_come))


def test_agent_of_another_region_does_not_see_the_draft(referent: Client) -> None:
    send(referent, "code;zonage\n11132;ZAR")
    draft = Snapshot.objects.get()
    other = MembershipFactory(role=Role.REFERENT, agency=AgencyFactory(region_code="11"))
    stranger = Client()
    stranger.force_login(other.user)
    assert stranger.get(f"/zonage/arretes/{draft.id}/").status_code == 404
    assert stranger.post(f"/zonage/arretes/{draft.id}/supprimer/").status_code == 404
    assert Client().get(f"/zonage/arretes/{draft.id}/").status_code == 404


def test_comparison_as_page_and_workbook() -> None:
    (before,) = publish_levels({"11132": "ZIP", "11262": "ZAR", "34172": "ZIP"}, on=D(2022, 5, 15))
    (after,) = publish_levels(
        {"11132": "ZAR", "11262": "ZAC", "34172": "ZAC", "34173": "ZIP"}, on=D(2025, 10, 30)
    )
    address = f"/zonage/comparaison/{before.id}/{after.id}"
    shown = page(Client().get(f"{address}/?type=lost"))
    assert "Fabrezan (11132)" in shown
    assert "Narbonne (11262)" not in shown
    assert "1 306 hab." in shown
    assert '<th scope="row">Hérault (34)</th>' in shown
    book = openpyxl.load_workbook(io.BytesIO(Client().get(f"{address}.xlsx").content))
    rows = [tuple(cell.value for cell in row) for row in book.active.iter_rows(min_row=2)]
    assert {(row[2], row[0]) for row in rows} == {
        ("11132", "N'est plus éligible"),
        ("11262", "Devient éligible"),
        ("34172", "Change de niveau"),
        ("34173", "Code nouveau dans l'arrêté"),
    }


def test_comparison_as_map_says_what_the_table_says() -> None:
    RegionOutline.objects.create(region_id="11", content=b"x", sha256="a" * 64, communes=2, source="essais")
    (before,) = publish_levels({"75056": "ZIP"}, on=D(2022, 5, 15))
    (after,) = publish_levels({"75056": "ZAR"}, on=D(2025, 10, 30))
    address = f"/zonage/comparaison/{before.id}/{after.id}"
    assert f"{address}.json" in page(Client().get(f"{address}/"))
    (lost,) = json.loads(Client().get(f"{address}.json").content)["levels"]
    assert (lost["code"], lost["name"]) == ("lost", "N'est plus éligible")
    assert {"75101", "75102"} <= set(lost["places"].split())


def test_zonings_that_cannot_be_compared_are_refused() -> None:
    (doctors,) = publish_levels({"11132": "ZIP"}, on=D(2022, 5, 15))
    (dentists,) = publish_levels({"11132": "1_Tres_sous_dotee"}, on=D(2024, 11, 1), profession="odontologie")
    answer = Client().get(f"/zonage/comparaison/{doctors.id}/{dentists.id}/")
    assert answer.status_code == 409
    assert "la même profession" in page(answer)


def test_map_says_in_a_table_what_it_draws() -> None:
    RegionOutline.objects.create(region_id="76", content=b"x", sha256="a" * 64, communes=4, source="essais")
    publish_levels({"11132": "ZIP", "11262": "ZAR"}, on=D(2022, 5, 15))
    publish_levels({"11132": "ZAR", "11262": "ZAR"}, on=D(2025, 10, 30))
    shown = page(Client().get("/zonage/carte/?region=76&le=2025-11-01&autre=2023-01-01&departement=11"))
    row = shown[shown.index("Fabrezan</a>") :]
    assert row.index("intervention prioritaire") < row.index("appui régional") < row.index("</tr>")
    levels = json.loads(
        Client().get("/zonage/carte/niveaux/76.json?profession=medecine&le=2023-01-01").content
    )
    assert {level["code"]: level["places"] for level in levels["levels"]} == {"ZIP": "11132", "ZAR": "11262"}


def test_map_draws_arrondissements_of_a_commune_zoned_whole() -> None:
    publish_levels({"75056": "ZAC"}, on=D(2022, 5, 15))
    levels = json.loads(
        Client().get("/zonage/carte/niveaux/11.json?profession=medecine&le=2023-01-01").content
    )
    assert "75101" in levels["levels"][0]["places"].split()


def test_map_without_zoning_says_so() -> None:
    RegionOutline.objects.create(region_id="76", content=b"x", sha256="a" * 64, communes=4, source="essais")
    assert "Aucun zonage publié" in page(Client().get("/zonage/carte/?region=76"))
    assert (
        Client().get("/zonage/carte/?region=zz&profession=boucher&le=demain&autre=32/13").status_code == 200
    )


def test_search_goes_to_the_only_commune_and_lists_several() -> None:
    make_commune("11133", name="Fabrezan-le-Haut")
    alone = Client().get("/zonage/?q=narbonne&profession=medecine&le=2025-01-01")
    assert alone.headers["Location"].startswith("/zonage/lieu/11262/?profession=medecine")
    assert "2 communes pour" in page(Client().get("/zonage/?q=fabrezan"))
    assert "Aucune commune" in page(Client().get("/zonage/?q=zzz"))
    assert Client().get("/zonage/?q=%00&le=x&profession=y").status_code == 422


@pytest.mark.parametrize(
    "address",
    [
        "lieu/99999/",
        "lieu/%00/",
        "lieu/%F0%9F%A6%8A/",
        "carte/niveaux/%00.json",
        "carte/contours/%00/%00.json",
    ],
)
def test_address_that_names_nothing_is_not_found(address: str) -> None:
    assert Client().get(f"/zonage/{address}?profession=medecine&le=2025-01-01").status_code == 404


def test_pharmacist_is_told_that_there_is_no_zoning() -> None:
    assert "pharmaciens" in page(Client().get("/zonage/lieu/11132/?profession=pharmacie"))
