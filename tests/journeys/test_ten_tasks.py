"""Ten tasks of a referent, each done in a browser: the table of docs/dix-taches.md counts the same gestures.

The demonstration offers the cases; each task starts from the desk, where a referent starts the day.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from cesp_portal.common.accounts.enums import Role
from tests.journeys.visitor import NARROW, WIDE, Visitor

TABLE = Path(__file__).resolve().parents[2] / "docs" / "dix-taches.md"
ROW = re.compile(r"^\| ([0-9]+) \| [^|]+ \| ([0-9]+) \| ([0-9]+) \| ([0-9]+) \| ([0-9]+) \|$", re.MULTILINE)
REFERENT = "referente.occitanie@example.org"
# Seconds of the keystroke-level model: pointing and clicking, one key, the thought before each gesture.
CLICK, KEY, THOUGHT = 1.3, 0.2, 1.35
# The list follows what is typed; a loaded machine takes its time.
SLOW = 20_000


@dataclass
class Hand:
    """The hand of a referent: every click and every key is counted."""

    visitor: Visitor
    clicks: int = 0
    keys: int = 0

    @property
    def page(self) -> Page:
        return self.visitor.page

    def click(self, target: Locator) -> None:
        self.clicks += 1
        target.click()

    def choose(self, label: str, value: str) -> None:
        """Open a list and take one of its lines."""
        self.clicks += 2
        self.page.get_by_role("combobox", name=label, exact=True).select_option(value)

    def write(self, text: str) -> None:
        """Type where the focus is."""
        self.keys += len(text)
        self.page.keyboard.type(text)

    def menu(self, entry: str) -> None:
        self.click(self.page.get_by_role("navigation").get_by_role("link", name=entry, exact=True).first)

    @property
    def seconds(self) -> int:
        """What the model counts for these gestures, one thought per click."""
        return round(self.clicks * (CLICK + THOUGHT) + self.keys * KEY)


def find(hand: Hand) -> None:
    hand.menu("Signataires")
    hand.click(hand.page.get_by_label(re.compile("^Nom, courriel")))
    hand.write("brevan ism")
    expect(hand.page.locator("#count")).to_contain_text(re.compile(r"^\s*1 contrat\s"))
    hand.click(hand.page.get_by_role("link", name="Brévandes"))
    expect(hand.page.get_by_role("heading", level=1, name="Ismaël Brévandes")).to_be_visible()


def deadlines(hand: Hand) -> None:
    hand.click(hand.page.get_by_role("link", name="Mes dossiers", exact=True))
    expect(hand.page.get_by_role("columnheader", name="Échéance").first).to_be_visible()


def months_left(hand: Hand) -> None:
    hand.menu("Signataires")
    hand.click(hand.page.get_by_label(re.compile("^Nom, courriel")))
    hand.write("76-2019-0001")
    expect(hand.page.locator("#count")).to_contain_text(re.compile(r"^\s*1 contrat\s"))
    hand.click(hand.page.get_by_role("rowheader").get_by_role("link"))
    expect(hand.page.locator("#sentence")).to_contain_text("mois")


def file_of_those_who_practise(hand: Hand) -> None:
    hand.menu("Signataires")
    hand.choose("Situation", "practising")
    expect(hand.page).to_have_url(re.compile("standing=practising"), timeout=SLOW)
    with hand.page.expect_download() as sent:
        hand.click(hand.page.get_by_role("link", name="XLSX"))
    assert sent.value.suggested_filename == "signataires.xlsx"


def figure_and_rows(hand: Hand) -> None:
    hand.menu("Pilotage")
    figure = hand.page.get_by_role("link", name="contrats : En exercice")
    people = figure.inner_text().split()[0]
    hand.click(figure)
    expect(hand.page.locator("#count strong")).to_have_text(people)


def take(hand: Hand) -> None:
    _batch(hand, "Prendre")
    hand.click(hand.page.get_by_role("button", name=re.compile("^Confirmer pour 2 lignes")))
    expect(hand.page.get_by_text("2 lignes sont modifiées")).to_be_visible()


def _batch(hand: Hand, action: str) -> None:
    hand.click(hand.page.get_by_role("link", name=re.compile("^Périodes d'exercice à vérifier")))
    for row in (0, 1):
        hand.click(hand.page.locator("label[for^=row-]").nth(row))
    hand.click(hand.page.get_by_role("button", name=action))
    expect(hand.page.get_by_text("Rien n'est encore fait")).to_be_visible()


def who_loses_the_zone(hand: Hand) -> None:
    hand.menu("Signataires")
    hand.choose("Alerte", "zoning")
    expect(hand.page).to_have_url(re.compile("alert=zoning"), timeout=SLOW)
    expect(hand.page.get_by_role("rowheader").first).to_be_visible()


def grant_a_deferral(hand: Hand) -> None:
    row = hand.page.get_by_role("row", name=re.compile("Report du début d'exercice")).first
    hand.click(row.get_by_role("link"))
    hand.choose("Réponse", "granted")
    hand.click(hand.page.get_by_role("button", name=re.compile("[Pp]réparer|Enregistrer")).first)
    hand.click(hand.page.get_by_role("button", name="Proposer à la signature"))
    expect(hand.page.get_by_text(re.compile("signature", re.IGNORECASE)).first).to_be_visible()


def write_to_a_selection(hand: Hand) -> None:
    hand.menu("Signataires")
    hand.choose("Situation", "looking")
    expect(hand.page).to_have_url(re.compile("standing=looking"), timeout=SLOW)
    hand.click(hand.page.get_by_role("link", name="écrire à ces personnes"))
    hand.click(hand.page.get_by_role("link", name="Mettre le projet à jour"))
    hand.click(hand.page.get_by_role("button", name="Voir chaque message"))
    hand.click(hand.page.get_by_role("button", name=re.compile("^Envoyer à")))
    expect(hand.page.get_by_text(re.compile("(est|sont) en route"))).to_be_visible()


def keep_and_share(hand: Hand) -> None:
    hand.menu("Signataires")
    hand.choose("Alerte", "survey")
    expect(hand.page).to_have_url(re.compile("alert=survey"), timeout=SLOW)
    hand.page.reload()  # opened again, the list must not ask for itself when the box of the view is ticked
    hand.click(hand.page.get_by_role("button", name="Garder cette recherche"))
    hand.click(hand.page.get_by_label("Nom de la vue"))
    hand.write("À relancer")
    hand.click(hand.page.locator("label[for=view-shared]"))
    hand.click(hand.page.get_by_role("button", name="Enregistrer la vue"))
    expect(hand.page.get_by_text("La vue est enregistrée.")).to_be_visible()


TASKS: tuple[Callable[[Hand], None], ...] = (
    find,
    deadlines,
    months_left,
    who_loses_the_zone,
    grant_a_deferral,
    file_of_those_who_practise,
    figure_and_rows,
    take,
    write_to_a_selection,
    keep_and_share,
)


def test_each_task_takes_the_gestures_that_the_table_says(visit: Callable[..., Visitor]) -> None:
    visitor = visit(REFERENT)
    said = {int(row[0]): tuple(map(int, row[1:])) for row in ROW.findall(TABLE.read_text())}
    counted = {}
    for number, task in enumerate(TASKS, start=1):
        visitor.open("/bureau/signataires/?q=")
        visitor.open("/bureau/")
        hand = Hand(visitor)
        task(hand)
        counted[number] = (hand.clicks, hand.seconds)
        visitor.assert_accessible()
    assert counted == {number: row[:2] for number, row in said.items()}
    for number, (clicks, seconds, clicks_before, seconds_before) in said.items():
        assert clicks < clicks_before, number
        assert seconds < seconds_before, number


def test_desk_is_worked_with_the_keyboard_alone(visit: Callable[..., Visitor]) -> None:
    visitor = visit(REFERENT)
    page = visitor.open("/bureau/signataires/?q=")
    visitor.walk_to(page.get_by_label(re.compile("^Nom, courriel")))
    page.keyboard.type("valser")
    expect(page).to_have_url(re.compile("q=valser"), timeout=SLOW)
    visitor.walk_to(page.get_by_role("rowheader").first.get_by_role("link"))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    visitor.walk_to(page.get_by_role("navigation", name="Dossier").get_by_role("link", name="Journal"))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.get_by_role("link", name="Journal").get_attribute("aria-current") == "page"
    visitor.open("/bureau/a-traiter/exercice/")
    visitor.walk_to(page.get_by_label("Cocher toutes les lignes de la page"))
    page.keyboard.press("Space")
    assert page.locator("input[name=rows]:checked").count() == page.locator("input[name=rows]").count() > 1
    page.locator("input[name=rows]").first.uncheck(force=True)
    assert not page.get_by_label("Cocher toutes les lignes de la page").is_checked()


DESK_PAGES = (
    "/bureau/",
    "/bureau/a-traiter/exercice/",
    "/bureau/signataires/?q=&columns=nom,restants,fin&columns=regime",
    "/bureau/signataires/courriel/",
    "/pilotage/",
    "/pilotage/campagne/",
    "/pilotage/mois/",
    "/pilotage/ruptures/",
    "/pilotage/enquetes/",
    "/pilotage/lignes/mois/?sorte=verified",
    "/reglages/",
    "/reglages/identite/",
    "/reglages/annuaire/",
    "/reglages/regles/",
    "/decisions/textes/",
    "/decisions/textes/nouveau/",
    "/bureau/reprise/",
)


def test_pages_of_the_desk_are_accessible_and_fit_a_phone(visit: Callable[..., Visitor]) -> None:
    visitor = visit(REFERENT)
    problems = []
    for path in DESK_PAGES:
        visitor.open(path)
        for check in (visitor.assert_accessible, visitor.assert_fits):
            try:
                check()
            except AssertionError as error:
                problems.append(str(error))
    assert not problems, "\n\n".join(problems)


def test_header_of_a_person_of_several_roles_fits_and_switches(visit: Callable[..., Visitor]) -> None:
    visitor = visit("administration@example.org")
    page = visitor.page
    for role, office in (
        (Role.DIRECTION, "agency"),
        (Role.DELEGATION, "agency"),
        (Role.SCOLARITE, "faculty"),
    ):
        visitor.open("/habilitations/")
        page.fill("[name=email]", "suppleant.occitanie@example.org")
        page.fill("[name=first_name]", "Ambre")
        page.fill("[name=last_name]", "Delrieux-Lanne")
        page.select_option("[name=role]", role.value)
        named = "Occitanie" if office == "agency" else "Toulouse"
        choice = page.locator(f"[name={office}] option", has_text=named).first.get_attribute("value")
        page.select_option(f"[name={office}]", choice)
        if role is Role.DELEGATION:
            page.fill("[name=department_code]", "34")
        page.fill("[name=starts_on]", "2026-01-01")
        with page.expect_navigation():
            page.get_by_role("button", name="Donner ce rôle").click()
    visitor.sign_out()
    visitor.sign_in("suppleant.occitanie@example.org")
    for path in ("/bureau/", "/bureau/signataires/"):
        visitor.open(path)
        visitor.assert_accessible()
        for width in (NARROW, WIDE):
            visitor.assert_fits(width)
    visitor.resize(WIDE)
    switch = page.get_by_role("button", name=f"Agir comme : {Role.DIRECTION.label}").first
    visitor.walk_to(switch)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.get_by_role("link", name=f"– {Role.DIRECTION.label}").first.is_visible()
    visitor.assert_fits()
