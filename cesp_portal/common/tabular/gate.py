"""The first look at a file: its name, its weight, its first bytes. Opens nothing."""

from __future__ import annotations

from cesp_portal.common.tabular.issues import Code, Issue, shown, too_many_rows
from cesp_portal.common.tabular.limits import MEBIBYTE, Limits
from cesp_portal.common.tabular.text import extension_of

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_BLANK = b" \t\r\n\x0b\x0c\x1a"
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")

_SIGNATURES = (
    (b"PK\x03\x04", "un classeur ou une archive ZIP"),
    (b"PK\x05\x06", "une archive ZIP vide"),
    (b"PK\x07\x08", "une archive ZIP en plusieurs morceaux"),
    (_OLE2, "un ancien document Office"),
    (b"%PDF", "un PDF"),
    (b"\x89PNG", "une image PNG"),
    (b"\xff\xd8\xff", "une image JPEG"),
    (b"GIF8", "une image GIF"),
    (b"BM", "une image BMP"),
    (b"RIFF", "un fichier multimédia"),
    (b"II*\x00", "une image TIFF"),
    (b"MM\x00*", "une image TIFF"),
    (b"\x1f\x8b", "une archive GZIP"),
    (b"BZh", "une archive BZIP2"),
    (b"\xfd7zXZ", "une archive XZ"),
    (b"7z\xbc\xaf", "une archive 7-Zip"),
    (b"Rar!", "une archive RAR"),
    (b"{\\rtf", "un document RTF"),
    (b"MZ", "un programme"),
    (b"\x7fELF", "un programme"),
    (b"SQLite format 3", "une base de données"),
)
_MARKUP = (
    b"<!doctype",
    b"<html",
    b"<?xml",
    b"<table",
    b"<head",
    b"<body",
    b"<script",
    b"<svg",
    b"<!--",
    b"<meta",
)

_RESAVE = "Ouvrez-le dans votre tableur, puis choisissez « Enregistrer sous » et le format « Classeur Excel (.xlsx) »."


def extension_issue(filename: str, limits: Limits) -> Issue | None:
    """The refusal of a file whose extension is not on the list, whatever it holds."""
    extension = extension_of(filename)
    if extension in limits.extensions:
        return None
    allowed = " ou ".join(limits.extensions)
    if extension in (".xlsm", ".xltm", ".xlam"):
        what = "Un classeur qui peut contenir des macros n'est pas accepté."
    elif extension:
        what = f"Les fichiers « {shown(extension)} » ne sont pas acceptés."
    else:
        what = "Le nom du fichier n'a pas d'extension."
    message = f"{what} Envoyez un fichier {allowed}. {_RESAVE}"
    return Issue(Code.EXT_NOT_ALLOWED, message, value=shown(extension))


def size_issues(data: bytes, limits: Limits) -> tuple[Issue, ...]:
    """The refusal of a file heavier than the limit, and of its number of lines when it is a text."""
    size = len(data)
    if size <= limits.max_bytes:
        return ()
    maximum = limits.max_bytes / MEBIBYTE
    message = (
        f"Le fichier est trop lourd : il pèse {size / MEBIBYTE:.1f} Mio, le maximum est de {maximum:.0f} Mio. "
        "Retirez les images et les feuilles inutiles, ou envoyez la liste en plusieurs fois."
    ).replace(".", ",", 1)
    heavy = Issue(Code.TOO_LARGE, message)
    is_text = _kind(data) is None
    return (
        (heavy, too_many_rows(limits.max_rows))
        if is_text and data.count(b"\n") > limits.max_lines
        else (heavy,)
    )


def is_blank(data: bytes) -> bool:
    """Whether the file holds nothing, or nothing but a byte-order mark and blanks."""
    for bom in _BOMS:
        if data.startswith(bom):
            return not data[len(bom) :].strip(_BLANK + b"\x00" * (len(bom) == 2))
    return not data.strip(_BLANK)


def content_issue(data: bytes, filename: str) -> Issue | None:
    """The refusal of a file whose first bytes contradict its extension."""
    extension = extension_of(filename)
    if data.startswith(_OLE2) and extension == ".xlsx" and _ENCRYPTED_PACKAGE in data:
        message = (
            "Le classeur est protégé par un mot de passe : il ne peut pas être lu. "
            "Enlevez le mot de passe (Fichier, Informations, Protéger le classeur), enregistrez, puis renvoyez-le."
        )
        return Issue(Code.ENCRYPTED, message)
    found = _kind(data)
    if extension == ".xlsx":
        if data.startswith(b"PK\x03\x04"):
            return None
        found = found or "du texte ou un fichier incomplet"
    elif found is None:
        return None
    message = f"Le contenu ne correspond pas à l'extension « {extension} » : le fichier semble être {found}. {_RESAVE}"
    return Issue(Code.TYPE_MISMATCH, message)


def _kind(data: bytes) -> str | None:
    for signature, name in _SIGNATURES:
        if data.startswith(signature) and (len(signature) > 2 or b"\x00" in data[:64]):
            return name
    start = data[:1024].removeprefix(_BOMS[0]).lstrip(_BLANK).lower()
    if start.startswith(_MARKUP):
        return "une page web ou un document XML"
    return None
