"""HTML to PDF, with nothing fetched from anywhere."""

import base64
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

STATIC_PREFIX = "static:"
PNG_PREFIX = "data:image/png;base64,"


class ForbiddenUrl(ValueError):
    """A document asked for a resource other than a bundled static file."""


class BundledFilesOnly(URLFetcher):
    """Deny by default: only ``static:name`` of a file bundled with the portal, or an image that the page holds."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url.startswith(PNG_PREFIX):
            return URLFetcherResponse(url, _decoded(url), {"Content-Type": "image/png"})
        if not url.startswith(STATIC_PREFIX):
            raise ForbiddenUrl(f"Adresse refusée dans un document : {url[:100]}")
        path = finders.find(url.removeprefix(STATIC_PREFIX))
        if not isinstance(path, str):
            raise ForbiddenUrl(f"Fichier inconnu dans un document : {url[:100]}")
        return URLFetcherResponse(url, Path(path).read_bytes(), {"Content-Type": _content_type(path)})


def _decoded(url: str) -> bytes:
    try:
        return base64.b64decode(url.removeprefix(PNG_PREFIX), validate=True)
    except ValueError as error:
        raise ForbiddenUrl("Image illisible dans un document.") from error


def _content_type(path: str) -> str:
    return "image/svg+xml" if path.endswith(".svg") else "application/octet-stream"


# One configuration for the process: building it costs as much as a short letter.
_fonts = FontConfiguration()


@cache
def _stylesheet(name: str) -> CSS:
    """A bundled style sheet, parsed once: its fonts are then loaded once for the life of the process."""
    return CSS(url=f"{STATIC_PREFIX}{name}", url_fetcher=BundledFilesOnly(), font_config=_fonts)


def render_pdf(html: str, *, stylesheet: str = "", **options: Any) -> bytes:
    """Render a complete HTML document as an accessible PDF (PDF/UA-1).

    ``stylesheet`` names a bundled CSS file; ``options`` go to WeasyPrint.
    """
    document = HTML(string=html, url_fetcher=BundledFilesOnly(), base_url=STATIC_PREFIX)
    sheets = [_stylesheet(stylesheet)] if stylesheet else []
    content: bytes = document.write_pdf(
        font_config=_fonts, pdf_variant="pdf/ua-1", stylesheets=sheets, **options
    )
    return content
