"""The signatory's space with the keyboard alone, on the narrowest screen: every page and state passes axe."""

from collections.abc import Callable

import psycopg
import pytest
from playwright.sync_api import Locator, Page

from tests.journeys.stack import Stack, patiently
from tests.journeys.visitor import NARROW, Visitor

STUDENT = "nora.valdeyrac@example.org"
PRACTISING = "loic.hauterive@example.org"


def press(visitor: Visitor, target: Locator) -> Page:
    """Walk to a link or a button, press Enter, wait for the page that follows; it must be accessible."""
    visitor.walk_to(target)
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
    visitor.assert_accessible()
    visitor.assert_fits()
    return visitor.page


def write(visitor: Visitor, label: str, text: str) -> None:
    """Walk to a field and type."""
    visitor.walk_to(visitor.page.get_by_label(label))
    visitor.page.keyboard.type(text)


def through_the_menu(visitor: Visitor, entry: str) -> Page:
    """Open the menu that a narrow screen hides, and take one of its entries."""
    page = visitor.page
    visitor.walk_to(page.locator("#header-menu-button"))
    page.keyboard.press("Enter")
    page.locator("#header-menu.fr-modal--opened").wait_for()
    return press(visitor, page.locator("#header-navigation").get_by_role("link", name=entry, exact=True))


def test_where_do_i_stand_and_what_if(visit: Callable[..., Visitor]) -> None:
    visitor = visit(STUDENT, width=NARROW)
    page = visitor.page
    assert page.locator("#sentence").inner_text().startswith("Vous devez")
    visitor.assert_accessible()
    press(visitor, page.get_by_role("link", name="Pourquoi ces nombres"))
    assert page.get_by_role("heading", name="Mois par mois").is_visible()
    visitor.walk_to(page.get_by_role("button", name="Décompte daté (PDF)"))
    with page.expect_download() as printed:
        page.keyboard.press("Enter")
    assert printed.value.suggested_filename.startswith("decompte-")
    through_the_menu(visitor, "Simulateur")
    write(visitor, "Quotité d'exercice en zone", "0")
    press(visitor, page.get_by_role("button", name="Comparer"))
    assert page.get_by_text("La quotité va de 1 à 100 %.").is_visible()
    page.get_by_label("Quotité d'exercice en zone").fill("")
    write(visitor, "Quotité d'exercice en zone", "60")
    press(visitor, page.get_by_role("button", name="Comparer"))
    assert page.get_by_role("heading", name="Résultat").is_visible()


def test_answer_the_yearly_survey(visit: Callable[..., Visitor]) -> None:
    visitor = visit(STUDENT, width=NARROW)
    page = through_the_menu(visitor, "Enquêtes")
    press(visitor, page.locator("main").get_by_role("link", name="Enquête annuelle").first)
    press(visitor, page.get_by_role("link", name="Répondre aux questions"))
    keep = page.get_by_role("button", name="Enregistrer et continuer")
    visitor.walk_to(page.get_by_label("Très bien"))
    page.keyboard.press("Space")
    press(visitor, keep)
    write(visitor, "Quelle spécialité visez-vous", "Gériatrie")
    press(visitor, keep)
    write(visitor, "Dans quelle commune", "quelque part")
    press(visitor, keep)
    assert page.get_by_text("Écrivez la commune puis son code postal, par exemple").first.is_visible()
    page.get_by_label("Dans quelle commune").fill("")
    write(visitor, "Dans quelle commune", "Figeac 46100")
    press(visitor, keep)
    for _ in range(2):  # the share and the free text are left without answer
        press(visitor, keep)
    press(visitor, page.get_by_role("button", name="Envoyer mes réponses"))
    assert page.get_by_text("Vos réponses sont envoyées").is_visible()
    assert page.get_by_text("Figeac (46100)").is_visible()


def test_write_to_the_referent_and_keep_an_address_that_lasts(visit: Callable[..., Visitor]) -> None:
    visitor = visit(PRACTISING, width=NARROW)
    page = through_the_menu(visitor, "Messages")
    press(visitor, page.get_by_role("link", name="Mon dossier"))
    press(visitor, page.get_by_role("button", name="Envoyer le message"))
    assert page.get_by_text("Le message est vide").is_visible()
    write(visitor, "Votre message", "Bonjour, je change de cabinet en septembre.")
    press(visitor, page.get_by_role("button", name="Envoyer le message"))
    assert page.get_by_text("Le message est envoyé.").is_visible()
    visitor.open("/compte/adresses/")
    visitor.assert_accessible()
    write(visitor, "Nouvelle adresse électronique", "loic@perso.example.org")
    press(visitor, page.get_by_role("button", name="Envoyer le lien de confirmation"))
    assert page.get_by_text("En attente de confirmation : loic@perso.example.org").is_visible()
    press(visitor, page.get_by_role("button", name="Abandonner cette demande"))
    assert page.get_by_text("La demande est abandonnée").is_visible()


def test_every_page_of_the_space_is_accessible_in_each_state(visit: Callable[..., Visitor]) -> None:
    visitor = visit(STUDENT, width=NARROW)
    pages = (
        "/mes-donnees/",
        "/mes-echanges/",
        "/messages/avis/",
        "/suspensions/",
        "/voeux/",
        "/acces/reprise/",
        "/enquete/nouveau-lien/",
        "/enquete/lien/inconnu/",
        "/compte/adresses/lien/inconnu/",
    )
    for address in pages:
        visitor.open(address)
        visitor.assert_accessible()
        visitor.assert_fits()
    visitor.open("/acces/reprise/")
    press(visitor, visitor.page.get_by_role("button", name="Envoyer ma demande"))
    assert visitor.page.get_by_text("Choisissez votre agence.").is_visible()


def test_a_leave_that_is_refused_or_not_proven_says_so_and_stays_accessible(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit(STUDENT, width=NARROW)
    page = visitor.open("/suspensions/")
    address = page.locator("main a[href$='/conge/']").first.get_attribute("href")
    for last_day, told in (("2028-03-20", "La durée est inférieure"), ("2028-06-30", "soit 4\xa0mois")):
        visitor.open(address or "")
        page.get_by_label("Motif").select_option("maladie")
        page.get_by_label("Premier jour").fill("2028-03-01")
        page.get_by_label("Dernier jour").fill(last_day)
        press(visitor, page.get_by_role("button", name="Voir ce que cela change"))
        assert page.get_by_text(told).first.is_visible()
    page.evaluate("document.querySelectorAll('form').forEach(form => form.noValidate = true)")
    press(visitor, page.locator("button[value=send]"))
    assert page.get_by_text("Il manque le justificatif").is_visible()


# Somebody in each state that no account of the sign-in page is in.
IN_STATE = {
    "broken": "SELECT u.email FROM contracts_contract c JOIN accounts_user u ON u.id = c.user_id"
    " WHERE c.status = 'terminated' AND u.is_active ORDER BY c.number LIMIT 1",
    "suspended": "SELECT u.email FROM installations_grantedspell s"
    " JOIN contracts_contract c ON c.id = s.contract_id JOIN accounts_user u ON u.id = c.user_id"
    " WHERE s.days @> current_date AND NOT s.is_revoked AND c.status = 'active' AND u.is_active"
    " ORDER BY s.kind DESC, c.number LIMIT 1",
}
SHOWN_IN_ALL_STATES = ("/", "/mon-espace/decompte/", "/demarches/", "/simulateur/")


@pytest.mark.parametrize("state", IN_STATE)
def test_the_space_of_somebody_suspended_or_broken_is_accessible(
    visit: Callable[..., Visitor], stack: Stack, state: str
) -> None:
    with psycopg.connect(stack.database_url.replace("postgres://", "postgresql://", 1)) as database:
        row = database.execute(IN_STATE[state].encode()).fetchone()
    assert row, f"the demonstration has nobody {state}"
    visitor = _signed_in_by_code(visit, stack, row[0])
    _every_page_is_accessible(visitor)
    if state == "broken":
        assert visitor.page.get_by_text("Il n'y a plus rien à supposer pour ce contrat").is_visible()


@pytest.mark.parametrize("email", ["titouan.guersant@example.org", "aicha.montbrial@example.org"])
def test_the_space_of_somebody_who_looks_or_is_free_is_accessible(
    visit: Callable[..., Visitor], email: str
) -> None:
    _every_page_is_accessible(visit(email, width=NARROW))


def test_the_space_of_a_candidate_is_accessible(visit: Callable[..., Visitor]) -> None:
    visitor = visit("sacha.primerose@example.org", width=NARROW)
    visitor.open("/")
    visitor.assert_accessible()
    visitor.assert_fits()


def _every_page_is_accessible(visitor: Visitor) -> None:
    for address in SHOWN_IN_ALL_STATES:
        visitor.open(address)
        visitor.assert_accessible()
        visitor.assert_fits()


def _signed_in_by_code(visit: Callable[..., Visitor], stack: Stack, email: str) -> Visitor:
    visitor = visit(width=NARROW)
    page = visitor.open("/compte/connexion/code/")
    page.get_by_label("Adresse électronique").fill(email)
    page.get_by_role("button", name="Recevoir un code").click()
    page.get_by_label("Code").fill(patiently(lambda: "".join(stack.codes_sent_to(email)[-1:])))
    page.get_by_role("button", name="Valider le code").click()
    page.wait_for_url(lambda url: "/compte/" not in url)
    return visitor
