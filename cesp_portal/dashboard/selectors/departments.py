"""The department of a contract: where the person practises on a day, else where the last project is."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import CharField, Func, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from cesp_portal.common.kept import kept
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


def department_read(contract: Contract, on: dt.date) -> str:
    """Return the department of one contract from its rows, read with it or now: as ``with_department``."""
    begun = [one for one in contract.practice_periods.all() if one.status in PLACED and one.days.lower <= on]
    if begun:
        # The latest; of two that began together, the first in the order of the database.
        last = max(one.days.lower for one in begun)
        return department_of(
            min((one for one in begun if one.days.lower == last), key=lambda one: one.pk).commune_code
        )
    project = ProjectVersion.objects.filter(project__contract=contract).order_by("-number").first()
    return department_of(project.commune_code if project else "")


def beginning_of(commune: Any) -> Func:
    """Return the expression of the department of a commune's code, null where there is none.

    It reads the commune once: a choice between cases would look for it once per case.
    """
    return Func(commune, Value(DEPARTMENT), function="substring", output_field=CharField())


def department_of(commune_code: str) -> str:
    """Return the department of a commune's code."""
    return commune_code[: 3 if commune_code.startswith(OVERSEAS) else 2] or NOWHERE


def named(code: str, names: Mapping[str, str]) -> str:
    """Return « Hérault (34) », or the code alone when nobody knows it."""
    if code == NOWHERE or code not in names:
        return names.get(code, code)
    return f"{names[code]} ({code})"


def department_names() -> dict[str, str]:
    """Return the departments by code, with what stands for no place."""
    names = kept("department-names", lambda: dict(Department.objects.values_list("code", "name")))
    return names | {NOWHERE: NOWHERE_LABEL}
