"""Letters: what they must hold, what never changes in them, and what they never fetch."""

import datetime as dt
import hashlib
import io
from decimal import Decimal
from typing import Any

import pikepdf
import pytest
import time_machine
from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.db import DatabaseError, transaction
from django.utils.html import escape
from pypdf import PdfReader

from cesp_portal.common.documents.pdf import BundledFilesOnly, ForbiddenUrl, render_pdf
from cesp_portal.common.documents.services import read_document
from cesp_portal.common.rules.errors import BeforeFirstValue
from contracts.rules.parameters import PARAMETERS as CONTRACT_PARAMETERS
from installations.enums import Outcome, RequestKind
from installations.models import Decision, Letter, Signatory
from installations.rules.citations import PARAMETERS as CITATIONS
from installations.rules.citations import cited
from installations.rules.letters.content import texts_of
from installations.rules.letters.decisions import decision_letter
from installations.rules.letters.facts import (
    DecisionFacts,
    Office,
    Person,
    Place,
    Reason,
    Signature,
    ZoningOrder,
)
from installations.rules.letters.wording import town_of
from installations.rules.parameters import PARAMETERS
from installations.services import layout
from installations.services.layout import CURRENT_VERSION, html_of, pdf_of
from installations.services.letters import render_letter
from tests.factories.installations import AT, make_world, signed_decision
from tests.factories.zonage import publish_levels

TEMPLATES = settings.BASE_DIR / "templates" / "installations" / "letters"
STYLES = settings.BASE_DIR / "static" / "installations" / "letters"
ORDER = ZoningOrder("ARS-OC-2025-118", dt.date(2025, 4, 10), dt.date(2025, 4, 15))
PLACE = Place(
    structure="Maison de santé inventée",
    address="3 rue du Moulin",
    commune="Fabrezan",
    code="11132",
    mode="Libéral",
    time="8 demi-journées",
    level="ZIP",
    basis="eligible",
    unchanged_since=None,
    order=ORDER,
)
HOSTILE = (
    "<script>alert(1)</script>",
    '<img src="http://127.0.0.1:9/x">',
    '<link rel=attachment href="file:///etc/passwd">',
    "<style>@import url(http://127.0.0.1:9/a.css)</style>",
    '"><iframe src="file:///etc/hostname">',
    "{{ 7|add:7 }}{% debug %}",
)


def facts(**values: Any) -> DecisionFacts:
    """Return the facts of an installation granted at Fabrezan, except what is given."""
    usual: dict[str, Any] = {
        "number": "76-2026-0001",
        "signed_on": dt.date(2026, 11, 20),
        "kind": RequestKind.INSTALLATION,
        "outcome": Outcome.GRANTED,
        "office": Office(
            name="ARS Occitanie",
            region="Occitanie",
            directorate="Direction du premier recours",
            address=("26 parc inventé", "34067 MONTPELLIER Cedex 2"),
            email="ars@example.org",
            court="Tribunal administratif de Montpellier",
        ),
        "person": Person("Camille Arnal", ("Par voie électronique : camille@example.org",)),
        "contract_number": "76-2022-0042",
        "contract_concluded_on": dt.date(2022, 7, 12),
        "profession": "medecine",
        "profession_label": "Médecine",
        "regime": "R2",
        "request_received_on": dt.date(2026, 11, 2),
        "signature": Signature("Dominique Ferrand", "La directrice", "Par délégation du 3 mars 2026"),
        "referent": "Alix Moreau",
        "backup": "Sacha Brun",
        "code": "ABCD-EFGH-JKMN-PQRS",
        "verification_url": "https://example.org/verification/?code=ABCD-EFGH-JKMN-PQRS",
        "starts_on": dt.date(2027, 1, 4),
        "places": (PLACE,),
        "share": Decimal("1.00"),
        "months_owed": "39 mois",
        "expected_end_on": dt.date(2030, 4, 3),
        "recipients": ("l'Agence de services et de paiement",),
    }
    return DecisionFacts(**(usual | values))


def printed(**values: Any) -> str:
    """Return every text of a letter, non-breaking spaces made plain."""
    content = decision_letter(facts(**values)).as_json()
    return "\n".join(texts_of(content)).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("kind", list(RequestKind))
@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_decision_holds_every_part(kind: RequestKind, outcome: Outcome) -> None:
    content = decision_letter(
        facts(
            kind=kind,
            outcome=outcome,
            ends_on=dt.date(2027, 12, 31),
            grounds=("le cabinet ferme",),
            conditions=("Vous envoyez votre contrat.",),
            other_agency="ARS Île-de-France",
        )
    )
    assert content.agency_name == "ARS Occitanie"
    assert content.place_and_date.startswith("Montpellier, le 20")
    assert "76-2022-0042" in content.subject
    assert content.answer.startswith(("Vous", "Votre", "Vos ", "Le ", "La "))
    assert content.author.startswith("Le directeur général de l'agence")
    assert len(content.visas) >= 4
    assert content.considerants
    assert content.articles[0].title == "Article\u00a01er"
    assert "notifiée" in content.articles[-1].paragraphs[0]
    assert any("dans les deux mois" in line for line in content.recourse)
    assert any("Télérecours" in line for line in content.recourse)
    assert content.signature_lines[-1] == "Dominique Ferrand"
    assert "Votre référent : Alix Moreau" in content.contact_lines
    assert content.verification_code


def test_an_installation_says_place_zone_order_share_and_end() -> None:
    text = printed()
    for words in (
        "Fabrezan (11132)",
        "n° ARS-OC-2025-118 du 10 avril 2025",
        "à compter du 15 avril 2025",
        "8 demi-journées",
        "ZIP",
        "39 mois",
        "3 avril 2030",
        "à partir du 4 janvier 2027",
    ):
        assert words in text


def test_a_protected_place_says_since_when() -> None:
    place = Place(**_fields(PLACE, basis="protected", since=2021))
    assert "projet inchangé depuis le 1er mars 2021" in printed(places=(place,))


def _fields(place: Place, basis: str, since: int) -> dict[str, Any]:
    values = {name: getattr(place, name) for name in Place.__dataclass_fields__}
    return values | {"basis": basis, "unchanged_since": dt.date(since, 3, 1)}


@pytest.mark.parametrize(
    ("on", "regime", "article"),
    [
        (dt.date(2026, 1, 6), "R2", "R. 631-24-6"),
        (dt.date(2026, 1, 7), "R2", "R. 631-24-5"),
        (dt.date(2026, 1, 7), "R3", "R. 631-24-5"),
        (dt.date(2026, 11, 20), "R4", "R. 631-24-5"),
        (dt.date(2026, 11, 20), "R1-MED", "décret n° 2010-735"),
        (dt.date(2026, 11, 20), "R1-ODO", "décret n° 2013-735"),
    ],
)
def test_articles_are_cited_in_the_numbering_of_the_day(on: dt.date, regime: str, article: str) -> None:
    assert article in cited("engagement", on=on, regime=regime).text


def test_a_day_before_the_first_text_is_an_error() -> None:
    with pytest.raises(BeforeFirstValue):
        cited("engagement", on=dt.date(2019, 1, 1), regime="R2")


def test_a_refusal_states_its_grounds_in_fact_and_in_law() -> None:
    text = printed(
        outcome=Outcome.REFUSED,
        reasons=(Reason("Le lieu demandé n'est pas en zone éligible", "Code de la santé publique", False),),
        grounds=("aucun projet n'avait été déposé",),
    )
    assert "Considérant que le lieu demandé n'est pas en zone éligible (Code de la santé publique)" in text
    assert "aucun projet n'avait été déposé" in text
    assert "est refusée" in text


def test_a_correction_names_what_it_replaces() -> None:
    text = printed(supersedes="76-2026-0001", supersedes_on=dt.date(2026, 6, 1), number="76-2026-0009")
    assert "la décision n° 76-2026-0001 du 1er juin 2026" in text
    assert "La décision n° 76-2026-0001 est remplacée" in text


@pytest.mark.parametrize(
    ("address", "town"),
    [
        (("1 rue A", "34067 MONTPELLIER Cedex 2"), "Montpellier"),
        (("44262 Nantes",), "Nantes"),
        (("1 place de l'Exemple, 31000 Toulouse",), "Toulouse"),
        (("Sans code",), ""),
        ((), ""),
    ],
)
def test_the_town_is_read_in_the_address(address: tuple[str, ...], town: str) -> None:
    assert town_of(address) == town


def test_the_pdf_is_tagged_titled_french_with_its_fonts_inside() -> None:
    content = pdf_of(decision_letter(facts()).as_json(), CURRENT_VERSION)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        root = pdf.Root
        assert str(root.Lang) == "fr"
        assert bool(root.MarkInfo.Marked)
        assert "pdfuaid" in pdf.Root.Metadata.read_bytes().decode()
        assert "76-2026-0001" in str(pdf.docinfo.Title)
        assert "/EmbeddedFiles" not in str(root.get("/Names", ""))
    fonts = {
        name.split("+")[-1]
        for page in PdfReader(io.BytesIO(content)).pages
        for name in (font.get_object()["/BaseFont"] for font in page["/Resources"]["/Font"].values())
    }
    assert all("Marianne" in name for name in fonts), fonts


@pytest.mark.parametrize("payload", HOSTILE)
def test_hostile_text_is_shown_as_text_and_fetches_nothing(payload: str) -> None:
    content = decision_letter(
        facts(
            person=Person(payload, (payload,)),
            grounds=(payload,),
            conditions=(payload,),
            outcome=Outcome.GRANTED_WITH_CONDITIONS,
            places=(
                Place(**(_fields(PLACE, "eligible", 2021) | {"structure": payload, "address": payload})),
            ),
        )
    ).as_json()
    html = html_of(content, CURRENT_VERSION)
    assert escape(payload) in html
    pdf = pdf_of(content, CURRENT_VERSION)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    squeezed = "".join(text.split())
    assert "".join(payload.split())[:12] in squeezed
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert "/Names" not in opened.Root or "/EmbeddedFiles" not in opened.Root.Names


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "http://127.0.0.1:9/", "data:text/css,a", "static:../../x"]
)
def test_the_fetcher_refuses_everything_but_bundled_files(address: str) -> None:
    with pytest.raises((ForbiddenUrl, SuspiciousFileOperation)):
        BundledFilesOnly().fetch(address)


def test_an_attachment_link_embeds_nothing() -> None:
    html = (
        '<html lang="fr"><title>t</title><link rel="attachment" href="file:///etc/passwd"><p>texte</p></html>'
    )
    with pikepdf.open(io.BytesIO(render_pdf(html))) as pdf:
        assert "/EmbeddedFiles" not in pdf.Root.get("/Names", {})


@pytest.mark.django_db
def test_a_letter_says_the_same_after_everything_has_changed(
    zonings: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_world()
    signed_decision(world)
    own = Letter.objects.filter(kind="decision")
    letter = render_letter(letter_id=own.get().id, at=AT)
    before = read_document(letter.document)
    text = html_of(letter.facts, letter.template_version)

    candidate = world.contract.candidate
    candidate.last_name = "Autrenom"
    candidate.save(update_fields=["last_name"])
    world.agency.name = "Agence renommée"
    world.agency.address = "1 rue Ailleurs\n75001 Paris"
    world.agency.save()
    world.contract.number = "AUTRE-1"
    world.contract.save(update_fields=["number"])
    Signatory.objects.update(quality="Une autre qualité", delegation="", ends_until=dt.date(2026, 11, 22))
    publish_levels({"11132": "ZV"}, on=dt.date(2026, 11, 21), order_number="ARS-OC-2026-999")
    # No parameter, no citation of the day is left, and the next version of the template is in use.
    for values in (PARAMETERS, CONTRACT_PARAMETERS, CITATIONS):
        for name in list(values):
            monkeypatch.delitem(values, name)
    monkeypatch.setattr(layout, "CURRENT_VERSION", "v3")

    letter = own.get()
    with time_machine.travel("2041-02-28 12:00+00:00", tick=False):
        assert html_of(letter.facts, letter.template_version) == text
        render_letter(letter_id=letter.id, at=AT + dt.timedelta(days=5000))
        assert read_document(own.get().document) == before
        # Rendered anew from the same row, it says the same words.
        assert _words(pdf_of(letter.facts, letter.template_version)) == _words(before)


def _words(content: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


SERVED = {
    "v1": "873170bce8ebddef45135bbbeb8ff639f65b141f1a6dd9202f016a9d4ca10fc0",
    "v2": "9eef47f9ca9e0a1cff7cf066105061ab143aa74a722d3369a9a43e646108f71d",
}


def test_a_version_of_the_template_that_has_served_is_never_rewritten() -> None:
    """Write the next version beside it, and name it in layout.CURRENT_VERSION."""
    found = {}
    for version in sorted(path.name for path in TEMPLATES.iterdir()):
        digest = hashlib.sha256()
        for path in sorted((*TEMPLATES.glob(f"{version}/*"), STYLES / f"{version}.css")):
            digest.update(path.read_bytes())
        found[version] = digest.hexdigest()
    assert found == SERVED
    assert CURRENT_VERSION in found


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [{"facts": {}}, {"number": "X"}, {"title": "X"}, {"template_version": "v9"}, {"verification_code": "X"}],
)
def test_the_database_refuses_to_change_a_letter(zonings: None, change: dict[str, Any]) -> None:
    signed_decision(make_world())
    with pytest.raises(DatabaseError), transaction.atomic():
        Letter.objects.update(**change)


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"grounds": "X"}, {"number": "X"}, {"findings": []}, {"effect": {}}])
def test_the_database_refuses_to_change_what_was_signed(zonings: None, change: dict[str, Any]) -> None:
    signed_decision(make_world())
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.update(**change)
