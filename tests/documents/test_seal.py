"""The seal of a letter: off without a certificate, a PAdES signature over every byte with one of our own making."""

import datetime as dt
import io
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader
from pytest_django import Settings

from cesp_portal.common.documents.pdf import render_pdf
from cesp_portal.common.documents.seal import SealUnusable, check_seal, sealed
from cesp_portal.common.documents.services import read_document
from installations.models import Letter
from installations.services.letters import render_letter
from tests.factories.installations import AT, make_world, signed_decision

PASSWORD = "un secret d'essai"
HTML = '<html lang="fr"><head><title>Décision</title></head><body><p>texte</p></body></html>'


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate and its key, made for these tests only."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Cachet inventé")])
    today = dt.datetime.now(tz=dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=2))
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                content_commitment=True,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=False,
                crl_sign=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("sceau") / "cachet.p12"
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"cachet", key, made, None, serialization.BestAvailableEncryption(PASSWORD.encode())
        )
    )
    return path


@pytest.fixture
def sealing(settings: Settings, certificate: Path) -> None:
    settings.SEAL_CERTIFICATE = str(certificate)
    settings.SEAL_PASSWORD = PASSWORD


def test_without_a_certificate_the_bytes_are_left_alone() -> None:
    content = render_pdf(HTML)
    assert sealed(content, reason="essai") is content
    assert check_seal(None) == []


@pytest.mark.django_db
def test_a_letter_is_sealed_and_one_changed_byte_breaks_the_seal(zonings: None, sealing: None) -> None:
    signed_decision(make_world())
    letter = render_letter(letter_id=Letter.objects.get(kind="decision").id, at=AT)
    content = read_document(letter.document)
    status = _validated(content)
    assert (status.intact, status.valid, status.coverage.name) == (True, True, "ENTIRE_FILE")
    assert letter.number in "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    place = content.index(b"stream") + 40
    changed = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
    assert not _validated(changed).intact


@pytest.mark.parametrize(
    ("certificate_name", "password", "words"),
    [("absent.p12", PASSWORD, "n'existe pas"), ("cachet.p12", "faux", "ne s'ouvre pas")],
)
def test_a_certificate_that_cannot_seal_is_told_before_the_start(
    settings: Settings, certificate: Path, certificate_name: str, password: str, words: str
) -> None:
    settings.SEAL_CERTIFICATE = str(certificate.with_name(certificate_name))
    settings.SEAL_PASSWORD = password
    (error,) = check_seal(None)
    assert words in error.msg
    with pytest.raises(SealUnusable, match=words):
        sealed(render_pdf(HTML), reason="essai")


def _validated(content: bytes) -> object:
    (signature,) = PdfFileReader(io.BytesIO(content)).embedded_signatures
    return validate_pdf_signature(signature, ValidationContext(trust_roots=[signature.signer_cert]))
