"""An invented zoning on real communes, by a stated rule: it looks like one, and is marked as invented everywhere.

The rule, in full. The *number* of a commune is the sum of the digits of its code, modulo 10 (a letter counts 0).
First order: the more people live there and the higher the number, the better served the commune is said to be.
Second order: the communes whose code ends with 0, 4 or 8 have their number raised by 4 (modulo 10), the others keep it.
"""

from collections.abc import Mapping

RULE = (
    "Zonage inventé pour la démonstration : le niveau dépend de la population et de la somme des chiffres du code "
    "de la commune ; il ne décrit aucune situation réelle."
)
_DOCTORS = ("ZIP", "ZAC", "ZAR")
_FIVE = ("Très sous-dotée", "Sous-dotée", "Intermédiaire", "Très dotée", "Non prioritaire")
# Upper bound of the population -> highest number of each level but the last.
_DOCTORS_STEPS: Mapping[int, tuple[int, ...]] = {
    2_000: (4, 8),
    20_000: (2, 6),
    100_000: (0, 3),
    10**9: (-1, 1),
}
_FIVE_STEPS: Mapping[int, tuple[int, ...]] = {
    2_000: (4, 6, 8, 9),
    20_000: (2, 4, 7, 8),
    100_000: (0, 1, 5, 8),
    10**9: (-1, 0, 3, 7),
}


def demonstration_label(code: str, population: int, profession: str, order: int) -> str:
    """Return the label that the rule gives to a commune in the first (1) or second (2) order."""
    number = sum(int(digit) for digit in code if digit.isdigit()) % 10
    if order == 2 and code[-1] in "048":
        number = (number + 4) % 10
    labels, steps = (_DOCTORS, _DOCTORS_STEPS) if profession == "medecine" else (_FIVE, _FIVE_STEPS)
    bounds = next(found for limit, found in steps.items() if population < limit)
    rank = next((index for index, bound in enumerate(bounds) if number <= bound), len(bounds))
    if profession == "maieutique" and rank == 4:
        return "Sur-dotée"
    return labels[rank]
