"""The files that an agent reads: those of the agency, or of a department for its delegation."""

from collections.abc import Collection
from typing import Any

from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from contracts.models import Contract
from contracts.selectors.contracts import contracts_for
from installations.enums import PeriodStatus
from installations.models import PracticePeriod, ProjectVersion


def counted_for(actor: Actor) -> QuerySet[Contract]:
    """Return what the figures of a reader count: the files in reach, or the whole country for its supervision."""
    return Contract.objects.all() if actor.is_a(Role.SUPERVISION) else files_for(actor)


def whose(actor: Actor) -> str:
    """Return the part of a key that tells readers of different figures apart."""
    if actor.is_a(Role.SUPERVISION):
        return "all"
    return f"{actor.role}:{actor.agency_id}:{actor.department_code}"


def files_for(actor: Actor) -> QuerySet[Contract]:
    """Return the files in reach. A delegation reads those whose last project or whose practice is in its department."""
    if not actor.is_a(Role.DELEGATION):
        return contracts_for(actor)
    files = Contract.objects.select_related("candidate", "user", "agency", "faculty", "referent", "backup")
    department = actor.department_code
    if not department or actor.agency_id is None:
        return files.none()
    here = {"contract": OuterRef("pk"), "commune_code__startswith": department}
    practice = PracticePeriod.objects.filter(**here).exclude(status=PeriodStatus.REJECTED)
    later = ProjectVersion.objects.filter(project=OuterRef("project"), number__gt=OuterRef("number"))
    project = ProjectVersion.objects.filter(
        ~Exists(later), project__contract=OuterRef("pk"), commune_code__startswith=department
    )
    return files.filter(Exists(practice) | Exists(project), agency_id=actor.agency_id)


def by_file(contracts: QuerySet[Any], files: Collection[str] | None) -> QuerySet[Any]:
    """Return these contracts, or only those asked for, each with its ``file``: its identifier as a text."""
    asked: QuerySet[Any] = contracts.select_related(None).order_by()
    if files is not None:
        asked = asked.filter(pk__in=files)
    named: QuerySet[Any] = asked.annotate(file=Cast("pk", CharField()))
    return named
