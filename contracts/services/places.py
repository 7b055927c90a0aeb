"""Places: a published order opens them, or takes free ones back."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.db import locked
from cesp_portal.common.refusals import Refusal
from contracts.enums import ListKind, ListStatus
from contracts.models import Campaign, ListEntry, Place, QuotaLine, QuotaOrder
from contracts.rules.selection_lists import SelectionListFacts, selection_list
from contracts.selectors.places import free_places, places_of
from contracts.services.quotas import locked_draft, record


@transaction.atomic
def publish_quota(
    *, actor: Actor, order_id: uuid.UUID, at: dt.datetime, shown: str | None = None
) -> QuotaOrder:
    """Publish an order: its places exist from now on. Raises Refusal; then nothing is changed.

    ``shown`` is the fingerprint of the order that was read, when a person publishes. A line that takes places back
    withdraws free ones; places already offered or signed never disappear. A list that came before its quota is
    measured again, against the places that it has from now on.
    """
    order = locked_draft(actor, order_id, shown)
    lines = list(order.lines.select_related("faculty").exclude(places=0))
    pools = _pools(order, lines)
    for line in lines:
        pool = pools[line.faculty_id, line.stream]
        if line.places > 0:
            _open_places(pool, line)
        else:
            _take_places_back(pool, -line.places, at)
    _demand_lists_under_cap([pools[line.faculty_id, line.stream] for line in lines])
    order.published_at = at
    order.published_by_id = actor.user_id
    order.save(update_fields=["published_at", "published_by"])
    record(actor, "contracts.quota_published", order, at)
    return order


def _pools(order: QuotaOrder, lines: Sequence[QuotaLine]) -> dict[tuple[uuid.UUID, str], Campaign]:
    faculties = {line.faculty_id for line in lines}
    campaigns = locked(Campaign.objects.filter(academic_year=order.academic_year, faculty_id__in=faculties))
    pools = {(campaign.faculty_id, campaign.stream): campaign for campaign in campaigns}
    missing = [line for line in lines if (line.faculty_id, line.stream) not in pools]
    if missing:
        names = " ; ".join(f"{line.faculty}, {line.get_stream_display()}" for line in missing)
        raise Refusal(
            "NO_CAMPAIGN",
            f"Aucune campagne {order.academic_year} n'est ouverte pour : {names}.",
            "Ouvrez ces campagnes, puis publiez l'arrêté.",
        )
    return pools


def _open_places(campaign: Campaign, line: QuotaLine) -> None:
    last = campaign.places.aggregate(last=Max("number"))["last"] or 0
    Place.objects.bulk_create(
        Place(campaign=campaign, number=number, quota_line=line)
        for number in range(last + 1, last + line.places + 1)
    )


def _take_places_back(campaign: Campaign, count: int, at: dt.datetime) -> None:
    free = list(free_places(campaign).order_by("-number")[:count])
    if len(free) < count:
        raise Refusal(
            "BELOW_OFFERS",
            f"{campaign} : places à reprendre : {count} ; places libres : {len(free)}. "
            "Les autres sont déjà proposées ou signées, et rien ne peut les reprendre.",
            "Attendez la fin des délais en cours, ou enregistrez un arrêté qui en reprend moins.",
        )
    Place.objects.filter(id__in=[place.id for place in free]).update(withdrawn_at=at)


def _demand_lists_under_cap(campaigns: Sequence[Campaign]) -> None:
    """Refuse to open places for lists that are too long for them, while the faculties may still send a shorter one.

    Once offers were sent a list stays as it is: it was measured when its own places were published.
    """
    over = [told for campaign in campaigns if (told := _over_cap(campaign))]
    if over:
        raise Refusal(
            "LIST_OVER_CAP",
            f"Des listes déjà reçues dépassent le plafond de cet arrêté. {' '.join(over)}",
            "Demandez à chaque faculté une liste plus courte (l'agence rouvre l'envoi en changeant sa date), puis "
            "publiez. Pour ne pas retarder les autres, ôtez sa ligne de l'arrêté et publiez-la à part.",
        )


def _over_cap(campaign: Campaign) -> str:
    if campaign.offers.exists():
        return ""
    entries = ListEntry.objects.filter(list__campaign=campaign, list__status=ListStatus.CURRENT)
    kinds = Counter(entries.values_list("kind", flat=True))
    complementary, quota = kinds[ListKind.COMPLEMENTAIRE], places_of(campaign)
    answer = selection_list(
        SelectionListFacts(
            quota=quota,
            quota_published=True,
            principal=kinds[ListKind.PRINCIPALE],
            complementary=complementary,
        )
    )
    if "OVER_COMPLEMENTARY_CAP" not in {finding.code for finding in answer.findings}:
        return ""
    return (
        f"{campaign} : {complementary} noms sur la liste complémentaire, {answer.complementary_max} au plus "
        f"pour {quota} contrats."
    )
