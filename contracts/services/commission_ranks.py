"""Ranks of a commission, written whole: two lists, each numbered from 1."""

from collections.abc import Sequence

from contracts.enums import ListKind
from contracts.models import Commission, CommissionOpinion
from contracts.selectors.commissions import ranked


def close_gaps(commission: Commission) -> None:
    """Number each list from 1 again, in its order, after somebody left it."""
    kinds: dict[str, list[str]] = {ListKind.PRINCIPALE: [], ListKind.COMPLEMENTAIRE: []}
    for kind, candidate in ranked(commission).values_list("kind", "candidate_id"):
        kinds[kind].append(str(candidate))
    order = kinds[ListKind.PRINCIPALE] + kinds[ListKind.COMPLEMENTAIRE]
    write_ranks(commission, order, len(kinds[ListKind.PRINCIPALE]))


def write_ranks(commission: Commission, order: Sequence[str], principal: int) -> None:
    places = {
        key: (ListKind.PRINCIPALE, number)
        if number <= principal
        else (ListKind.COMPLEMENTAIRE, number - principal)
        for number, key in enumerate(order, start=1)
    }
    opinions = list(commission.opinions.all())
    for opinion in opinions:
        opinion.kind, opinion.rank = places.get(str(opinion.candidate_id), ("", None))
    CommissionOpinion.objects.bulk_update(opinions, ["kind", "rank"])
