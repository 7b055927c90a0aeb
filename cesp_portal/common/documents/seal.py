"""The electronic seal of a PDF (PAdES), when a certificate is configured; nothing is loaded otherwise."""

import io
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

FIELD = "Sceau"


class SealUnusable(RuntimeError):
    """The certificate that is configured cannot seal: its message says what to correct."""


def seal_is_on() -> bool:
    """Tell whether a certificate is configured."""
    return bool(settings.SEAL_CERTIFICATE)


def sealed(content: bytes, *, reason: str) -> bytes:
    """Return a PDF with an invisible PAdES signature over all its bytes, or as it is without a certificate.

    The pages are not rewritten: the seal is added after them. Raises SealUnusable.
    """
    if not seal_is_on():
        return content
    # Loaded only where a certificate is configured: forty milliseconds of start and a package that is optional.
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415  # see above
    from pyhanko.sign import fields, signers  # noqa: PLC0415  # see above

    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        reason=reason,
        subfilter=fields.SigSeedSubFilter.PADES,
    )
    out = signers.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(content)), metadata, signer=_signer(), output=io.BytesIO()
    )
    data: bytes = out.getvalue()
    return data


def _signer() -> Any:
    try:
        from pyhanko.sign import signers  # noqa: PLC0415  # as above
    except ImportError as error:
        raise SealUnusable(
            "SEAL_CERTIFICATE est donné mais pyHanko n'est pas installé : installez le groupe « seal »."
        ) from error
    path = Path(settings.SEAL_CERTIFICATE)
    if not path.is_file():
        raise SealUnusable(f"SEAL_CERTIFICATE désigne un fichier qui n'existe pas : {path}.")
    load: Any = signers.SimpleSigner.load_pkcs12  # pyHanko does not type it
    signer = load(str(path), passphrase=settings.SEAL_PASSWORD.encode() or None)
    if signer is None:
        raise SealUnusable(
            f"Le certificat {path.name} ne s'ouvre pas : il faut un fichier PKCS#12 et son mot de passe, SEAL_PASSWORD."
        )
    return signer


@register(deploy=True)
def check_seal(app_configs: object, **_kwargs: object) -> list[CheckMessage]:
    """Say before the start that the certificate cannot seal."""
    if not seal_is_on():
        return []
    try:
        _signer()
    except SealUnusable as error:
        return [Error(str(error), id="documents.E001")]
    return []
