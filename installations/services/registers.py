"""Files out: the register of transmissions as XLSX, letters of a period as one PDF for posting."""

import io
import uuid
from collections.abc import Iterable

import pikepdf

from cesp_portal.common.documents.services import read_document
from cesp_portal.common.tabular.writing import OutputColumn, OutputSheet, as_xlsx
from installations.enums import LetterKind
from installations.models import Letter, Transmission

A4 = (595.28, 841.89)
COLUMNS = (
    OutputColumn("Courrier", 18),
    OutputColumn("Date du courrier", 16),
    OutputColumn("Objet", 50),
    OutputColumn("Contrat", 18),
    OutputColumn("Personne", 28),
    OutputColumn("Destinataire", 34),
    OutputColumn("Nature du destinataire", 20),
    OutputColumn("État", 14),
    OutputColumn("Transmis le", 18),
    OutputColumn("Reçu le", 18),
    OutputColumn("Référence postale", 20),
    OutputColumn("Empreinte SHA-256", 66),
    OutputColumn("Bordereau", 20),
    OutputColumn("Empreinte du bordereau", 66),
)


def register_xlsx(transmissions: Iterable[Transmission]) -> bytes:
    """Return the register as a workbook, one line per transmission; every text is written as text."""
    rows = [
        (
            row.letter.number,
            row.letter.dated_on,
            row.letter.title,
            row.letter.contract.number,
            str(row.letter.contract.candidate),
            row.recipient_name,
            row.get_recipient_kind_display(),
            row.get_status_display(),
            row.sent_at,
            row.acknowledged_at,
            row.reference,
            _fingerprint(row.letter),
            row.cover.number if row.cover else "",
            _fingerprint(row.cover),
        )
        for row in transmissions
    ]
    return as_xlsx([OutputSheet("Transmissions", COLUMNS, rows)])


def _fingerprint(letter: Letter | None) -> str:
    return letter.document.sha256 if letter is not None and letter.document is not None else ""


def merged_letters(letters: Iterable[Letter]) -> bytes:
    """Return the stored PDFs of several letters as one, in their order; those not yet made are left out.

    A cover is followed by the letter that it accompanies, met before it, so that its envelope is complete. Each letter
    starts on the front of a sheet when the file is printed on both sides.
    """
    with pikepdf.new() as merged:
        met: dict[uuid.UUID, slice] = {}
        for letter in letters:
            if letter.document is None:
                continue
            start = len(merged.pages)
            with pikepdf.open(io.BytesIO(read_document(letter.document))) as one:
                merged.pages.extend(one.pages)
            _end_the_sheet(merged)
            met[letter.id] = slice(start, len(merged.pages))
            if letter.kind == LetterKind.COVER:
                merged.pages.extend(merged.pages[met[letter.covered.letter_id]])
        buffer = io.BytesIO()
        merged.save(buffer)
    return buffer.getvalue()


def _end_the_sheet(pdf: pikepdf.Pdf) -> None:
    if len(pdf.pages) % 2:
        pdf.add_blank_page(page_size=A4)
