"""Files that people join: judged by their bytes, kept under a harmless name."""

import io

import pikepdf
import pytest
from PIL import Image

from cesp_portal.common.documents.intake import content_type_of, harmless_name
from cesp_portal.common.refusals import BadInput


def pdf(**save: object) -> bytes:
    buffer = io.BytesIO()
    document = pikepdf.new()
    document.add_blank_page()
    document.save(buffer, **save)
    return buffer.getvalue()


def image(kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (3, 3)).save(buffer, kind)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "expected"),
    [(pdf(), "application/pdf"), (image("PNG"), "image/png"), (image("JPEG"), "image/jpeg")],
)
def test_document_is_what_its_bytes_say(content: bytes, expected: str) -> None:
    assert content_type_of(content) == expected


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "DOCUMENT_EMPTY"),
        (b"%PDF-1.7\nrien", "DOCUMENT_UNREADABLE"),
        (pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "DOCUMENT_UNREADABLE"),
        (b"<html>%PDF-", "DOCUMENT_WRONG_KIND"),
        (b"MZ" + b"\0" * 100, "DOCUMENT_WRONG_KIND"),
        (image("GIF"), "DOCUMENT_WRONG_KIND"),
        (image("PNG")[:40], "DOCUMENT_WRONG_KIND"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "DOCUMENT_WRONG_KIND"),
    ],
)
def test_document_of_another_kind_is_refused_in_french(content: bytes, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        content_type_of(content)

    assert refused.value.code == code
    assert refused.value.message.endswith(".")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Certificat d'école.PDF", "Certificat décole.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\dossier\\pièce.pdf", "pièce.pdf"),
        ("fdp.\u202eexe", "fdp.pdf"),
        ('"a";x=".pdf\r\n', "ax.pdf"),
        ("", "document.pdf"),
        (".htaccess", "htaccess.pdf"),
    ],
)
def test_name_is_harmless(name: str, kept: str) -> None:
    assert harmless_name(name, "application/pdf") == kept
