"""Shape of the official geographic codes: always text, never numbers."""

import re

COMMUNE_CODE = re.compile(r"^(?:0[1-9]|1\d|2[1-9AB]|[3-8]\d|9[0-5])\d{3}$|^9[78]\d{3}$")
DISTRICT_CODE = re.compile(r"^Q(?:N(?:\d{3}|02[AB])\d{2}[A-Z]|P(?:\d{3}|02[AB])\d{3})$")
_ADDED = re.compile(r"[.,]0+$")
_TVS = re.compile(r"^[0-9][0-9AB][0-9]{2,4}$")
_INSIDE = re.compile(r"(?<![0-9A-Za-z])[0-9][0-9AB][0-9]{3}(?![0-9A-Za-z])")
# Paris, Lyon and Marseille: files name either the commune or its arrondissements.
SPLIT_COMMUNES = {
    "75056": tuple(f"751{number:02}" for number in range(1, 21)),
    "69123": tuple(f"693{number}" for number in range(81, 90)),
    "13055": tuple(f"132{number:02}" for number in range(1, 17)),
}
COMMUNE_OF_ARRONDISSEMENT = {
    arrondissement: commune for commune, parts in SPLIT_COMMUNES.items() for arrondissement in parts
}


def department_of(code: str) -> str:
    """Return the department of a commune or QPV code: two characters, three overseas."""
    if code.startswith("Q"):
        digits = code[2:5]
        return digits.removeprefix("0") if not digits.startswith("97") else digits
    return code[:3] if code[:2] in ("97", "98") else code[:2]


def is_commune_code(code: str) -> bool:
    """Tell whether ``code`` has the five characters of a commune of the official code."""
    return COMMUNE_CODE.match(code) is not None


def is_district_code(code: str) -> bool:
    """Tell whether ``code`` is that of a QPV (``QN03106I`` since 2024, ``QP031006`` before)."""
    return DISTRICT_CODE.match(code) is not None


def bare_code(text: str) -> str:
    """Return a code without what a spreadsheet adds to it: the apostrophe of a text, the decimals of a number."""
    return _ADDED.sub("", text.upper().removeprefix("'").removeprefix("’").strip())


def code_inside(text: str) -> tuple[str, str] | None:
    """Return the only commune code that a text holds and what is written beside it (``Fabrezan (11132)``)."""
    found = _INSIDE.findall(text)
    if len(found) != 1 or not is_commune_code(found[0]):
        return None
    return found[0], _INSIDE.sub("", text).strip(" ()[]/-–—,;:")


def tvs_code(text: str) -> str:
    """Return the code of a territoire de vie-santé without its padding; an empty text for what is no code.

    Files pad it on the right with ``_``, lose its zero, or write ``0`` where there is none.
    """
    bare = bare_code(text).strip("_")
    bare = restored_code(bare) or bare
    return bare if _TVS.match(bare) else ""


def restored_code(code: str) -> str | None:
    """Return the only code that ``code`` can be once the leading zero lost by a spreadsheet is given back."""
    if len(code) == 4 and code.isascii() and code.isdigit():
        return f"0{code}"
    return None
