"""Files that people join to their file: what they are is read in their bytes, never in their name."""

import datetime as dt
import io

import pikepdf
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, UnidentifiedImageError

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.documents.models import StoredDocument
from cesp_portal.common.documents.services import store_document
from cesp_portal.common.refusals import BadInput

MEGABYTE = 1024 * 1024
MAX_SIZE = 10 * MEGABYTE
MAX_PIXELS = 50_000_000
MAX_PAGES = 200
MAX_NESTING = 100
ACCEPTED = "PDF, JPEG ou PNG, 10 Mo au plus"
_ACTIONS = ("/JavaScript", "/Launch", "/ImportData", "/RichMediaExecute")
_CARRIERS = ("/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent")
_INFLATED = 64 * MEGABYTE
# A kilobyte may announce gigabytes: nothing in a PDF is inflated beyond that, here or anywhere in the process.
pikepdf.settings.set_qpdf_limits(
    flate_max_memory=_INFLATED,
    run_length_max_memory=_INFLATED,
    png_max_memory=_INFLATED,
    tiff_max_memory=_INFLATED,
    dct_max_memory=4 * _INFLATED,
    parser_max_container_size=1_000_000,
)
_IMAGES = {"JPEG": "image/jpeg", "PNG": "image/png"}
_EXTENSIONS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}


def keep_upload(*, actor: Actor, upload: UploadedFile, at: dt.datetime) -> StoredDocument:
    """Keep a joined file byte for byte under a harmless name.

    Raises BadInput when it is not a readable PDF, JPEG or PNG.
    """
    if (upload.size or 0) > MAX_SIZE:
        raise BadInput(
            "DOCUMENT_TOO_BIG",
            f"Ce fichier dépasse {MAX_SIZE // MEGABYTE} Mo.",
            "Réduisez-le, par exemple en le numérisant en noir et blanc, puis joignez-le de nouveau.",
        )
    content = upload.read()
    content_type = content_type_of(content)
    return store_document(
        actor=actor,
        content=content,
        filename=harmless_name(upload.name or "", content_type),
        content_type=content_type,
        at=at,
    )


def content_type_of(content: bytes) -> str:
    """Return the type that the bytes really have. Raises BadInput when it is none of those accepted."""
    if not content:
        raise BadInput("DOCUMENT_EMPTY", "Ce fichier est vide.", "Vérifiez-le, puis joignez-le de nouveau.")
    if content.startswith(b"%PDF-"):
        _check_pdf(content)
        return "application/pdf"
    return _image_type(content)


def harmless_name(name: str, content_type: str) -> str:
    """Return the name as it may be shown and downloaded: no path, no control character, the extension of its type."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    stem = "".join(c for c in base if c.isalnum() or c in " -_.").strip(" .")
    stem = stem.rsplit(".", 1)[0][:120] or "document"
    return stem + _EXTENSIONS[content_type]


def _check_pdf(content: bytes) -> None:
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            pages = len(pdf.pages)
            acts = any(_acts(one) for one in pdf.objects)
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, RuntimeError, RecursionError) as error:
        raise BadInput(
            "DOCUMENT_UNREADABLE",
            "Ce PDF ne s'ouvre pas : il est abîmé ou protégé par un mot de passe.",
            "Enregistrez-le de nouveau sans mot de passe, puis joignez-le.",
        ) from error
    if not 0 < pages <= MAX_PAGES:
        raise BadInput(
            "DOCUMENT_TOO_LONG",
            f"Ce PDF compte {pages} page{'s' if pages > 1 else ''}. Il en faut au moins une, et {MAX_PAGES} au plus.",
            "Joignez seulement les pages demandées.",
        )
    if acts:
        raise BadInput(
            "DOCUMENT_ACTIVE",
            "Ce PDF contient un programme ou un fichier caché, que le portail ne garde pas.",
            "Ouvrez-le, choisissez « Imprimer » puis « Enregistrer au format PDF », et joignez le fichier obtenu.",
        )


def _acts(part: object, depth: int = 0) -> bool:
    """Whether a PDF object runs something, or carries a file. Raises RecursionError for a nesting nobody writes."""
    if depth > MAX_NESTING:
        raise RecursionError("nested too deep")
    if isinstance(part, pikepdf.Array):
        return any(_acts(one, depth + 1) for one in part if not _is_apart(one))
    if not isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
        return False
    if part.get("/S") in _ACTIONS or any(key in part for key in _CARRIERS):
        return True
    return any(_acts(one, depth + 1) for _key, one in part.items() if not _is_apart(one))


def _is_apart(part: object) -> bool:
    """Whether the list of objects of the file holds this one already."""
    return isinstance(part, pikepdf.Object) and part.is_indirect


def _image_type(content: bytes) -> str:
    wrong = BadInput(
        "DOCUMENT_WRONG_KIND",
        f"Ce fichier n'est pas un document accepté ({ACCEPTED}).",
        "Joignez un PDF, ou une photo nette au format JPEG ou PNG.",
    )
    try:
        with Image.open(io.BytesIO(content), formats=tuple(_IMAGES)) as image:
            kind, (width, height) = image.format or "", image.size
            if width * height > MAX_PIXELS:
                raise wrong
            image.verify()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise wrong from error
    return _IMAGES[kind]
