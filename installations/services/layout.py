"""From the frozen facts of a letter to HTML and PDF. A version, once used, is never changed: write the next one."""

import base64
from typing import Any

import segno
from django.template.loader import render_to_string

from cesp_portal.common.documents.models import StoredDocument
from cesp_portal.common.documents.pdf import render_pdf
from cesp_portal.common.documents.services import read_document

CURRENT_VERSION = "v2"
STYLESHEET = "installations/letters/{version}.css"


def html_of(facts: dict[str, Any], version: str) -> str:
    """Lay out the facts; every text is escaped, none is read as markup."""
    return render_to_string(
        f"installations/letters/{version}/letter.html",
        {
            "letter": facts,
            "qr_code": qr_code(facts["verification_url"]),
            "logo": logo_of(facts.get("logo_sha256", "")),
        },
    )


def logo_of(sha256: str) -> str:
    """Return the image of a fingerprint as an address that holds it whole, empty without any."""
    stored = StoredDocument.objects.filter(sha256=sha256).first() if sha256 else None
    if stored is None:
        return ""
    return f"data:{stored.content_type};base64,{base64.b64encode(read_document(stored)).decode()}"


def pdf_of(facts: dict[str, Any], version: str) -> bytes:
    """Render the facts as an accessible PDF (PDF/UA-1), French, titled, with its fonts embedded."""
    return render_pdf(html_of(facts, version), stylesheet=STYLESHEET.format(version=version))


def qr_code(url: str) -> str:
    """Return a QR code as inline SVG, without any resource to fetch."""
    return segno.make(url, error="m", micro=False).svg_inline(
        scale=1, border=0, omitsize=True, dark="#161616"
    )
