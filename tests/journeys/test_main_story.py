"""The main job in one story: from a faculty's list to a signed decision and the months that are served.

Played in Chromium against the running portal (web server, worker, beat, PostgreSQL, Valkey) by the people who do
it: the faculty office, the referent, the candidates, the direction. axe looks at every page on the way.
"""

import datetime as dt
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from cesp_portal.common import clock
from cesp_portal.common.tabular.writing import OutputColumn, OutputSheet, as_xlsx
from contracts.rules.selection_files import COLUMN_NAMES
from tests.journeys.stack import Stack, patiently
from tests.journeys.visitor import WIDE, Visitor

README_PICTURE = Path(__file__).resolve().parents[2] / "docs" / "img" / "mon-espace.png"
OFFICE, REFERENT, DIRECTION = (
    "scolarite.nantes@example.org",
    "referente.pdl@example.org",
    "direction.pdl@example.org",
)
CAMPAIGN = "Faculté de médecine de Nantes – Médecine"
TOWN = "Mayenne (53147)"
STRUCTURE = "Maison de santé de la Journée"
# Past the thirty days in every reading of them, whatever days are not worked.
FORTY_DAYS = dt.timedelta(days=40)
STUDENTS = (
    ("Éloïse", "Kerbastard", "principale", 1),
    ("Mathurin", "Lebrasier", "principale", 2),
    ("Oriane", "Tréhoret", "complementaire", 1),
)


@dataclass
class Story:
    """What the acts of the story pass on to each other: the portal, and the window that each person keeps open."""

    visit: Callable[..., Visitor]
    stack: Stack
    windows: dict[str, Visitor] = field(default_factory=dict)

    def at_work(self, email: str) -> Visitor:
        """Give the window of an agent of the demonstration, signed in."""
        if email not in self.windows:
            self.windows[email] = self.visit(email)
        return self.windows[email]

    def at_home(self, email: str) -> Visitor:
        """Give the window of a candidate or signatory, on the first page of their space."""
        if email not in self.windows:
            self.windows[email] = self.signed_in(email)
        self.windows[email].open("/")
        return self.windows[email]

    def signed_in(self, email: str) -> Visitor:
        """Sign in by the code that the portal sends, as people do."""
        visitor, received = self.visit(), len(self.stack.codes_sent_to(email))
        page = visitor.open("/compte/connexion/code/")
        page.get_by_label("Adresse électronique").fill(email)
        page.get_by_role("button", name="Recevoir un code").click()
        page.get_by_label("Code").fill(patiently(lambda: "".join(self.stack.codes_sent_to(email)[received:])))
        page.get_by_role("button", name="Valider le code").click()
        page.wait_for_url(lambda url: "/compte/" not in url)
        return visitor

    def forty_days_pass(self, email: str) -> None:
        """Move an offer that was received back in time: what the sweep finds is an offer past its last day."""
        with psycopg.connect(self.stack.database_url.replace("postgres://", "postgresql://", 1)) as database:
            database.execute(
                "UPDATE contracts_offer o SET sent_on = sent_on - %(days)s::int, sent_at = sent_at - %(span)s,"
                " received_on = received_on - %(days)s::int, last_day = last_day - %(days)s::int"
                " FROM contracts_candidate c WHERE c.id = o.candidate_id AND c.email = %(email)s",
                {"days": FORTY_DAYS.days, "span": FORTY_DAYS, "email": email},
            )


def email_of(first_name: str, last_name: str) -> str:
    plain = {"é": "e", "ï": "i", "É": "e"}
    text = f"{first_name}.{last_name}@example.org".lower()
    return "".join(plain.get(letter, letter) for letter in text)


WINNER, SILENT, NEXT = (email_of(first, last) for first, last, _, _ in STUDENTS)


def reload_until(page: Page, wanted: Callable[[], Locator]) -> None:
    """Load the page again until it shows what is wanted."""

    def loaded() -> str:
        page.reload()
        return "shown" if wanted().count() else ""

    patiently(loaded)


def look(visitor: Visitor) -> Page:
    """Look at the page as everybody must be able to."""
    visitor.assert_accessible()
    visitor.assert_fits()
    return visitor.page


def list_of_students() -> bytes:
    rows = [
        (
            last_name,
            first_name,
            f"0{rank}/03/1998",
            email_of(first_name, last_name),
            f"88000000{number}KB",
            "medecine",
            "3",
            "9",
            "medecine generale",
            kind,
            str(rank),
            "favorable",
        )
        for number, (first_name, last_name, kind, rank) in enumerate(STUDENTS)
    ]
    return as_xlsx([OutputSheet("Liste", [OutputColumn(name) for name in COLUMN_NAMES], rows)])


@pytest.fixture(scope="module")
def yesterday() -> dt.date:
    return clock.today() - dt.timedelta(days=1)


def test_from_the_list_to_the_months_that_are_served(
    visit: Callable[..., Visitor], stack: Stack, yesterday: dt.date
) -> None:
    story = Story(visit, stack)
    the_office_sends_its_list(story)
    the_referent_publishes_the_quota_and_offers(story)
    the_silent_candidate_receives_and_lets_time_pass(story)
    the_winner_signs(story)
    the_next_person_is_called_by_the_sweep(story)
    number = the_signatory_declares_diplomas_and_a_project(story, yesterday)
    the_signatory_asks_to_settle(story, yesterday)
    the_referent_decides_and_the_direction_signs(story)
    the_signatory_reads_the_letter(story, number)
    the_practice_is_declared_then_verified(story)
    the_statement_says_what_is_left(story)


def the_office_sends_its_list(story: Story) -> None:
    visitor = story.at_work(OFFICE)
    page = look(visitor)
    page.get_by_role("link", name=re.compile("Médecine")).first.click()
    look(visitor)
    page.get_by_role("link", name="Envoyer la liste").click()
    look(visitor)
    page.locator("input[type=file]").set_input_files(
        {
            "name": "pas-une-liste.xlsx",
            "mimeType": "application/octet-stream",
            "buffer": b"%PDF-1.4 not a list",
        }
    )
    page.get_by_role("button", name="Vérifier le fichier").click()
    expect(page.get_by_role("alert")).to_contain_text("n'est pas accepté")
    look(visitor)
    page.locator("input[type=file]").set_input_files(
        {"name": "liste.xlsx", "mimeType": "application/octet-stream", "buffer": list_of_students()}
    )
    page.get_by_role("button", name="Vérifier le fichier").click()
    expect(page.get_by_role("heading", name="Vérifier avant d'envoyer")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Kerbastard")).to_be_visible()
    look(visitor)
    page.get_by_role("button", name="Confirmer et envoyer cette liste").click()
    expect(page.get_by_role("heading", name="Reçu de la liste")).to_be_visible()
    look(visitor)


def the_referent_publishes_the_quota_and_offers(story: Story) -> None:
    visitor = story.at_work(REFERENT)
    page = visitor.open("/campagnes/arretes/nouveau/")
    look(visitor)
    year = re.search(r"\d{4}-\d{4}", page.get_by_label("Année universitaire").input_value())
    assert year is None or year[0] in page.content()
    page.get_by_label("Année universitaire").fill(academic_year())
    page.get_by_label("Numéro").fill("JOURNEE-01")
    page.get_by_label("Signé le").fill(clock.today().isoformat())
    page.get_by_label("Faculté de médecine de Nantes, Médecine", exact=True).fill("2")
    page.get_by_role("button", name="Enregistrer l'arrêté").click()
    look(visitor)
    page.get_by_role("button", name="Publier et ouvrir les places").click()
    expect(page.get_by_text("ses places sont ouvertes").first).to_be_visible()
    page = visitor.open("/bureau/")
    look(visitor)
    page.get_by_role("link", name="Faculté de médecine de Nantes").first.click()
    look(visitor)
    page.get_by_role("button", name="Proposer toutes les places libres").click()
    expect(page.get_by_role("row", name=re.compile("Kerbastard"))).to_contain_text("Proposition en cours")
    expect(page.get_by_role("row", name=re.compile("Tréhoret"))).to_contain_text("En attente")
    look(visitor)


def academic_year() -> str:
    today = clock.today()
    start = today.year if today.month >= 9 else today.year - 1
    return f"{start}-{start + 1}"


def the_silent_candidate_receives_and_lets_time_pass(story: Story) -> None:
    visitor = story.at_home(SILENT)
    page = look(visitor)
    page.get_by_role("link", name="Ouvrir la proposition").click()
    look(visitor)
    page.get_by_role("button", name=re.compile("Je confirme avoir reçu")).click()
    expect(page.get_by_text(re.compile("Dernier jour pour signer")).first).to_be_visible()
    look(visitor)
    story.forty_days_pass(SILENT)


def the_winner_signs(story: Story) -> None:
    visitor = story.at_home(WINNER)
    page = visitor.page
    page.get_by_role("link", name="Ouvrir la proposition").click()
    page.get_by_role("button", name=re.compile("Je confirme avoir reçu")).click()
    page.get_by_role("link", name="Lire les conditions et signer").click()
    look(visitor)
    page.get_by_role("button", name="Signer le contrat").click()
    expect(page.get_by_text("Lisez puis cochez cette condition.").first).to_be_visible()
    look(visitor)
    for box in page.get_by_role("checkbox").all():
        box.check(force=True)
    page.get_by_label("Votre projet professionnel").fill("Médecine générale en maison de santé, en Mayenne.")
    page.get_by_role("button", name="Signer le contrat").click()
    expect(page.get_by_text(re.compile("Contrat n° 52-")).first).to_be_visible()
    look(visitor)


def the_next_person_is_called_by_the_sweep(story: Story) -> None:
    page = story.at_work(REFERENT).open("/campagnes/")
    page.get_by_role("link", name=re.compile(CAMPAIGN)).first.click()
    reload_until(page, lambda: page.get_by_role("row", name=re.compile("Lebrasier.*Délai dépassé")))
    expect(page.get_by_role("row", name=re.compile("Tréhoret"))).to_contain_text("Proposition en cours")
    patiently(
        lambda: next((mail for mail in story.stack.mails_to(NEXT) if "contrat vous est propos" in mail), "")
    )


def the_signatory_declares_diplomas_and_a_project(story: Story, yesterday: dt.date) -> str:
    visitor = story.at_home(WINNER)
    page = look(visitor)
    expect(page.get_by_role("heading", name="Mon espace CESP")).to_be_visible()
    found = re.search(r"Contrat n° (\S+),", page.inner_text("main"))
    assert found
    page.get_by_role("link", name="Déclarer une étape de votre formation").click()
    look(visitor)
    for label in ("DES", "diplôme d'État"):
        page.get_by_label(re.compile(label, re.IGNORECASE)).first.fill(yesterday.isoformat())
    page.get_by_role("button", name="Enregistrer les dates").click()
    page = visitor.open("/mon-espace/")
    look(visitor)
    page.get_by_role("link", name="Déposer votre projet").click()
    look(visitor)
    page.get_by_label("Commune").first.fill(TOWN)
    page.get_by_role("button", name="Enregistrer mon projet").click()
    look(visitor)
    return found[1]


def the_signatory_asks_to_settle(story: Story, yesterday: dt.date) -> None:
    visitor = story.at_home(WINNER)
    page = look(visitor)
    page.get_by_role("link", name="Demander votre installation").click()
    look(visitor)
    page.get_by_label("Premier jour").fill(yesterday.replace(year=yesterday.year - 1, day=1).isoformat())
    fill_the_place(page)
    page.get_by_role("button", name="Envoyer la demande").click()
    expect(page.get_by_text(re.compile("précède la fin de votre formation")).first).to_be_visible()
    look(visitor)
    page.get_by_label("Premier jour").fill(clock.today().isoformat())
    page.get_by_role("button", name="Envoyer la demande").click()
    expect(page.get_by_text("Envoyée").first).to_be_visible()
    look(visitor)


def fill_the_place(page: Page) -> None:
    place = page.get_by_role("group", name=re.compile("Lieu 1"))
    place.get_by_label("Commune").fill(TOWN)
    place.get_by_label(re.compile("Structure")).fill(STRUCTURE)
    place.get_by_label(re.compile("Adresse")).fill("3 rue de la Journée")
    place.get_by_label("Mode d'exercice").select_option("liberal")
    place.get_by_label(re.compile("Demi-journées")).fill("8")


def the_referent_decides_and_the_direction_signs(story: Story) -> None:
    visitor = story.at_work(REFERENT)
    page = visitor.open("/bureau/a-traiter/demandes/")
    page.get_by_role("link", name=re.compile("Kerbastard", re.IGNORECASE)).first.click()
    look(visitor)
    expect(page.get_by_text("Ce que les règles constatent")).to_be_visible()
    page.get_by_label("Réponse", exact=True).select_option("granted")
    page.get_by_role("button", name=re.compile("[Pp]réparer|Enregistrer")).first.click()
    look(visitor)
    page.get_by_role("button", name="Proposer à la signature").click()
    look(visitor)
    signer = story.at_work(DIRECTION)
    page = signer.open("/bureau/a-traiter/signatures/")
    look(signer)
    page.get_by_role("link", name=re.compile("Kerbastard", re.IGNORECASE)).first.click()
    look(signer)
    page.get_by_role("button", name="Signer", exact=True).click()
    expect(page.get_by_role("heading", name=re.compile(r"Décision n° 52-\d{4}-\d{4}"))).to_be_visible()
    reload_until(page, lambda: page.get_by_text("Télécharger le PDF"))
    look(signer)
    page = visitor.open("/decisions/transmissions/")
    reload_until(page, lambda: page.get_by_text("Transmise"))
    look(visitor)


def the_signatory_reads_the_letter(story: Story, contract_number: str) -> None:
    visitor = story.at_home(WINNER)
    page = look(visitor)
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Lire la lettre")).click()
    text = "\n".join(
        sheet.extract_text()
        for sheet in PdfReader(io.BytesIO(Path(download.value.path()).read_bytes())).pages
    )
    flat = " ".join(text.split())
    for expected in (contract_number, "Mayenne", "Kerbastard", "tribunal administratif"):
        assert expected.lower() in flat.lower(), f"« {expected} » is not in the letter: {flat[:3000]}"


def the_practice_is_declared_then_verified(story: Story) -> None:
    visitor = story.at_home(WINNER)
    page = visitor.open("/demarches/exercice/")
    look(visitor)
    page.get_by_role("link", name=re.compile("J'ai commencé")).click()
    look(visitor)
    page.get_by_role("button", name="Déclarer").click()
    expect(page.get_by_text("Déclarée").first).to_be_visible()
    look(visitor)
    agent = story.at_work(REFERENT)
    page = agent.open("/bureau/signataires/?q=kerbastard")
    look(agent)
    page.get_by_role("link", name=re.compile("Kerbastard", re.IGNORECASE)).first.click()
    page.get_by_role("navigation", name="Dossier").get_by_role("link", name="Exercice").click()
    look(agent)
    page.get_by_role("link", name="Comparer et vérifier").click()
    look(agent)
    section = page.locator("section", has_text=re.compile("Kerbastard", re.IGNORECASE))
    section.get_by_label(re.compile("Vérifiée jusqu'au")).fill(clock.today().isoformat())
    section.get_by_label(re.compile("sert-il")).select_option("yes")
    section.get_by_role("button", name=re.compile("Vérifier la période")).click()
    look(agent)


def the_statement_says_what_is_left(story: Story) -> None:
    visitor = story.at_home(WINNER)
    page = look(visitor)
    expect(page.locator("#sentence")).to_contain_text(re.compile(r"Vous devez 24\smois\s; .* vérifié"))
    expect(page.locator("#sentence")).to_contain_text("fin prévue le")
    page.get_by_role("link", name="Pourquoi ces nombres").click()
    look(visitor)
    expect(page.get_by_role("heading", name="Mois par mois")).to_be_visible()


def test_home_of_a_signatory_makes_the_picture_of_the_readme(
    visit: Callable[..., Visitor], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    visitor = visit("loic.hauterive@example.org")
    look(visitor)
    visitor.resize(WIDE)
    taken = README_PICTURE if request.config.getoption("--shots") else tmp_path / README_PICTURE.name
    visitor.picture(taken)
    assert taken.read_bytes().startswith(b"\x89PNG")
    assert README_PICTURE.exists(), "make shots takes it"
