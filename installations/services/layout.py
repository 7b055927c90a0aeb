"""From the frozen facts of a letter to HTML and PDF. A version, once used, is never changed: write the next one."""

from typing import Any

import segno
from django.template.loader import render_to_string

from cesp_portal.common.documents.pdf import render_pdf

CURRENT_VERSION = "v2"
STYLESHEET = "installations/letters/{version}.css"


def html_of(facts: dict[str, Any], version: str) -> str:
    """Lay out the facts; every text is escaped, none is read as markup."""
    return render_to_string(
        f"installations/letters/{version}/letter.html",
        {"letter": facts, "qr_code": qr_code(facts["verification_url"])},
    )


def pdf_of(facts: dict[str, Any], version: str) -> bytes:
    """Render the facts as an accessible PDF (PDF/UA-1), French, titled, with its fonts embedded."""
    return render_pdf(html_of(facts, version), stylesheet=STYLESHEET.format(version=version))


def qr_code(url: str) -> str:
    """Return a QR code as inline SVG, without any resource to fetch."""
    return segno.make(url, error="m", micro=False).svg_inline(
        scale=1, border=0, omitsize=True, dark="#161616"
    )
