"""A thousand letters in a batch, against WeasyPrint alone on the same HTML."""

import os
import resource
import time
from argparse import ArgumentParser
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from django.core.management import BaseCommand, CommandError
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from cesp_portal.common.documents.pdf import STATIC_PREFIX, BundledFilesOnly
from installations.services.layout import CURRENT_VERSION, STYLESHEET, html_of, pdf_of

LETTERS = 1000
BASELINE = 60
SPEED = 0.9
BOTH_CORES = 1.5
GROWTH = 1.25


class Command(BaseCommand):
    """`bench_letters`: one process against WeasyPrint alone, then both cores, memory watched."""

    help = "Mesure un lot de 1 000 lettres, comparé à WeasyPrint seul sur le même HTML."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the size of the batch."""
        parser.add_argument("--letters", type=int, default=LETTERS)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print the speeds and the memory; exit code 1 when a target is missed."""
        alone = _alone()
        ours = _ours()
        both, cores, memories = _both_cores(options["letters"])
        growth = max(last / first for first, last in memories)
        self.stdout.write(
            f"Lettres par seconde de calcul : WeasyPrint seul {alone:.1f}, le portail {ours:.1f} "
            f"(rapport {ours / alone:.2f}) ; "
            f"{options['letters']} lettres en deux processus : {both:.1f} lettres/s, {cores:.2f} cœurs occupés ; "
            f"mémoire par processus : {', '.join(f'{a:.0f} → {b:.0f} Mo' for a, b in memories)}"
        )
        if ours < SPEED * alone or growth > GROWTH or ((os.cpu_count() or 1) > 1 and cores < BOTH_CORES):
            raise CommandError("Le lot de lettres manque un objectif : vitesse, deux cœurs ou mémoire.")


def sample(number: int) -> dict[str, Any]:
    """Return the frozen facts of a letter like those that are signed."""
    return {
        "title": f"Décision n° 76-2026-{number:04d} sur votre installation",
        "agency_name": "ARS Occitanie",
        "agency_lines": ["Direction du premier recours", "26 parc inventé", "34067 MONTPELLIER Cedex 2"],
        "place_and_date": "Montpellier, le 20 novembre 2026",
        "reference": f"Décision n° 76-2026-{number:04d}",
        "recipient_lines": [f"Camille Inventé{number}", "Par voie électronique : camille@example.org"],
        "subject": f"Contrat d'engagement de service public n° 76-2022-{number:04d} – votre installation",
        "answer": "Vous pouvez vous installer à Fabrezan (11132) à partir du 4 janvier 2027.",
        "author": "Le directeur général de l'agence régionale de santé Occitanie,",
        "visas": [f"Vu le texte n° {line} du code de l'éducation ;" for line in range(6)],
        "considerants": [f"Considérant ce qui suit : constat n° {line} du dossier ;" for line in range(4)],
        "articles": [
            {
                "title": f"Article {line}",
                "paragraphs": ["Cet exercice compte pour un temps plein. Vous devez 39 mois."],
                "rows": [],
            }
            for line in range(1, 4)
        ],
        "paragraphs": [],
        "recourse": ["Vous pouvez contester cette décision dans les deux mois."],
        "signature_lines": ["Par délégation du 3 mars 2026", "La directrice", "Dominique Ferrand"],
        "contact_lines": ["Votre référent : Alix Moreau"],
        "verification_code": f"ABCD-EFGH-JKMN-{number:04d}",
        "verification_url": f"https://example.org/verification/?code=ABCD-EFGH-JKMN-{number:04d}",
    }


def _alone() -> float:
    """WeasyPrint alone: HTML already made, fonts and style sheet shared."""
    fonts = FontConfiguration()
    name = STYLESHEET.format(version=CURRENT_VERSION)
    sheet = CSS(url=f"{STATIC_PREFIX}{name}", url_fetcher=BundledFilesOnly(), font_config=fonts)
    pages = [html_of(sample(number), CURRENT_VERSION) for number in range(BASELINE + 1)]

    def render(html: str) -> None:
        document = HTML(string=html, url_fetcher=BundledFilesOnly(), base_url=STATIC_PREFIX)
        document.write_pdf(font_config=fonts, stylesheets=[sheet], pdf_variant="pdf/ua-1")

    render(pages.pop())
    started = time.process_time()
    for html in pages:
        render(html)
    return BASELINE / (time.process_time() - started)


def _ours() -> float:
    pdf_of(sample(0), CURRENT_VERSION)
    started = time.process_time()
    for number in range(BASELINE):
        pdf_of(sample(number), CURRENT_VERSION)
    return BASELINE / (time.process_time() - started)


def _both_cores(letters: int) -> tuple[float, float, list[tuple[float, float]]]:
    """Letters per second, cores kept busy, memory of each process after a tenth of its share and at the end."""
    half = letters // 2
    with ProcessPoolExecutor(2, mp_context=get_context("fork")) as pool:
        started = time.perf_counter()
        shares = list(pool.map(_batch, (half, letters - half)))
        spent = time.perf_counter() - started
    busy = sum(cpu for cpu, _, _ in shares)
    return letters / spent, busy / spent, [(first, last) for _, first, last in shares]


def _batch(letters: int) -> tuple[float, float, float]:
    """Render a share of the batch; return the time of computing, the memory after a tenth of it and at its end."""
    started, first = time.process_time(), 0.0
    for number in range(letters):
        pdf_of(sample(number), CURRENT_VERSION)
        if number == letters // 10:
            first = _memory()
    return time.process_time() - started, first, _memory()


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
