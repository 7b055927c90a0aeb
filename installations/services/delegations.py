"""Who signs for an agency, and which drafts a second agent reads: decided by its direction, never rewritten."""

import datetime as dt
import uuid

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.models import User
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Refusal
from cesp_portal.common.rules.french import day_text
from installations import policies
from installations.enums import RequestKind
from installations.models import SecondLook, Signatory
from installations.selectors.decisions import delegations_in_force, second_looks_in_force


@transaction.atomic
def name_signatory(
    *,
    actor: Actor,
    agency_id: uuid.UUID,
    user: User,
    quality: str,
    delegation: str,
    on: dt.date,
    at: dt.datetime,
) -> Signatory:
    """Record who may sign for an agency from that day, in which quality, by delegation of whom.

    Raises BadInput without a quality, Refusal when this person already signs for the agency on that day.
    """
    policies.must(policies.may_delegate(actor, agency_id))
    if not quality.strip():
        raise BadInput(
            "QUALITY_MISSING", "La qualité du signataire manque.", "Écrivez-la comme la lettre l'imprimera."
        )
    if delegations_in_force(agency_id, on).filter(user=user).exists():
        raise Refusal(
            "ALREADY_SIGNS",
            f"{user} signe déjà pour l'agence le {day_text(on)}.",
            "Terminez d'abord la délégation en cours pour en enregistrer une autre.",
        )
    signatory = Signatory.objects.create(
        agency_id=agency_id,
        user=user,
        quality=quality.strip(),
        delegation=delegation.strip(),
        since_on=on,
    )
    _record(actor, signatory, "installations.signatory_named", at, user=str(user.id), since_on=on.isoformat())
    return signatory


@transaction.atomic
def end_delegation(*, actor: Actor, signatory: Signatory, last_day: dt.date, at: dt.datetime) -> Signatory:
    """Say that a person signs for the last time on that day. Raises BadInput for a day before the first one."""
    policies.must(policies.may_delegate(actor, signatory.agency_id))
    signatory = Signatory.objects.select_for_update(of=("self",)).get(pk=signatory.pk)
    if last_day < signatory.since_on:
        raise BadInput(
            "ENDS_BEFORE_START",
            f"Cette délégation commence le {day_text(signatory.since_on)}.",
            "Choisissez un dernier jour à partir de celui-là.",
        )
    signatory.ends_until = last_day + dt.timedelta(days=1)
    signatory.save(update_fields=["ends_until"])
    _record(actor, signatory, "installations.delegation_ended", at, last_day=last_day.isoformat())
    return signatory


@transaction.atomic
def ask_second_look(
    *, actor: Actor, agency_id: uuid.UUID, kind: RequestKind, on: dt.date, at: dt.datetime
) -> SecondLook:
    """Ask that drafts of this kind be read by a second agent from that day; asked twice, it is asked once."""
    policies.must(policies.may_delegate(actor, agency_id))
    asked = second_looks_in_force(agency_id, on).filter(kind=kind).first()
    if asked is not None:
        return asked
    look = SecondLook.objects.create(agency_id=agency_id, kind=kind, since_on=on)
    _record(actor, look, "installations.second_look_asked", at, kind=kind.value)
    return look


@transaction.atomic
def stop_second_look(*, actor: Actor, look: SecondLook, on: dt.date, at: dt.datetime) -> None:
    """Stop asking for it from tomorrow on; drafts already sent for a second reading stay there."""
    policies.must(policies.may_delegate(actor, look.agency_id))
    look = SecondLook.objects.select_for_update(of=("self",)).get(pk=look.pk)
    if look.ends_until is None:
        look.ends_until = max(on, look.since_on) + dt.timedelta(days=1)
        look.save(update_fields=["ends_until"])
        _record(actor, look, "installations.second_look_stopped", at, kind=look.kind)


def _record(actor: Actor, obj: Signatory | SecondLook, action: str, at: dt.datetime, **facts: object) -> None:
    journal.record(actor=actor, action=action, obj=obj, at=at, agency_id=obj.agency_id, facts=facts)
