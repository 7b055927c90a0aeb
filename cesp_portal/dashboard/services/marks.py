"""Keeping the marks of changes few."""

import datetime as dt
from collections import defaultdict

from django.db import transaction

from cesp_portal.common.kept import KEPT_SECONDS
from cesp_portal.dashboard.models import ChangeMark, FileMark

# Nothing kept is older than half of it: who kept something has read every mark that goes.
FORGOTTEN_AFTER = dt.timedelta(seconds=2 * KEPT_SECONDS)


@transaction.atomic
def fold_marks(*, at: dt.datetime) -> int:
    """Fold the marks of each table into the last one, that then weighs as much; return how many there were.

    What names the state of a table stays the same: nothing kept is lost. Old marks of files are forgotten.
    """
    found = list(ChangeMark.objects.select_for_update(skip_locked=True).order_by("id"))
    alike: dict[tuple[str, bool], list[ChangeMark]] = defaultdict(list)
    for mark in found:
        alike[mark.source, mark.is_whole].append(mark)
    for *earlier, last in alike.values():
        if earlier:
            last.weight += sum(mark.weight for mark in earlier)
            last.save(update_fields=["weight"])
            ChangeMark.objects.filter(id__in=[mark.id for mark in earlier]).delete()
    FileMark.objects.filter(marked_at__lt=at - FORGOTTEN_AFTER).delete()
    return len(found)
