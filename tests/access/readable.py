"""What a person reads in an answer, whatever its kind: page, PDF, workbook."""

import io

import openpyxl
from django.http import HttpResponseBase
from pypdf import PdfReader


def text_of(answer: HttpResponseBase) -> str:
    """Return the text of a page or of a downloaded file."""
    content: bytes = b"".join(answer.streaming_content) if answer.streaming else answer.content
    kind = answer.headers.get("Content-Type", "")
    if kind.startswith("application/pdf"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if "spreadsheetml" in kind:
        workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
        return "\n".join(
            str(cell) for sheet in workbook for row in sheet.iter_rows(values_only=True) for cell in row
        )
    return content.decode("utf-8", "replace")
