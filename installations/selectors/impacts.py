"""The people whom a zoning touches: before its publication as a preview, after it as a worklist."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.models import Agency
from cesp_portal.common.enums import Profession
from contracts.enums import ContractStatus, Regime
from contracts.models import Contract
from installations.enums import (
    DECLARED_STATUSES,
    ImpactOutcome,
    ImpactSubject,
    PeriodStatus,
    ZoneRightOutcome,
)
from installations.models import ImpactLine, ImpactStudy, PracticePeriod, ProjectVersion
from installations.policies import office_rows
from installations.rules.impacts import impact_of
from installations.rules.projects import stability_of
from installations.rules.zone_rights import ZoneChange, ZoneRightFacts, zone_right
from installations.selectors.declarations import project_versions
from installations.selectors.places import ZoneReading, zone_reading
from zonage.enums import SnapshotStatus, Unit
from zonage.models import Department, Snapshot
from zonage.selectors.zones import zone_under

LIVED = (*DECLARED_STATUSES, PeriodStatus.PLANNED)


@dataclass(frozen=True, slots=True)
class Impact:
    """One place of one person under a new zoning."""

    contract: Contract
    subject: ImpactSubject
    commune_code: str
    commune_name: str
    before: str
    after: str
    outcome: ImpactOutcome


@dataclass(frozen=True, slots=True)
class _Chosen:
    subject: ImpactSubject
    code: str
    name: str
    installed_since: dt.date | None


def impacts_of(snapshot: Snapshot, on: dt.date) -> list[Impact]:
    """Return everyone whom a snapshot touches from the day ``on``, whether it is published or still a draft.

    Whoever has a project or a place in the region counts, whichever agency follows the contract. Districts have no
    place of their own: a zoning of QPV touches nobody by itself.
    """
    if snapshot.unit != Unit.COMMUNE:
        return []
    contracts = (
        Contract.objects.filter(profession=snapshot.profession, status=ContractStatus.ACTIVE)
        .filter(_has_a_place_in(snapshot.region_id))
        .select_related("candidate", "user", "agency", "project")
        .order_by("number", "id")
    )
    return [impact for contract in contracts for impact in _of_contract(contract, snapshot, on)]


@dataclass(frozen=True, slots=True)
class Preview:
    """Whom a draft would touch: the people that the actor's agency follows, and how many others follow."""

    own: tuple[Impact, ...]
    elsewhere: int


def preview_of(actor: Actor, snapshot: Snapshot, on: dt.date) -> Preview:
    """Return whom a snapshot would touch, names of the actor's own agency only."""
    found = impacts_of(snapshot, on)
    own = tuple(impact for impact in found if impact.contract.agency_id == actor.agency_id)
    return Preview(own, len(found) - len(own))


def studies_for(actor: Actor) -> QuerySet[ImpactStudy]:
    """Return the studies of the actor's agency, latest first."""
    return ImpactStudy.objects.select_related("snapshot").filter(office_rows(actor))


def impact_lines_for(actor: Actor) -> QuerySet[ImpactLine]:
    """Return the people touched by zonings whom the actor's agency follows."""
    return ImpactLine.objects.select_related("contract__candidate", "study__snapshot").filter(
        office_rows(actor)
    )


def draft_snapshots(actor: Actor) -> QuerySet[Snapshot]:
    """Return the zonings of the actor's region that are not published yet."""
    region = Agency.objects.filter(office_rows(actor, "id")).values_list("region_code", flat=True).first()
    return Snapshot.objects.filter(
        region_id=region or "", status__in=(SnapshotStatus.DRAFT, SnapshotStatus.CHECKED)
    ).order_by("-imported_at")


def snapshots_without_study() -> QuerySet[Snapshot]:
    """Return the published snapshots that lack their study: there should be none."""
    return Snapshot.objects.filter(status=SnapshotStatus.PUBLISHED, impact_study__isnull=True).order_by(
        "published_at"
    )


def _has_a_place_in(region: str) -> Q:
    """Return the condition of the contracts with a place of practice or a project in a region."""
    departments = Department.objects.filter(region_id=region).values_list("code", flat=True)
    inside = {"commune_code__regex": f"^({'|'.join(departments)})"}
    periods = PracticePeriod.objects.filter(contract=OuterRef("pk"), status__in=LIVED, **inside)
    versions = ProjectVersion.objects.filter(project__contract=OuterRef("pk"), **inside)
    return Q(Exists(periods)) | Q(Exists(versions)) if departments else Q(pk__in=())


def _of_contract(contract: Contract, snapshot: Snapshot, on: dt.date) -> Iterator[Impact]:
    for chosen in _chosen_places(contract):
        after = zone_under(snapshot, code=chosen.code, on=on)
        if after.snapshot is None:
            continue
        before = zone_reading(chosen.code, contract.profession, on - dt.timedelta(days=1))
        outcome = impact_of(
            before=before.is_eligible,
            after=after.eligible,
            same_level=before.level == after.level,
            right=_right(contract, chosen, before, after.level, on),
        )
        if outcome is not None:
            yield Impact(
                contract=contract,
                subject=chosen.subject,
                commune_code=chosen.code,
                commune_name=chosen.name,
                before=before.label,
                after=after.label,
                outcome=outcome,
            )


def _chosen_places(contract: Contract) -> list[_Chosen]:
    found: list[_Chosen] = []
    lived: dict[str, _Chosen] = {}
    for period in contract.practice_periods.filter(status__in=LIVED).order_by("days"):
        since = period.days.lower if period.status in DECLARED_STATUSES else None
        code, name = period.commune_code, period.commune_name
        lived.setdefault(code, _Chosen(ImpactSubject.PRACTICE, code, name, since))
    found += lived.values()
    project = getattr(contract, "project", None)
    version = project.versions.order_by("-number").first() if project is not None else None
    if version is not None and version.commune_code not in lived:
        found.append(_Chosen(ImpactSubject.PROJECT, version.commune_code, version.commune_name, None))
    return found


def _right(
    contract: Contract, chosen: _Chosen, before: ZoneReading, level: str | None, on: dt.date
) -> ZoneRightOutcome:
    spells = [(start, code) for start, code, _ in before.spells if code is not None and start < on]
    history = [ZoneChange(level=code, start=start) for start, code in spells]
    if level is not None:
        history.append(ZoneChange(level=level, start=on))
    stability = stability_of(project_versions(contract), chosen.code)
    return zone_right(
        ZoneRightFacts(
            profession=Profession(contract.profession),
            regime=Regime(contract.regime),
            region=contract.agency.region_code,
            history=tuple(history) if level is not None else (),
            project_filed_on=stability.filed_on,
            project_changed_on=stability.changed_on,
            installed_since=chosen.installed_since,
            on=on,
        )
    ).outcome
