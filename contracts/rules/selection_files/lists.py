"""What a list must be as a whole: one person once, one rank once, no more names than the places allow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

from cesp_portal.common.tabular.issues import Issue, shown
from cesp_portal.common.tabular.text import match_key
from contracts.rules.selection_files.columns import COMPLEMENTARY, PRINCIPAL
from contracts.rules.selection_lists import SelectionListFacts, selection_list

_MANY = 8
_MISTYPED = 2
_HOMONYMS = 50
_QUESTIONS = 20  # asked more often, the question about homonyms would be read by nobody
K = TypeVar("K", bound=Hashable)


class CandidateRow(NamedTuple):
    """One candidate as the list states it; `line` is the place in the file."""

    line: int
    nom: str
    prenom: str
    date_naissance: date
    email: str
    ine: str
    filiere: str
    cycle: int
    annee: int
    specialite: str
    liste: str
    rang: int
    avis: str

    @property
    def person_key(self) -> tuple[str, str, date]:
        """What two lines about one person share, however the name is spelt."""
        return match_key(self.nom), match_key(self.prenom), self.date_naissance


def list_issues(
    rows: Sequence[CandidateRow], *, quota: int | None, quota_published: bool, whole: bool
) -> list[Issue]:
    """Issues of the lists; `whole` is False when lines were refused, and gaps between ranks then mean nothing."""
    issues = [*_duplicate_ranks(rows), *_duplicate_persons(rows)]
    if whole:
        issues += _gaps(rows)
    if quota is not None:
        issues += _sizes(rows, quota, quota_published)
    return issues


def _duplicate_ranks(rows: Sequence[CandidateRow]) -> Iterator[Issue]:
    for (_filiere, liste, rank), same in _groups(rows, lambda row: (row.filiere, row.liste, row.rang)):
        message = (
            f"{_lines(same)} : le rang {rank} de la liste {liste} est donné {len(same)} fois. "
            "Donnez un rang différent à chacun."
        )
        yield Issue("L_RANK_DUPLICATE", message, same[1].line, "rang", str(rank))


def _duplicate_persons(rows: Sequence[CandidateRow]) -> Iterator[Issue]:
    told: set[frozenset[int]] = set()
    for ine, same in _groups(rows, lambda row: row.ine):
        told.add(_line_set(same))
        message = (
            f"{_lines(same)} : le même INE apparaît {len(same)} fois. "
            "Une personne ne figure qu'une fois, sur une seule liste."
        )
        yield Issue("L_PERSON_DUPLICATE", message, same[1].line, "ine", shown(ine))
    homonyms = list(_groups(rows, lambda row: row.person_key))
    for _key, group in homonyms:
        same = group if len(homonyms) <= _QUESTIONS else _likely_one_person(group)
        if same and _line_set(same) not in told:
            told.add(_line_set(same))
            yield _perhaps_one_person(same)
    for email, same in _groups(rows, lambda row: row.email):
        if _line_set(same) not in told:
            message = (
                f"{_lines(same)} : la même adresse électronique sert à plusieurs personnes. "
                "Chacune doit recevoir ses propres messages : donnez une adresse par personne."
            )
            yield Issue("L_PERSON_DUPLICATE", message, same[1].line, "email", shown(email))


def _likely_one_person(homonyms: Sequence[CandidateRow]) -> list[CandidateRow]:
    """Where homonyms born the same day abound, those that share an address or whose INE look mistyped."""
    if len(homonyms) > _HOMONYMS:
        return list(homonyms)
    return [row for row in homonyms if any(_alike(row, other) for other in homonyms if other is not row)]


def _alike(one: CandidateRow, other: CandidateRow) -> bool:
    different = sum(left != right for left, right in zip(one.ine, other.ine, strict=True))
    return one.email == other.email or different <= _MISTYPED


def _perhaps_one_person(same: Sequence[CandidateRow]) -> Issue:
    message = (
        f"{_lines(same)} : même nom, même prénom et même date de naissance, mais des INE différents. "
        "S'agit-il d'une seule personne ? Corrigez la liste, ou confirmez qu'il s'agit de personnes différentes."
    )
    name = shown(f"{same[1].nom} {same[1].prenom}")
    return Issue("L_PERSON_DUPLICATE", message, same[1].line, "nom", name, blocking=False)


def _gaps(rows: Sequence[CandidateRow]) -> Iterator[Issue]:
    lists: dict[tuple[str, str], list[CandidateRow]] = {}
    for row in rows:
        lists.setdefault((row.filiere, row.liste), []).append(row)
    for (_filiere, liste), members in lists.items():
        lines = {row.rang: row.line for row in members}
        if len(lines) == len(members) != max(lines):
            yield _gap(liste, lines)


def _gap(liste: str, lines: Mapping[int, int]) -> Issue:
    ranks = sorted(lines)
    if ranks[-1] - ranks[0] + 1 == len(ranks):
        after = ranks[0]
        message = (
            f"La liste {liste} commence au rang {after}. Si les rangs continuent ceux d'une autre liste, confirmez : "
            "l'ordre sera repris tel quel. Sinon, vérifiez qu'il ne manque personne."
        )
    else:
        after = next(rank for place, rank in enumerate(ranks, start=1) if rank != place)
        message = (
            f"Des rangs manquent dans la liste {liste} : {_missing(ranks)}. "
            "Vérifiez qu'il ne manque personne, puis corrigez ou confirmez."
        )
    return Issue("L_RANK_GAP", message, lines[after], "rang", str(after), blocking=False)


def _sizes(rows: Sequence[CandidateRow], quota: int, published: bool) -> Iterator[Issue]:
    sizes = Counter((row.filiere, row.liste) for row in rows)
    for filiere in dict.fromkeys(row.filiere for row in rows):
        principal, complementary = sizes[filiere, PRINCIPAL], sizes[filiere, COMPLEMENTARY]
        answer = selection_list(
            SelectionListFacts(
                quota=quota, quota_published=published, principal=principal, complementary=complementary
            )
        )
        found = {finding.code for finding in answer.findings}
        if "OVER_COMPLEMENTARY_CAP" in found and answer.complementary_max is not None:
            yield _over_cap(complementary, answer.complementary_max, quota, published)
        if "PRINCIPAL_OVER_QUOTA" in found:
            message = (
                f"La liste principale compte {principal} noms pour {quota} contrats : {principal} > {quota}. Les "
                "derniers ne recevront de proposition que si une place se libère. Corrigez ou confirmez."
            )
            yield Issue("L_OVER_QUOTA", message, None, "liste", str(principal), blocking=False)


def _over_cap(size: int, cap: int, quota: int, published: bool) -> Issue:
    advice = (
        "Retirez des noms."
        if published
        else "Le nombre de contrats n'est pas encore publié : vérifiez, puis confirmez."
    )
    message = (
        f"La liste complémentaire compte {size} noms, le maximum est de {cap} pour {quota} contrats : "
        f"{size} > {cap}. {advice}"
    )
    return Issue("L_OVER_CAP", message, None, "liste", str(size), blocking=published)


def _groups(
    rows: Sequence[CandidateRow], key: Callable[[CandidateRow], K]
) -> Iterator[tuple[K, list[CandidateRow]]]:
    """The rows that share a key, when they are several, in file order."""
    keys = [key(row) for row in rows]
    if len(set(keys)) == len(keys):
        return iter(())
    groups: dict[K, list[CandidateRow]] = {}
    for shared, row in zip(keys, rows, strict=True):
        groups.setdefault(shared, []).append(row)
    return ((shared, group) for shared, group in groups.items() if len(group) > 1)


def _line_set(rows: Iterable[CandidateRow]) -> frozenset[int]:
    return frozenset(row.line for row in rows)


def _lines(rows: Sequence[CandidateRow]) -> str:
    return f"Lignes {_enumerated([row.line for row in rows])}"


def _missing(ranks: Sequence[int]) -> str:
    held = set(ranks)
    return _enumerated([rank for rank in range(1, ranks[-1]) if rank not in held])


def _enumerated(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return str(numbers[0])
    if len(numbers) > _MANY:
        return f"{', '.join(map(str, numbers[:_MANY]))}… ({len(numbers)} en tout)"
    return f"{', '.join(map(str, numbers[:-1]))} et {numbers[-1]}"
