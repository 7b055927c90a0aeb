"""Keeping the marks of changes few."""

from django.db import transaction
from django.db.models import Sum

from cesp_portal.dashboard.models import ChangeMark


@transaction.atomic
def fold_marks() -> int:
    """Replace the marks by one that weighs as much, with a later identifier; return how many there were."""
    ids = list(ChangeMark.objects.select_for_update(skip_locked=True).values_list("id", flat=True))
    if len(ids) < 2:
        return len(ids)
    weight = ChangeMark.objects.filter(id__in=ids).aggregate(total=Sum("weight"))["total"]
    ChangeMark.objects.filter(id__in=ids).delete()
    ChangeMark.objects.create(weight=weight)
    return len(ids)
