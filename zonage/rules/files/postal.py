"""Files that name communes by postal code and name: codes found where one commune alone can be meant."""

from collections.abc import Sequence

from zonage.rules.codes import SPLIT_COMMUNES
from zonage.rules.files.entries import Entries
from zonage.rules.files.problems import Problems
from zonage.rules.files.territory import Territory
from zonage.rules.names import place_key


def codes_by_postal_code(entries: Entries, territory: Territory, problems: Problems) -> None:
    """Replace the postal codes of ``entries.codes`` by commune codes; locate those that name no single commune.

    A row without a single commune gets an empty code.
    """
    cut: list[int] = []
    found: list[str] = []
    names = _names_by_postal_code(territory)
    for index, postal in enumerate(entries.codes):
        name = entries.names[index]
        whole = f"0{postal}" if len(postal) == 4 and postal.isdigit() else postal
        key = place_key(name)
        code = names.get(whole, {}).get(key) or _elsewhere(whole, name, territory)
        if code is None:
            code = _longer_or_shorter_name(key, names.get(whole, {}))
            if code is not None:
                _say_read_as(entries.lines[index], postal, name, code, territory=territory, problems=problems)
        code = _arrondissement(code, whole, territory) if code is not None else None
        if code is None:
            _say_unknown(entries.lines[index], postal, name, problems)
        elif whole != postal:
            cut.append(index)
        found.append(code or "")
    _say_cut(entries, cut, problems)
    entries.codes[:] = found


def _say_cut(entries: Entries, cut: Sequence[int], problems: Problems) -> None:
    if not cut:
        return
    first = entries.codes[cut[0]]
    what = "1 code postal a perdu son" if len(cut) == 1 else f"{len(cut)} codes postaux ont perdu leur"
    problems.warn(
        "Z_POSTAL_CODE_REPAIRED",
        f"{what} zéro de tête (le premier est lu « 0{first} ») : il est rendu, "
        "le nom de la commune le confirme.",
        line=entries.lines[cut[0]],
        column="code postal",
        value=first,
        proposal=f"0{first}",
    )


def _arrondissement(code: str, postal: str, territory: Territory) -> str | None:
    """Return the arrondissement of a postal code of Paris, Lyon or Marseille; a commune whole without one."""
    parts = SPLIT_COMMUNES.get(code, ())
    served = [part for part in territory.postal.get(postal, ()) if part in parts]
    if not served:
        return code
    return served[0] if len(served) == 1 else None


def _names_by_postal_code(territory: Territory) -> dict[str, dict[str, str]]:
    """Return postal code -> comparable name -> code; names of today win over earlier ones."""
    found: dict[str, dict[str, str]] = {}
    for postal, codes in territory.postal.items():
        names = found[postal] = {}
        for code in codes:
            names.setdefault(place_key(territory.name_of(code)), code)
        for code in codes:
            for earlier in territory.earlier_names.get(code, ()):
                names.setdefault(place_key(earlier), code)
    return found


def _elsewhere(postal: str, name: str, territory: Territory) -> str | None:
    """Return the only commune of this name in the department, when the postal code is not one of its own."""
    if len(postal) != 5 or not postal.isdigit():
        return None
    if postal.startswith("20"):
        departments: tuple[str, ...] = ("2A", "2B")
    else:
        departments = (postal[:3] if postal[:2] in ("97", "98") else postal[:2],)
    found = [code for department in departments for code in territory.named(name, department)]
    today = [code for code in found if code in territory.current]
    return today[0] if len(today) == 1 else found[0] if len(found) == 1 else None


def _longer_or_shorter_name(key: str, names: dict[str, str]) -> str | None:
    """Return the only place of the postal code whose name begins with this one, word for word, or the reverse."""
    near = {
        code
        for other, code in names.items()
        if f"{other} ".startswith(f"{key} ") or f"{key} ".startswith(f"{other} ")
    }
    return next(iter(near)) if len(near) == 1 else None


def _say_read_as(
    line: int, postal: str, name: str, code: str, *, territory: Territory, problems: Problems
) -> None:
    problems.warn(
        "Z_NAME_REPAIRED",
        f"« {postal} {name} » est lu {territory.name_of(code)} ({code}), "
        "seul nom de ce code postal qui commence ainsi.",
        line=line,
        column="commune",
        value=name,
        proposal=code,
    )


def _say_unknown(line: int, postal: str, name: str, problems: Problems) -> None:
    problems.error(
        "Z_PLACE_UNKNOWN",
        f"« {postal} {name} » ne désigne pas une commune et une seule. Donnez le code de la commune à cinq caractères.",
        line=line,
        column="code postal",
        value=f"{postal} {name}",
    )
