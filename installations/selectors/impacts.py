"""The people whom a zoning touches: before its publication as a preview, after it as a worklist."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.models import Agency
from cesp_portal.common.enums import Profession
from contracts.enums import ContractStatus, Regime
from contracts.models import Contract
from installations.enums import (
    DECLARED_STATUSES,
    DistrictClaim,
    ImpactOutcome,
    ImpactSubject,
    PeriodStatus,
    ZoneRightOutcome,
)
from installations.models import ImpactLine, ImpactStudy, PracticePeriod, ProjectVersion, RequestSite
from installations.policies import office_rows
from installations.rules.impacts import impact_of
from installations.rules.projects import stability_of
from installations.rules.zone_rights import ZoneChange, ZoneRightFacts, zone_right
from installations.selectors.declarations import filed_version
from installations.selectors.places import ZoneReading, zone_reading
from zonage.enums import SnapshotStatus, Unit
from zonage.models import Department, Snapshot
from zonage.rules.levels import qpv_replaces_level
from zonage.selectors.zones import ZoneAnswer, zone_of, zone_under

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

    Whoever has a project or a place in the region counts, whichever agency follows the contract. A place in a
    district that an agent confirmed is read with the level of the district, where it replaces that of the commune.
    """
    if snapshot.unit not in (Unit.COMMUNE, Unit.QPV):
        return []
    contracts = (
        Contract.objects.filter(profession=snapshot.profession, status=ContractStatus.ACTIVE)
        .filter(_has_a_place_in(snapshot.region_id))
        .select_related("candidate", "user", "agency", "project")
        .prefetch_related(
            Prefetch("practice_periods", PracticePeriod.objects.filter(status__in=LIVED).order_by("days")),
            Prefetch("project__versions", ProjectVersion.objects.order_by("number")),
        )
        .order_by("number", "id")
    )
    reader = _Reader(snapshot, on, _confirmed_districts(snapshot))
    return [impact for contract in contracts for impact in _of_contract(contract, reader)]


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


def _confirmed_districts(snapshot: Snapshot) -> dict[tuple[uuid.UUID, str], str]:
    """Return the district of each place (contract, commune) where an agent confirmed one that counts."""
    if not qpv_replaces_level(Profession(snapshot.profession)):
        return {}
    sites = RequestSite.objects.filter(district_status=DistrictClaim.CONFIRMED).order_by(
        "district_settled_at"
    )
    rows = sites.values_list("request__contract_id", "commune_code", "district_code")
    return {(contract, commune): district for contract, commune, district in rows}


class _Reader:
    """What is said of places before a snapshot and under it, each place read once."""

    def __init__(self, snapshot: Snapshot, on: dt.date, districts: dict[tuple[uuid.UUID, str], str]) -> None:
        self.snapshot, self.on = snapshot, on
        self._districts = districts
        self._before: dict[str, ZoneReading] = {}
        self._after: dict[str, ZoneAnswer] = {}

    def read(self, contract: Contract, commune: str) -> tuple[ZoneReading, ZoneAnswer] | None:
        """Return what holds the day before and what would hold from the day on; None when it says nothing here."""
        district = self._districts.get((contract.pk, commune), "")
        if self.snapshot.unit == Unit.COMMUNE:
            if district and zone_of(code=district, profession=contract.profession, on=self.on).level:
                return None
            after = self._under(commune)
            return None if after.snapshot is None else (self._day_before(commune), after)
        if not district:
            return None
        before, after = self._day_before(district), self._under(district)
        if before.level is None:
            before = self._day_before(commune)
        if after.level is None:
            after = zone_of(code=commune, profession=contract.profession, on=self.on)
        return before, after

    def _day_before(self, code: str) -> ZoneReading:
        if code not in self._before:
            day = self.on - dt.timedelta(days=1)
            self._before[code] = zone_reading(code, self.snapshot.profession, day)
        return self._before[code]

    def _under(self, code: str) -> ZoneAnswer:
        if code not in self._after:
            self._after[code] = zone_under(self.snapshot, code=code, on=self.on)
        return self._after[code]


def _of_contract(contract: Contract, reader: _Reader) -> Iterator[Impact]:
    for chosen in _chosen_places(contract):
        read = reader.read(contract, chosen.code)
        if read is None:
            continue
        before, after = read
        same_level = before.level == after.level
        if same_level and before.is_eligible == after.eligible:
            continue
        outcome = impact_of(
            before=before.is_eligible,
            after=after.eligible,
            same_level=same_level,
            right=_right(contract, chosen, before, after.level, reader.on),
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
    lived: dict[str, _Chosen] = {}
    for period in contract.practice_periods.all():
        since = period.days.lower if period.status in DECLARED_STATUSES else None
        code, name = period.commune_code, period.commune_name
        lived.setdefault(code, _Chosen(ImpactSubject.PRACTICE, code, name, since))
    found = list(lived.values())
    version = next(reversed(_versions(contract)), None)
    if version is not None and version.commune_code not in lived:
        found.append(_Chosen(ImpactSubject.PROJECT, version.commune_code, version.commune_name, None))
    return found


def _versions(contract: Contract) -> list[ProjectVersion]:
    """Return the versions of a contract's project, in the order of filing, as they were fetched with it."""
    project = getattr(contract, "project", None)
    return list(project.versions.all()) if project is not None else []


def _right(
    contract: Contract, chosen: _Chosen, before: ZoneReading, level: str | None, on: dt.date
) -> ZoneRightOutcome:
    spells = [(start, code) for start, code, _ in before.spells if code is not None and start < on]
    history = [ZoneChange(level=code, start=start) for start, code in spells]
    if level is not None:
        history.append(ZoneChange(level=level, start=on))
    stability = stability_of([filed_version(version) for version in _versions(contract)], chosen.code)
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
