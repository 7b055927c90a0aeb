"""Personal links in a real browser: opened from the message, their button does what it says.

A browser decides what a form says of where it comes from, that no other test can see.
"""

import re
import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.stack import Stack
from tests.journeys.visitor import NARROW, Visitor

PRACTISING = "loic.hauterive@example.org"
GRADUATE = "titouan.guersant@example.org"
PATIENCE_SECONDS = 90
Visit = Callable[..., Visitor]


def link_sent_to(stack: Stack, address: str, path: str) -> str:
    """The address of the last personal link that somebody received; the worker has its own pace."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        for text in reversed(stack.mails_to(address)):
            if found := re.search(rf"{re.escape(stack.url)}({path}\S+)", text.replace("=\n", "")):
                return found[1]
        time.sleep(0.2)
    raise AssertionError(f"no link {path} came to {address}")


def opened(visit: Visit, link: str) -> Page:
    """The page of a link, as somebody who is not signed in finds it on a telephone."""
    visitor = visit(width=NARROW)
    page = visitor.open(link)
    visitor.assert_accessible()
    visitor.assert_fits()
    return page


def test_an_employer_answers_from_the_message_once(visit: Visit, stack: Stack) -> None:
    page = visit(PRACTISING).open("/demarches/exercice/")
    details = page.locator("details").first
    details.locator("summary").click()
    details.get_by_label(re.compile("Adresse électronique de votre employeur")).fill("employeur@example.org")
    details.get_by_role("button", name="Demander sa confirmation").click()
    link = link_sent_to(stack, "employeur@example.org", "/employeur/")
    page = opened(visit, link)
    page.get_by_label(re.compile("exerce-t-elle")).select_option(index=1)
    page.get_by_role("button", name="Envoyer ma réponse").click()
    expect(page.get_by_role("heading", name="Merci")).to_be_visible()
    page = visit(width=NARROW).open(link)
    expect(page.get_by_text("Ce lien ne s'ouvre pas")).to_be_visible()


def test_a_survey_is_answered_from_a_link_asked_again(visit: Visit, stack: Stack) -> None:
    page = visit(width=NARROW).open("/enquete/nouveau-lien/")
    page.get_by_label(re.compile("Adresse")).fill(GRADUATE)
    page.get_by_role("button", name="Envoyer le lien").click()
    expect(page.get_by_role("heading", name="Regardez vos courriels")).to_be_visible()
    page = opened(visit, link_sent_to(stack, GRADUATE, "/enquete/lien/"))
    page.get_by_role("button", name="Commencer à répondre").click()
    expect(page.get_by_role("link", name="Répondre aux questions")).to_be_visible()


def test_a_second_address_is_confirmed_from_its_message(visit: Visit, stack: Stack) -> None:
    page = visit(GRADUATE).open("/compte/adresses/")
    page.get_by_label("Nouvelle adresse électronique").fill("titouan@perso.example.org")
    page.get_by_role("button", name="Envoyer le lien de confirmation").click()
    page = opened(visit, link_sent_to(stack, "titouan@perso.example.org", "/compte/adresses/lien/"))
    page.get_by_role("button", name="Je confirme").click()
    expect(page.get_by_role("heading", name="C'est confirmé")).to_be_visible()


def test_a_claim_is_confirmed_from_its_message(visit: Visit, stack: Stack) -> None:
    page = visit(width=NARROW).open("/acces/reprise/")
    for label, text in (
        ("Nom", "Guersant"),
        ("Prénom", "Titouan"),
        ("Date de naissance", "1998-05-04"),
        ("Nouvelle adresse électronique", "retrouve@example.org"),
    ):
        page.get_by_label(re.compile(rf"^\s*{label}")).first.fill(text)
    page.get_by_label(re.compile("Agence régionale")).select_option(index=1)
    page.get_by_role("button", name="Envoyer ma demande").click()
    page = opened(visit, link_sent_to(stack, "retrouve@example.org", "/acces/reprise/lien/"))
    page.get_by_role("button", name="Envoyer ma demande à l'agence").click()
    expect(page.get_by_role("heading", name="Votre demande est à l'agence")).to_be_visible()
