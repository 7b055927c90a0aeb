"""Files that people join: judged by their bytes, kept under a harmless name."""

import io
import zlib
from collections.abc import Callable

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


def changed(change: Callable[[pikepdf.Pdf], object]) -> bytes:
    """A PDF of one page that was tampered with before it was saved."""
    buffer = io.BytesIO()
    document = pikepdf.new()
    document.add_blank_page()
    change(document)
    document.save(buffer)
    return buffer.getvalue()


def opens_with(kind: str) -> Callable[[pikepdf.Pdf], None]:
    def change(document: pikepdf.Pdf) -> None:
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name(kind), JS="app.alert(1)", F="a.exe")

    return change


def on_its_page(document: pikepdf.Pdf) -> None:
    note = pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=pikepdf.Dictionary(S=pikepdf.Name.Launch))
    document.pages[0].Annots = pikepdf.Array([note])


def carrying_a_file(document: pikepdf.Pdf) -> None:
    document.attachments["facture.exe"] = b"MZ"


def with_an_active_form(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm = pikepdf.Dictionary(XFA=pikepdf.Stream(document, b"<xdp/>"))


def linked_to_a_page(document: pikepdf.Pdf) -> None:
    link = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.org/")
    document.pages[0].Annots = pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=link)])


def image(kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (3, 3)).save(buffer, kind)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (pdf(), "application/pdf"),
        (pdf(encryption=pikepdf.Encryption(owner="a", user="")), "application/pdf"),
        (changed(linked_to_a_page), "application/pdf"),
        (pdf() + b"<html><script>alert(1)</script>", "application/pdf"),
        (image("PNG"), "image/png"),
        (image("JPEG"), "image/jpeg"),
    ],
)
def test_document_is_what_its_bytes_say(content: bytes, expected: str) -> None:
    assert content_type_of(content) == expected


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "DOCUMENT_EMPTY"),
        (b"%PDF-1.7\nrien", "DOCUMENT_UNREADABLE"),
        (pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "DOCUMENT_UNREADABLE"),
        (changed(opens_with("/JavaScript")), "DOCUMENT_ACTIVE"),
        (changed(opens_with("/Launch")), "DOCUMENT_ACTIVE"),
        (changed(on_its_page), "DOCUMENT_ACTIVE"),
        (changed(carrying_a_file), "DOCUMENT_ACTIVE"),
        (changed(with_an_active_form), "DOCUMENT_ACTIVE"),
        (changed(lambda document: document.pages.extend([document.pages[0]] * 200)), "DOCUMENT_TOO_LONG"),
        (changed(lambda document: document.pages.__delitem__(0)), "DOCUMENT_TOO_LONG"),
        (b"x" * 1000 + pdf(), "DOCUMENT_WRONG_KIND"),
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


def test_a_few_bytes_are_never_inflated_into_gigabytes() -> None:
    swollen = zlib.compress(bytes(65 * 1024 * 1024), 1)
    document = pikepdf.new()
    stream = pikepdf.Stream(document, swollen, Filter=pikepdf.Name.FlateDecode)

    with pytest.raises(RuntimeError, match="memory limit"):
        stream.read_bytes()


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
