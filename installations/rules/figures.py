"""The figures of a statement, each with what it counts, and the rules and sources that it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cesp_portal.common.enums import Profession
from cesp_portal.common.rules.findings import Line
from cesp_portal.common.rules.french import day_text, months_text
from contracts.enums import Regime, Track
from contracts.rules.parameters import PARAMETERS as CONTRACT_PARAMETERS
from installations.rules.ledger import LedgerMonth
from installations.rules.parameters import PARAMETERS
from installations.rules.statement import Statement

NO_FIGURE = "à confirmer"
NOTHING_LEFT = "sans objet"
_MINIMUM = CONTRACT_PARAMETERS["minimum_months"].label
_SHARE = PARAMETERS["minimum_share_percent"].label


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as every page, file and PDF prints it; ``sentence`` says what it counts, ``lines`` on which rules."""

    label: str
    text: str
    sentence: str
    lines: tuple[Line, ...]


def figures(shown: Statement) -> tuple[Figure, ...]:
    """Return the figures of a statement, in the order in which people read them."""
    owed = [line for line in shown.explain if line.rule == _MINIMUM]
    served = [line for line in shown.explain if line.rule == _SHARE]
    paid = [line for line in shown.explain if line.rule not in (_MINIMUM, _SHARE)]
    return (
        Figure("Mois payés", _months(shown.months_paid), PAID, tuple(paid)),
        Figure("Mois dus", _months(shown.months_owed), OWED, tuple(owed)),
        Figure("Mois vérifiés", _months(shown.months_verified), VERIFIED, tuple(served)),
        Figure("Mois déclarés, à vérifier", _months(shown.months_declared), DECLARED, tuple(served)),
        *(_broken(shown) if shown.facts.is_broken else _going_on(shown, tuple(served))),
    )


def _going_on(shown: Statement, served: tuple[Line, ...]) -> tuple[Figure, Figure]:
    end = NO_FIGURE if shown.ends_on is None else day_text(shown.ends_on)
    return (
        Figure(LEFT, _months(shown.months_left), _left(shown), ()),
        Figure(END, end, _end(shown), served if shown.ends_on else ()),
    )


def _broken(shown: Statement) -> tuple[Figure, Figure]:
    """The same figures once the contract is broken: nothing is left to serve, and the decision says what is due."""
    broken = f"Le contrat est rompu depuis le {day_text(shown.as_of)} : plus aucun mois n'est à exercer."
    missing = (
        "" if shown.months_left is None else f" Ce jour-là, il en manquait {_months(shown.months_left)}."
    )
    return (
        Figure(LEFT, NOTHING_LEFT, f"{broken}{missing} La décision dit ce qui est demandé.", ()),
        Figure(END, NOTHING_LEFT, broken, ()),
    )


LEFT = "Mois restants"
END = "Fin prévue si rien ne change"
PAID = (
    "Un mois pour chaque mois d'allocation, du premier mois payé au dernier, sans les mois qu'un congé ou la "
    "suspension du 3e cycle arrête."
)
OWED = "Autant de mois d'exercice que de mois payés, et jamais moins que la durée minimale."
VERIFIED = "Les mois d'exercice en zone que l'agence a vérifiés sur justificatif : ceux-là sont acquis."
DECLARED = (
    "Les mois que la personne a déclarés et que l'agence n'a pas encore vérifiés : ils ne sont pas acquis."
)


def _left(shown: Statement) -> str:
    if shown.months_owed is None or shown.months_left is None:
        return "Les mois dus moins les mois servis : l'un des deux ne peut pas encore être dit."
    parts = (
        ("dus", shown.months_owed),
        ("vérifiés", shown.months_verified),
        ("déclarés", shown.months_declared),
    )
    told = " moins ".join(f"{_months(months)} {word}" for word, months in parts)
    return f"{told} : il reste {_months(shown.months_left)}, une fois les mois déclarés vérifiés eux aussi."


def _end(shown: Statement) -> str:
    if shown.ends_on is not None:
        return "Le jour où tous les mois dus seraient accomplis, si l'exercice continue comme il est connu."
    if shown.paid.training_end is None:
        return "Elle ne peut pas être dite avant la fin de la formation : chaque mois payé l'éloigne encore."
    return "Elle ne peut pas être dite tant qu'aucun exercice n'est connu. Le simulateur la calcule pour un lieu donné."


def _months(value: Fraction | int | None) -> str:
    return NO_FIGURE if value is None else months_text(value)


@dataclass(frozen=True, slots=True)
class RuledMonth:
    """A month of the ledger and the numbers of the rules behind it."""

    month: LedgerMonth
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RuledLedger:
    """The ledger with its rules, numbered from 1 in the order in which the months meet them."""

    rules: tuple[Line, ...]
    months: tuple[RuledMonth, ...]


def ruled_ledger(shown: Statement) -> RuledLedger:
    """Return each month of the statement with the rules, and so the sources, that made it what it is."""
    numbers: dict[Line, int] = {}
    months = []
    for one in shown.ledger:
        behind = _rules_of(shown, one)
        months.append(RuledMonth(one, _numbered(behind, numbers)))
    return RuledLedger(tuple(numbers), tuple(months))


def _numbered(lines: Iterable[Line], numbers: dict[Line, int]) -> tuple[int, ...]:
    return tuple(numbers.setdefault(line, len(numbers) + 1) for line in lines)


def _rules_of(shown: Statement, one: LedgerMonth) -> Sequence[Line]:
    contract = shown.facts.contract
    regime = contract.regime or Regime.TO_CONFIRM
    lines = []
    if one.month == shown.first_paid_month and shown.explain:
        lines.append(shown.explain[0])
    match one.state:
        case "paid" | "after":
            if contract.track and contract.profession:
                words = {"track": Track(contract.track), "profession": Profession(contract.profession)}
                lines.append(CONTRACT_PARAMETERS["payment_end"].latest(**words).line())
        case "deferred":
            lines.append(CONTRACT_PARAMETERS["deferral_keeps_allowance"].latest(regime=regime).line())
        case "leave":
            lines.append(CONTRACT_PARAMETERS["only_whole_months_suspend"].latest().line())
        case _:
            automatic = CONTRACT_PARAMETERS["internship_suspends_contract"].latest(regime=regime)
            rule = automatic if automatic.flag else CONTRACT_PARAMETERS["third_cycle_effect_month"].latest()
            lines.append(rule.line())
    if one.verified or one.declared or one.planned:
        lines.append(PARAMETERS["minimum_share_percent"].at(one.month.last_day).line())
    return lines
