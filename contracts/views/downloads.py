"""Stored files handed over as attachments, never shown inside a page."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from cesp_portal.common.documents.models import StoredDocument
from cesp_portal.common.documents.services import read_document
from cesp_portal.common.tabular.writing import OutputSheet, as_csv, as_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def attachment(content: bytes, filename: str, content_type: str) -> HttpResponse:
    """Answer with a file to save; the browser neither opens nor guesses it."""
    answer = HttpResponse(content, content_type=content_type)
    visible = "".join(c for c in filename if c.isprintable() and c not in '"\\/') or "document"
    answer.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=visible)
    answer.headers["Content-Security-Policy"] = "sandbox"
    answer.headers["Cache-Control"] = "no-store, private"
    return answer


def table(request: HttpRequest, sheet: OutputSheet, name: str) -> HttpResponse:
    """Answer with a table to keep: XLSX, or CSV with ``?format=csv``."""
    if request.GET.get("format") == "csv":
        return attachment(as_csv(sheet.columns, sheet.rows), f"{name}.csv", "text/csv; charset=utf-8")
    return attachment(as_xlsx([sheet]), f"{name}.xlsx", XLSX)


def stored(document: StoredDocument) -> HttpResponse:
    """Answer with a stored file, checked against its fingerprint."""
    return attachment(read_document(document), document.filename, document.content_type)
