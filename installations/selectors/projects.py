"""The project of a contract: its versions, since when it has not changed, and what that protects."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.rules.calendar import add_years
from contracts.enums import Profession, Regime
from contracts.models import Contract
from installations.enums import ZoneRightOutcome
from installations.models import ProjectVersion
from installations.rules.projects import protection_years, stability_of
from installations.rules.zone_rights import ZoneChange, ZoneRightFacts, zone_right
from installations.selectors.declarations import project_versions
from installations.selectors.places import ZoneReading, zone_reading


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """What the page of a project shows. ``versions`` latest first; ``zone`` that of the present place today."""

    versions: tuple[ProjectVersion, ...]
    unchanged_since: dt.date | None
    protected_from: dt.date | None
    is_protected: bool
    zone: ZoneReading | None


def own_contract(actor: Actor) -> Contract | None:
    """Return the person's own contract, the latest if they had several."""
    return (
        Contract.objects.select_related("candidate", "user", "agency", "faculty", "referent", "backup")
        .filter(user_id=actor.user_id)
        .order_by("-concluded_on", "id")
        .first()
        if actor.user_id
        else None
    )


def right_of_project(contract: Contract, on: dt.date) -> Callable[[], ZoneRightOutcome] | None:
    """Return the question whether the present project would be eligible on a day, None without a project.

    The facts are read once; each call asks the rules again, with the values that its door then gives.
    """
    versions = project_versions(contract)
    if not versions:
        return None
    commune = versions[-1].commune_code
    stability = stability_of(versions, commune)
    zone = zone_reading(commune, contract.profession, on)
    spells = zone.spells if zone.level is not None else ()
    facts = ZoneRightFacts(
        profession=Profession(contract.profession),
        regime=Regime(contract.regime),
        region=contract.agency.region_code,
        history=tuple(ZoneChange(level=code, start=start) for start, code, _ in spells if code is not None),
        project_filed_on=stability.filed_on,
        project_changed_on=stability.changed_on,
        on=on,
    )
    return lambda: zone_right(facts).outcome


def project_page(contract: Contract, on: dt.date) -> ProjectPage:
    """Return the project of a contract as its page shows it on that day."""
    versions = tuple(
        ProjectVersion.objects.filter(project__contract=contract)
        .select_related("filed_by")
        .order_by("-number")
    )
    if not versions:
        return ProjectPage((), None, None, False, None)
    since = stability_of(project_versions(contract), versions[0].commune_code).since
    years = protection_years(Regime(contract.regime))
    protected_from = add_years(since, years) if since and years is not None else None
    return ProjectPage(
        versions=versions,
        unchanged_since=since,
        protected_from=protected_from,
        is_protected=protected_from is not None and protected_from <= on,
        zone=zone_reading(versions[0].commune_code, contract.profession, on),
    )
