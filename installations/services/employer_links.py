"""One-use links by which employers confirm a period: the secret is only ever in the link."""

import datetime as dt
import hashlib
import secrets
import uuid

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor, system_actor
from cesp_portal.common.journal import services as journal
from cesp_portal.common.mail.services import is_address
from cesp_portal.common.refusals import BadInput, Refusal
from installations import notifications, policies
from installations.enums import PeriodStatus
from installations.models import EmployerLink, PracticePeriod
from installations.rules.lifecycles import PRACTICE

LASTS = dt.timedelta(days=30)
SAME_CLICK = dt.timedelta(minutes=2)
EMPLOYER = system_actor("employeur, par lien")


def token_hash(token: str) -> str:
    """Return the fingerprint under which a link is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def ask_employer(*, actor: Actor, period: PracticePeriod, email: str, at: dt.datetime) -> EmployerLink:
    """Send an employer a link that opens once, for thirty days; links sent before stop working.

    Asked twice in a moment for the same address, it is asked once: the link just sent stays good.

    Raises Refusal for a period that waits for no confirmation, BadInput without an address.
    """
    policies.must(policies.may_speak_for(actor, period.contract))
    period = (
        PracticePeriod.objects.select_for_update(of=("self",))
        .select_related("contract__candidate")
        .get(pk=period.pk)
    )
    if not PRACTICE.allows(period.status, "support"):
        raise Refusal("PERIOD_NOT_WAITING", "Cette période n'attend pas de confirmation.")
    if not is_address(email):
        raise BadInput(
            "EMAIL_MISSING",
            "L'adresse de l'employeur manque ou ne s'écrit pas ainsi.",
            "Écrivez une adresse électronique, par exemple cabinet@example.org.",
        )
    live = period.employer_links.filter(used_at__isnull=True, expires_at__gt=at)
    again = live.filter(recipient_email=email, created_at__gt=at - SAME_CLICK).first()
    if again is not None:
        return again
    live.update(expires_at=at)
    token = secrets.token_urlsafe(32)
    link = EmployerLink.objects.create(
        period=period,
        token_sha256=token_hash(token),
        recipient_email=email,
        created_at=at,
        expires_at=at + LASTS,
    )
    _record(actor, period, "installations.employer_asked", at)
    notifications.employer_asked(link, token, at)
    return link


def open_link(*, token: str, at: dt.datetime) -> EmployerLink:
    """Return the link of a secret. Raises Refusal, in the same words, when it is unknown, used or expired."""
    link = (
        EmployerLink.objects.select_related("period__contract__candidate", "period__agency")
        .filter(token_sha256=token_hash(token), used_at__isnull=True, expires_at__gt=at)
        .first()
    )
    if link is None:
        raise Refusal(
            "LINK_CLOSED",
            "Ce lien ne s'ouvre pas : il a déjà servi, il a expiré, ou il n'a pas été recopié en entier.",
            "Demandez un nouveau lien à la personne, ou à son agence régionale de santé.",
        )
    return link


@transaction.atomic
def answer_link(*, token: str, is_confirmed: bool, comment: str, at: dt.datetime) -> EmployerLink:
    """Keep the employer's answer, once: two answers at the same instant keep the first."""
    link = open_link(token=token, at=at)
    taken = EmployerLink.objects.filter(pk=link.pk, used_at__isnull=True).update(
        used_at=at, is_confirmed=is_confirmed, comment=comment.strip()[:500]
    )
    if not taken:
        return open_link(token=token, at=at)
    period = _locked(link.period_id)
    if is_confirmed and PRACTICE.allows(period.status, "support"):
        period.status = PeriodStatus.SUPPORTED
        period.supported_at = at
        period.save(update_fields=["status", "supported_at"])
    _record(EMPLOYER, period, "installations.employer_answered", at, confirmed=is_confirmed)
    link.refresh_from_db()
    return link


def _locked(period_id: uuid.UUID) -> PracticePeriod:
    return (
        PracticePeriod.objects.select_for_update(of=("self",))
        .select_related("contract__candidate", "contract__user")
        .get(pk=period_id)
    )


def _record(actor: Actor, period: PracticePeriod, action: str, at: dt.datetime, **facts: object) -> None:
    journal.record(
        actor=actor,
        action=action,
        obj=period,
        at=at,
        agency_id=period.agency_id,
        subject_id=period.contract.candidate_id,
        facts=facts,
    )
