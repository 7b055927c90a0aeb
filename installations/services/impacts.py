"""Publishing a zoning with the study of the people it touches, and working through that list."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor, system_actor
from cesp_portal.common.accounts.models import Agency
from cesp_portal.common.clock import paris_day
from cesp_portal.common.journal import services as journal
from installations import notifications, policies
from installations.models import ImpactLine, ImpactStudy
from installations.selectors.impacts import impacts_of, snapshots_without_study
from zonage.models import Snapshot
from zonage.services.publication import publish_snapshots

NEWS_FOR = dt.timedelta(days=90)
STUDENT = system_actor("étude des zonages")


def publish_with_study(
    *, actor: Actor, snapshot_id: uuid.UUID, on: dt.date, at: dt.datetime
) -> tuple[Snapshot, ImpactStudy]:
    """Publish a checked zoning and study whom it touches, both or neither."""
    return publish_with_studies(actor=actor, snapshot_ids=[snapshot_id], on=on, at=at)[0]


@transaction.atomic
def publish_with_studies(
    *, actor: Actor, snapshot_ids: Sequence[uuid.UUID], on: dt.date, at: dt.datetime
) -> list[tuple[Snapshot, ImpactStudy]]:
    """Publish checked zonings and study whom each touches, all or none. Raises as ``publish_snapshots`` does."""
    published = publish_snapshots(actor=actor, snapshot_ids=snapshot_ids, on=on, at=at)
    return [(snapshot, study_zoning(actor=actor, snapshot=snapshot, at=at)) for snapshot in published]


@transaction.atomic
def study_zoning(*, actor: Actor, snapshot: Snapshot, at: dt.datetime) -> ImpactStudy:
    """Write the study of a published zoning, once, and tell each person what changes for them.

    A zoning that has applied for long, entered late, is studied for the agents; nobody is told of it as of news.
    """
    agency = Agency.objects.filter(region_code=snapshot.region_id).first()
    study, created = ImpactStudy.objects.get_or_create(
        snapshot=snapshot, defaults={"agency": agency, "made_at": at}
    )
    if not created:
        return study
    effective_on = snapshot.effective_on
    tells = effective_on is not None and paris_day(at) <= effective_on + NEWS_FOR
    for impact in impacts_of(snapshot, effective_on) if effective_on else ():
        line = ImpactLine.objects.create(
            study=study,
            contract=impact.contract,
            agency_id=impact.contract.agency_id,
            subject=impact.subject,
            commune_code=impact.commune_code,
            commune_name=impact.commune_name,
            before=impact.before,
            after=impact.after,
            outcome=impact.outcome,
        )
        if tells:
            notifications.zone_changed(line, at)
    journal.record(
        actor=actor,
        action="installations.zoning_studied",
        obj=study,
        at=at,
        agency_id=agency.id if agency else None,
        facts={"snapshot": str(snapshot.id), "people": study.lines.count()},
    )
    return study


def study_missing(*, at: dt.datetime) -> int:
    """Study every published zoning that lacks its study; return how many did."""
    missing = list(snapshots_without_study())
    for snapshot in missing:
        study_zoning(actor=STUDENT, snapshot=snapshot, at=at)
    return len(missing)


@transaction.atomic
def handle_line(*, actor: Actor, line: ImpactLine, at: dt.datetime) -> ImpactLine:
    """Note that an agent has dealt with a person touched by a zoning."""
    policies.must(policies.may_handle_impact(actor, line))
    line = ImpactLine.objects.select_for_update(of=("self",)).select_related("contract").get(pk=line.pk)
    if line.handled_at is None:
        line.handled_at = at
        line.handled_by_id = policies.person_of(actor)
        line.save(update_fields=["handled_at", "handled_by"])
        journal.record(
            actor=actor,
            action="installations.impact_handled",
            obj=line,
            at=at,
            agency_id=line.agency_id,
            subject_id=line.contract.candidate_id,
            facts={"outcome": line.outcome, "commune": line.commune_code},
        )
    return line
