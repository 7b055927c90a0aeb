"""The signatory's space with the keyboard alone, on the narrowest screen: every page and state passes axe."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page

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
