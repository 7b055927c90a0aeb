"""From bytes to text without ever guessing in silence."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from cesp_portal.common.tabular.issues import Code, Issue, Refused, refusal, shown

_UTF8_PAIR = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe1-\xef][\x80-\xbf]{2}")
_CONTINUATION = (
    "".join(bytes([byte]).decode("cp1252", "ignore") for byte in range(0x80, 0xC0))
    .replace("\xa0", "")
    .replace("«", "")
    .replace("»", "")
)
_MOJIBAKE = re.compile(f"[ÃÂÅ][{re.escape(_CONTINUATION)}\x80-\x9f]|â€|ï»¿")
_WORD_BREAKERS = "\u0192\u02c6\u2030\u2122\u2020\u2021\u02dc¤¢£¥§¨©®¬¯±²³´µ¶¸¹¼½¾¿¡×÷"
_IMPLAUSIBLE = re.compile(
    # a lower-case accented letter among capitals, or a capital accented letter after a lower-case one
    "[A-ZÀ-ÖØ-ÞŒŠŽŸ]{2}[à-öø-ÿœšž][A-ZÀ-ÖØ-Þ]"
    "|[a-zà-öø-ÿœšž][À-ÖØ-ÞŒŠŽŸ]"
    # punctuation that no French word holds, between two letters
    "|[A-Za-zÀ-ÖØ-öø-ÿ][‘“”„‚…‹›•«»–—][A-Za-zÀ-ÖØ-öø-ÿ]"
    "|[A-Z]Õ[A-DF-Z]"
    f"|[A-Za-z][{re.escape(_WORD_BREAKERS)}]|[{re.escape(_WORD_BREAKERS)}][A-Za-z]"
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")
_PLAIN = bytes([0x09, 0x0A, 0x0D, *range(0x20, 0x7F)])
_OLD_ENCODINGS = (
    ("mac_roman", "un ancien Mac"),
    ("cp850", "un ancien logiciel MS-DOS"),
    ("iso8859_15", "ISO-8859-15"),
)
_SAVE_AS_UTF8 = (
    "Enregistrez de nouveau le fichier au format « CSV UTF-8 » ou « Classeur Excel (.xlsx) », "
    "puis renvoyez-le."
)


class Decoded(NamedTuple):
    """The text of a file, the encoding that was read, and the doubts that a person must settle."""

    text: str
    encoding: str
    doubts: tuple[Issue, ...] = ()


def decode(data: bytes) -> Decoded:
    """The text of a file exported by a spreadsheet.

    UTF-8 first, UTF-16 when its mark says so, else Windows-1252 when what it gives looks like French. When it
    does not, an older encoding that does is proposed as a doubt. Raises Refused when nothing sensible comes out,
    when two encodings are mixed and when the text holds control characters.
    """
    unmarked = data.removeprefix(codecs.BOM_UTF8)
    if not unmarked.translate(None, _PLAIN):
        return Decoded(unmarked.decode("ascii"), "utf-8")  # no doubt below can arise
    decoded = _decoded(data)
    text = decoded.text.removesuffix("\x1a")
    _refuse_control_characters(text)
    if "\ufffd" in text:
        line = _line_of(text, text.index("\ufffd"))
        raise refusal(
            Code.ENCODING_AMBIGUOUS,
            f"Des lettres ont été perdues lors d'un enregistrement précédent (signe « \ufffd », ligne {line}). "
            "Repartez du fichier d'origine, puis renvoyez-le.",
            line=line,
        )
    return Decoded(text, decoded.encoding, decoded.doubts)


def _decoded(data: bytes) -> Decoded:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _utf16(data)
    if b"\x00" in data:
        raise Refused(_null_characters(data))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _legacy(data, error)
    mojibake = None if text.isascii() else _MOJIBAKE.search(text)
    if mojibake is None:
        return Decoded(text, "utf-8")
    return Decoded(text, "utf-8", (_doubt_about_accents(text, mojibake.start()),))


def _utf16(data: bytes) -> Decoded:
    try:
        return Decoded(data.decode("utf-16").removeprefix("\ufeff"), "utf-16")
    except UnicodeDecodeError:
        message = f"Le fichier est incomplet ou abîmé : son texte ne peut pas être lu. {_SAVE_AS_UTF8}"
        raise refusal(Code.ENCODING_AMBIGUOUS, message) from None


def _legacy(data: bytes, error: UnicodeDecodeError) -> Decoded:
    pair = _UTF8_PAIR.search(data)
    if pair is not None:
        line = data.count(b"\n", 0, error.start) + 1
        raise refusal(
            Code.ENCODING_AMBIGUOUS,
            f"Le fichier mélange deux façons d'écrire les accents (ligne {line}) : les noms ne peuvent pas être lus "
            f"à coup sûr. {_SAVE_AS_UTF8}",
            line=line,
            value=data[max(0, error.start - 20) : error.start + 20].decode("cp1252", "replace"),
        )
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return _older(data)
    return Decoded(text, "cp1252") if _plausible(text) else _older(data)


def _older(data: bytes) -> Decoded:
    for encoding, origin in _OLD_ENCODINGS:
        text = data.decode(encoding)
        if _plausible(text):
            position = next(place for place, character in enumerate(text) if not character.isascii())
            doubt = Issue(
                Code.ENCODING_AMBIGUOUS,
                f"Les accents ont été lus comme ceux d'un fichier venant de : {origin}. Vérifiez tous les noms "
                f"dans l'aperçu avant de confirmer. {_SAVE_AS_UTF8}",
                line=_line_of(text, position),
                value=_around(text, position),
                blocking=False,
            )
            return Decoded(text, encoding, (doubt,))
    raise refusal(
        Code.ENCODING_AMBIGUOUS, f"Les accents de ce fichier ne peuvent pas être lus. {_SAVE_AS_UTF8}"
    )


def _plausible(text: str) -> bool:
    return not (
        _CONTROL.search(text.removesuffix("\x1a")) or _IMPLAUSIBLE.search(text) or _MOJIBAKE.search(text)
    )


def _doubt_about_accents(text: str, position: int) -> Issue:
    line = _line_of(text, position)
    return Issue(
        Code.ENCODING_AMBIGUOUS,
        f"Des accents semblent abîmés (ligne {line}). Vérifiez tous les noms dans l'aperçu avant de confirmer, "
        f"ou repartez du fichier d'origine. {_SAVE_AS_UTF8}",
        line=line,
        value=_around(text, position),
        blocking=False,
    )


def _around(text: str, position: int) -> str:
    """A few characters of the line, on both sides of a place, as people may see them."""
    before = re.split(r"[\r\n]", text[max(0, position - 20) : position])[-1]
    after = re.split(r"[\r\n]", text[position : position + 20])[0]
    return shown((before + after).strip())


def _refuse_control_characters(text: str) -> None:
    found = _CONTROL.search(text)
    if found is None:
        return
    line = _line_of(text, found.start())
    context = text[max(0, found.start() - 10) : found.start() + 10]
    raise Refused([_control_character(line, context)])


def _null_characters(data: bytes) -> list[Issue]:
    position = data.index(b"\x00")
    context = data[max(0, position - 10) : position + 10].decode("cp1252", "replace")
    issues = [_control_character(data.count(b"\n", 0, position) + 1, context)]
    if data.count(b"\x00") * 3 > len(data):
        message = f"Le fichier semble écrit en UTF-16 sans sa marque d'ordre. {_SAVE_AS_UTF8}"
        issues.insert(0, Issue(Code.ENCODING_AMBIGUOUS, message))
    return issues


def _control_character(line: int, context: str) -> Issue:
    message = (
        f"Le fichier contient un caractère invisible interdit (ligne {line}). Ce n'est pas un fichier CSV "
        f"ordinaire, ou il est abîmé. {_SAVE_AS_UTF8}"
    )
    return Issue(Code.CONTROL_CHARS, message, line=line, value=shown(context))


def _line_of(text: str, position: int) -> int:
    before = text[:position]
    return before.count("\n") + before.count("\r") - before.count("\r\n") + 1
