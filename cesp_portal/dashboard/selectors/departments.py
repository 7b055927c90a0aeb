"""The department of a contract: where the person practises on a day, else where the last project is."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db.models import CharField, Count, Func, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.kept import kept
from cesp_portal.dashboard.selectors.reach import counted_for, whose
from contracts.models import Contract
from installations.enums import DECLARED_STATUSES, PeriodStatus
from installations.models import PracticePeriod, ProjectVersion
from zonage.models import Department

PLACED = (*DECLARED_STATUSES, PeriodStatus.PLANNED)
OVERSEAS = ("97", "98")
# Three characters overseas, two elsewhere; nothing where there is no commune.
DEPARTMENT = "^(?:9[78].|..)"
NOWHERE = "aucun"
NOWHERE_LABEL = "Aucun lieu connu"


def with_department(contracts: QuerySet[Contract], on: dt.date) -> QuerySet[Any]:
    """Return the contracts with ``department``: a code of two or three characters, ``aucun`` without any place.

    The place of the day comes first, then the last practice begun, then the latest project.
    """
    begun = PracticePeriod.objects.filter(
        contract=OuterRef("pk"), status__in=PLACED, days__startswith__lte=on
    ).order_by("-days__startswith", "pk")
    projects = ProjectVersion.objects.filter(project__contract=OuterRef("pk")).order_by("-number")
    commune = Coalesce(
        Subquery(begun.values("commune_code")[:1]), Subquery(projects.values("commune_code")[:1]), Value("")
    )
    return contracts.annotate(
        department=Coalesce(beginning_of(commune), Value(NOWHERE), output_field=CharField(max_length=5))
    )


def beginning_of(commune: Any) -> Func:
    """Return the expression of the department of a commune's code, null where there is none.

    It reads the commune once: a choice between cases would look for it once per case.
    """
    return Func(commune, Value(DEPARTMENT), function="substring", output_field=CharField())


def department_of(commune_code: str) -> str:
    """Return the department of a commune's code."""
    return commune_code[: 3 if commune_code.startswith(OVERSEAS) else 2] or NOWHERE


def people_by_department(actor: Actor, on: dt.date) -> dict[str, int]:
    """Return how many contracts in reach each department has on that day, by code."""
    key = f"departments:{whose(actor)}:{on}"
    return kept(key, lambda: _counted(counted_for(actor), on))


def _counted(contracts: QuerySet[Contract], on: dt.date) -> dict[str, int]:
    counted = with_department(contracts.order_by(), on).values("department").annotate(people=Count("pk"))
    return dict(sorted(counted.values_list("department", "people")))


def departments_of(actor: Actor) -> list[tuple[str, str]]:
    """Return the departments where somebody of the agency practises, practised or plans to, by code, as choices."""
    names = department_names()
    return [
        (code, named(code, names))
        for code in kept(f"places:{actor.agency_id}", lambda: _known(actor.office_id))
    ]


def _known(agency_id: uuid.UUID) -> list[str]:
    periods = PracticePeriod.objects.filter(agency_id=agency_id, status__in=PLACED)
    projects = ProjectVersion.objects.filter(project__contract__agency_id=agency_id)
    communes = (rows.order_by().values_list("commune_code", flat=True) for rows in (periods, projects))
    first, second = (rows.distinct() for rows in communes)
    return sorted({department_of(code) for code in first.union(second)} | {NOWHERE})


def named(code: str, names: Mapping[str, str]) -> str:
    """Return « Hérault (34) », or the code alone when nobody knows it."""
    if code == NOWHERE or code not in names:
        return names.get(code, code)
    return f"{names[code]} ({code})"


def department_names() -> dict[str, str]:
    """Return the departments by code, with what stands for no place."""
    return dict(Department.objects.values_list("code", "name")) | {NOWHERE: NOWHERE_LABEL}
