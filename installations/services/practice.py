"""Months of practice: declared by the person, supported by a document or an employer, verified by the agent."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.clock import paris_day
from cesp_portal.common.db import refusing
from cesp_portal.common.documents.intake import keep_upload
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Refusal
from cesp_portal.common.rules.errors import TransitionRefused
from cesp_portal.common.rules.french import NBSP, day_text, decimal_text
from contracts.enums import ContractStatus
from contracts.models import Contract
from installations import notifications, policies
from installations.enums import DECLARED_STATUSES, PeriodStatus, PracticeKind
from installations.models import PracticePeriod
from installations.rules.lifecycles import PRACTICE
from installations.rules.places import place_key
from installations.rules.shares import FULL_TIME, HALF_TIME, weight_of
from installations.selectors.places import zone_reading
from zonage.selectors.territories import CommuneRef, find_commune

OVERLAP = Refusal(
    "PERIODS_OVERLAP",
    "Une période est déjà déclarée à ce lieu sur une partie de ces jours.",
    "Corrigez les dates, ou attendez que l'autre période soit traitée.",
)


@dataclass(frozen=True, slots=True)
class PeriodAnswers:
    """What a person declares; ``ends_on`` is the last day, included, or None while it goes on."""

    commune_code: str
    structure: str
    mode: str
    starts_on: dt.date
    ends_on: dt.date | None = None
    half_days: Decimal | None = None
    hours: Decimal | None = None
    kind: PracticeKind = PracticeKind.INSTALLATION


@transaction.atomic
def declare_practice(
    *, actor: Actor, contract: Contract, answers: PeriodAnswers, on: dt.date, at: dt.datetime
) -> PracticePeriod:
    """Declare days of practice at one place.

    Raises BadInput for an unknown commune, dates before the diplomas or reversed, a share above full time or a
    total below half-time; Refusal when the place is already declared on some of these days, or the contract
    has ended.
    """
    policies.must(policies.may_speak_for(actor, contract))
    contract = _locked_while_active(contract)
    _check_dates(contract, answers, on)
    commune = _commune_of(answers)
    key = place_key(commune.code, answers.structure)
    days = DateRange(answers.starts_on, answers.ends_on + dt.timedelta(days=1) if answers.ends_on else None)
    share = min(weight_of(answers.half_days, answers.hours), FULL_TIME)
    planned = contract.practice_periods.filter(
        status=PeriodStatus.PLANNED, place_key=key, days__overlap=days
    ).first()
    if planned is not None and not (answers.half_days or answers.hours):
        share = planned.share
    _check_shares(contract, key, days, share)
    with refusing({"practice_declared_once_per_place": OVERLAP}):
        period = PracticePeriod.objects.create(
            contract=contract,
            agency_id=contract.agency_id,
            decision=planned.decision if planned else None,
            kind=answers.kind,
            commune_code=commune.code,
            commune_name=commune.name,
            structure=answers.structure,
            place_key=key,
            mode=answers.mode,
            days=days,
            share_numerator=share.numerator,
            share_denominator=share.denominator,
            is_eligible=planned.is_eligible
            if planned
            else zone_reading(commune.code, contract.profession, answers.starts_on).is_eligible,
            status=PeriodStatus.DECLARED,
            created_at=at,
            created_by_id=actor.user_id,
        )
    _record(actor, period, "installations.practice_declared", at)
    return period


@transaction.atomic
def support_practice(
    *, actor: Actor, period: PracticePeriod, upload: "UploadedFile[Any]", at: dt.datetime
) -> PracticePeriod:
    """Join the document that supports a declared period."""
    policies.must(policies.may_speak_for(actor, period.contract))
    period = _locked(period)
    period.status = _after(period, "support")
    period.document = keep_upload(actor=actor, upload=upload, at=at)
    period.supported_at = at
    period.save(update_fields=["status", "document", "supported_at"])
    _record(actor, period, "installations.practice_supported", at, sha256=period.document.sha256)
    return period


@transaction.atomic
def verify_practice(
    *, actor: Actor, period: PracticePeriod, until: dt.date, is_eligible: bool, at: dt.datetime
) -> PracticePeriod:
    """Verify a period up to ``until`` (last day, included); can be repeated as time goes on.

    Raises BadInput when that day lies outside the period, or is still to come.
    """
    policies.must(policies.may_verify(actor, period))
    period = _locked(period)
    period.status = _after(period, "verify")
    last = period.last_day
    if until < period.days.lower or (last is not None and until > last):
        raise BadInput(
            "OUTSIDE_PERIOD",
            f"Le {day_text(until)} n'est pas dans la période déclarée.",
            "Vérifiez jusqu'à un jour de la période, au plus tard son dernier jour.",
        )
    if until > paris_day(at):
        raise BadInput(
            "DAYS_TO_COME",
            f"Le {day_text(until)} est à venir : seuls des jours passés se vérifient.",
            "Vérifiez jusqu'à aujourd'hui ; le reste se vérifiera ensuite.",
        )
    period.verified_at = at
    period.verified_by_id = actor.user_id
    period.verified_until = until + dt.timedelta(days=1)
    period.is_eligible = is_eligible
    period.save(update_fields=["status", "verified_at", "verified_by", "verified_until", "is_eligible"])
    _record(
        actor, period, "installations.practice_verified", at, until=until.isoformat(), eligible=is_eligible
    )
    notifications.period_verified(period, at)
    return period


@transaction.atomic
def end_practice(
    *, actor: Actor, period: PracticePeriod, last_day: dt.date, at: dt.datetime
) -> PracticePeriod:
    """Say that practice at a place ended on that day; days already verified cannot be cut."""
    policies.must(policies.may_speak_for(actor, period.contract))
    period = _locked(period)
    until = last_day + dt.timedelta(days=1)
    if (
        period.status not in DECLARED_STATUSES
        or until <= period.days.lower
        or (period.days.upper is not None and until > period.days.upper)
    ):
        raise BadInput("OUTSIDE_PERIOD", "Ce jour n'est pas dans la période déclarée.", "Corrigez la date.")
    if period.verified_until is not None and until < period.verified_until:
        raise Refusal(
            "DAYS_ALREADY_VERIFIED",
            "Des jours postérieurs à cette date sont déjà vérifiés.",
            "Écrivez à votre référent.",
        )
    period.days = DateRange(period.days.lower, until)
    period.save(update_fields=["days"])
    _record(actor, period, "installations.practice_ended", at, last_day=last_day.isoformat())
    return period


@transaction.atomic
def reject_practice(*, actor: Actor, period: PracticePeriod, reason: str, at: dt.datetime) -> PracticePeriod:
    """Set a declared period aside, with the reason that the person reads."""
    policies.must(policies.may_verify(actor, period))
    period = _locked(period)
    period.status = _after(period, "reject")
    if not reason.strip():
        raise BadInput(
            "REASON_MISSING", "La raison manque.", "Dites pourquoi cette période n'est pas retenue."
        )
    period.rejected_reason = reason.strip()
    period.save(update_fields=["status", "rejected_reason"])
    _record(actor, period, "installations.practice_rejected", at)
    notifications.period_rejected(period, at)
    return period


def _locked_while_active(contract: Contract) -> Contract:
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    if contract.status != ContractStatus.ACTIVE:
        raise Refusal(
            "CONTRACT_ENDED",
            "Ce contrat est terminé : aucun exercice ne s'y déclare plus.",
            "Écrivez à votre référent si vous pensez qu'il s'agit d'une erreur.",
        )
    return contract


def _commune_of(answers: PeriodAnswers) -> CommuneRef:
    commune = find_commune(answers.commune_code, answers.starts_on)
    if commune is None:
        raise BadInput(
            "UNKNOWN_COMMUNE", "Cette commune est inconnue.", "Écrivez son nom complet, ou son code INSEE."
        )
    return commune


def _check_dates(contract: Contract, answers: PeriodAnswers, on: dt.date) -> None:
    completed = contract.training_completed_on
    if completed is None or answers.starts_on < completed:
        raise BadInput(
            "BEFORE_DIPLOMAS",
            "L'exercice d'avant les diplômes ne compte jamais."
            if completed
            else "Vos diplômes ne sont pas encore déclarés.",
            f"Déclarez un début à partir du {day_text(completed)}."
            if completed
            else "Déclarez d'abord la date de vos diplômes.",
        )
    if answers.starts_on > on:
        raise BadInput(
            "STILL_TO_COME",
            f"Le {day_text(answers.starts_on)} est à venir : un exercice se déclare une fois commencé.",
            "Revenez le jour où vous commencez.",
        )
    if answers.ends_on is not None and answers.ends_on < answers.starts_on:
        raise BadInput(
            "END_BEFORE_START", "Le dernier jour précède le premier.", "Corrigez l'une des deux dates."
        )


def _check_shares(contract: Contract, key: str, days: DateRange, share: Fraction) -> None:
    if share <= 0:
        raise BadInput(
            "TIME_MISSING", "Le temps de travail manque.", "Indiquez les demi-journées ou les heures."
        )
    others = contract.practice_periods.filter(days__overlap=days).exclude(place_key=key)
    declared = sum((p.share for p in others.filter(status__in=DECLARED_STATUSES)), Fraction(0))
    planned = {p.place_key: p.share for p in others.filter(status=PeriodStatus.PLANNED)}
    for period in others.filter(status__in=DECLARED_STATUSES):
        planned.pop(period.place_key, None)
    if declared + share > FULL_TIME:
        raise BadInput(
            "ABOVE_FULL_TIME",
            f"Avec les autres lieux déclarés, ce temps fait {_percent(declared + share)} d'un temps plein.",
            "Le total ne peut pas dépasser un temps plein : corrigez le temps ou les dates d'un des lieux.",
        )
    if declared + share + sum(planned.values(), Fraction(0)) < HALF_TIME:
        raise BadInput(
            "BELOW_HALF_TIME",
            f"Ce temps fait {_percent(declared + share)} d'un temps plein, moins qu'un mi-temps.",
            "En dessous d'un mi-temps, aucun mois ne compte. Déclarez d'abord le lieu où vous exercez le plus, "
            "ou corrigez le temps.",
        )


def _percent(share: Fraction) -> str:
    return f"{decimal_text(share * 100).removesuffix(',00')}{NBSP}%"


def _locked(period: PracticePeriod) -> PracticePeriod:
    Contract.objects.select_for_update(of=("self",)).get(pk=period.contract_id)
    return (
        PracticePeriod.objects.select_for_update(of=("self",))
        .select_related("contract__candidate", "contract__user")
        .get(pk=period.pk)
    )


def _after(period: PracticePeriod, action: str) -> PeriodStatus:
    try:
        return PeriodStatus(PRACTICE.after(period.status, action))
    except TransitionRefused as error:
        raise Refusal(
            "PRACTICE_STATUS", f"Cette période est dans l'état « {period.get_status_display()} ».", str(error)
        ) from error


def _record(actor: Actor, period: PracticePeriod, action: str, at: dt.datetime, **facts: object) -> None:
    journal.record(
        actor=actor,
        action=action,
        obj=period,
        at=at,
        agency_id=period.agency_id,
        subject_id=period.contract.candidate_id,
        facts={"commune": period.commune_code, "starts_on": period.days.lower.isoformat(), **facts},
    )
