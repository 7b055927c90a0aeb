"""The wishes of the sixth year: gathered by the agency, agreed by the other one, listed for the ministry."""

import datetime as dt
from typing import Any

from django.db import models, transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.db import refusing
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Forbidden, Refusal
from contracts.enums import ContractStatus, MedicalSpecialty, Subdivision, WishStatus
from contracts.models import Contract, SpecialtyWish, WishCampaign
from contracts.notifications import wishes as notifications
from contracts.policies.files import is_the_signatory
from contracts.policies.wishes import (
    may_answer_wish,
    may_gather_wishes,
    may_keep_campaign,
    may_record_result,
)
from contracts.rules.wishes import WishExamination, examine_wish
from contracts.selectors.wishes import campaign_for, concerned, receiving_agency, wish_facts

CLOSED = "Écrivez à votre référent : lui seul peut encore prévenir le ministère."


@transaction.atomic
def open_wish_campaign(
    *, actor: Actor, year: int, opens_on: dt.date, closes_on: dt.date, on: dt.date, at: dt.datetime
) -> WishCampaign:
    """Set the days of a spring and write to the signatories of the sixth year. Both days are included.

    Raises BadInput for days that contradict themselves, Refusal when the campaign exists.
    """
    if not may_gather_wishes(actor):
        raise Forbidden
    _check_days(year, opens_on, closes_on, on)
    exists = Refusal(
        "WISH_CAMPAIGN_EXISTS", f"La campagne de {year} existe déjà.", "Ouvrez-la pour en changer les jours."
    )
    with refusing({"wish_campaign_once_a_year": exists}):
        campaign = WishCampaign.objects.create(
            agency_id=actor.office_id, year=year, opens_on=opens_on, closes_on=closes_on, opened_at=at
        )
    people = concerned(campaign.agency_id, closes_on)
    notifications.ask_wishes(campaign, people, at=at)
    _record(actor, "wish_campaign_opened", campaign, at, people=len(people))
    return campaign


@transaction.atomic
def change_wish_campaign(
    *,
    actor: Actor,
    campaign: WishCampaign,
    opens_on: dt.date,
    closes_on: dt.date,
    on: dt.date,
    at: dt.datetime,
) -> WishCampaign:
    """Change the days of a campaign whose list has not left."""
    campaign = _kept(actor, campaign)
    _check_days(campaign.year, opens_on, closes_on, on)
    campaign.opens_on, campaign.closes_on = opens_on, closes_on
    campaign.save(update_fields=["opens_on", "closes_on"])
    days = {"opens_on": opens_on.isoformat(), "closes_on": closes_on.isoformat()}
    _record(actor, "wish_campaign_changed", campaign, at, **days)
    return campaign


def _check_days(year: int, opens_on: dt.date, closes_on: dt.date, on: dt.date) -> None:
    if closes_on < opens_on:
        raise BadInput("WISH_DAYS", "Le dernier jour précède le premier.", "Corrigez l'une des dates.")
    if {opens_on.year, closes_on.year} != {year}:
        raise BadInput("WISH_DAYS", f"Ces jours ne sont pas en {year}.", "Corrigez l'année ou les dates.")
    if closes_on < on:
        raise BadInput("WISH_DAYS", "Le dernier jour est passé.", "Choisissez un jour à venir.")


@transaction.atomic
def file_wish(
    *,
    actor: Actor,
    contract: Contract,
    specialty: MedicalSpecialty,
    subdivision: Subdivision,
    on: dt.date,
    at: dt.datetime,
) -> SpecialtyWish:
    """File a wish, or change it: the other agency's answer is asked again when the wish moves.

    Raises Refusal out of the window or once the list has left, BadInput when the rules close the door.
    """
    contract = _own(actor, contract)
    campaign = _open_campaign(contract, on)
    examination = examination_of(contract, campaign, specialty, subdivision, on)
    if not examination.may_be_filed:
        raise BadInput(
            "WISH_NOT_OPEN",
            " ".join(finding.sentence for finding in examination.findings),
            "Si votre dossier se trompe, écrivez à votre référent.",
        )
    before = SpecialtyWish.objects.filter(campaign=campaign, contract=contract).first()
    if before is not None and (before.specialty, before.subdivision) == (specialty, subdivision):
        return before
    wish = before or SpecialtyWish(campaign=campaign, contract=contract, agency_id=contract.agency_id)
    wish.specialty, wish.subdivision = specialty, subdivision
    wish.receiving = receiving_agency(subdivision, contract.agency)
    wish.status = WishStatus.AGREEMENT_ASKED if examination.needs_agreement else WishStatus.FILED
    wish.findings = [
        {"code": finding.code, "verdict": finding.verdict.value, "sentence": finding.sentence}
        for finding in examination.findings
    ]
    wish.filed_at, wish.answered_at, wish.answered_by, wish.reason = at, None, None, ""
    wish.save()
    if examination.needs_agreement:
        notifications.ask_agreement(wish, at=at)
    _record(actor, "wish_filed", wish, at, specialty=specialty.value, subdivision=subdivision.value)
    return wish


def examination_of(
    contract: Contract,
    campaign: WishCampaign,
    specialty: MedicalSpecialty,
    subdivision: Subdivision,
    on: dt.date,
) -> WishExamination:
    """Return what the rules say of a wish, before it is filed."""
    return examine_wish(wish_facts(contract, campaign, specialty, subdivision, on))


@transaction.atomic
def withdraw_wish(*, actor: Actor, wish: SpecialtyWish, on: dt.date, at: dt.datetime) -> None:
    """Take a wish back while the campaign runs. Raises Refusal afterwards."""
    contract = _own(actor, wish.contract)
    campaign = _open_campaign(contract, on)
    wish = SpecialtyWish.objects.select_for_update().get(id=wish.id, campaign=campaign)
    _record(actor, "wish_withdrawn", wish, at)
    wish.delete()


@transaction.atomic
def answer_agreement(
    *, actor: Actor, wish: SpecialtyWish, agreed: bool, reason: str, at: dt.datetime
) -> SpecialtyWish:
    """Answer for the region of the subdivision. ``reason`` is read by the person; a refusal needs one.

    Raises Refusal when it was answered already.
    """
    wish = (
        SpecialtyWish.objects.select_for_update(of=("self",))
        .select_related("contract__user", "contract__candidate", "agency", "receiving", "campaign")
        .get(id=wish.id)
    )
    if not may_answer_wish(actor, wish):
        raise Forbidden
    if wish.status != WishStatus.AGREEMENT_ASKED:
        raise Refusal(
            "WISH_ALREADY_ANSWERED",
            f"Ce vœu n'attend plus d'accord : {wish.get_status_display().lower()}.",
            "Rechargez la page pour voir où il en est.",
        )
    if not agreed and not reason.strip():
        raise BadInput("REASON_MISSING", "Un refus se motive.", "Écrivez le motif : la personne le lit.")
    wish.status = WishStatus.AGREED if agreed else WishStatus.DECLINED
    wish.answered_at, wish.answered_by_id, wish.reason = at, actor.user_id, reason.strip()[:500]
    wish.save(update_fields=["status", "answered_at", "answered_by", "reason"])
    notifications.tell_answer(wish, at=at)
    _record(actor, f"wish_{wish.status}", wish, at)
    return wish


@transaction.atomic
def send_wish_list(*, actor: Actor, campaign: WishCampaign, on: dt.date, at: dt.datetime) -> WishCampaign:
    """Note that the nominative list has left for the ministry: wishes no longer change."""
    campaign = _kept(actor, campaign)
    if on <= campaign.closes_on:
        raise Refusal(
            "WISHES_STILL_OPEN",
            f"Les vœux se déposent jusqu'au {campaign.closes_on:%d/%m/%Y}.",
            "Attendez la fin, ou avancez d'abord le dernier jour.",
        )
    campaign.sent_on = on
    campaign.save(update_fields=["sent_on"])
    _record(actor, "wish_list_sent", campaign, at, wishes=campaign.wishes.count())
    return campaign


@transaction.atomic
def record_result(
    *,
    actor: Actor,
    wish: SpecialtyWish,
    specialty: MedicalSpecialty,
    subdivision: Subdivision,
    on: dt.date,
    at: dt.datetime,
) -> SpecialtyWish:
    """Record what the choice after the ranking gave; the contract takes the speciality.

    Raises Refusal before the end of the campaign.
    """
    contract = Contract.objects.select_for_update().get(id=wish.contract_id)
    wish = (
        SpecialtyWish.objects.select_for_update(of=("self",))
        .select_related("contract__candidate", "campaign")
        .get(id=wish.id)
    )
    if not may_record_result(actor, wish):
        raise Forbidden
    if on <= wish.campaign.closes_on:
        raise Refusal(
            "RESULT_TOO_EARLY",
            "Le choix se fait après le classement, une fois les vœux clos.",
            "Revenez quand vous aurez choisi votre poste.",
        )
    wish.result_specialty, wish.result_subdivision, wish.result_at = specialty, subdivision, at
    wish.save(update_fields=["result_specialty", "result_subdivision", "result_at"])
    contract.specialty = specialty
    contract.save(update_fields=["specialty"])
    facts = {"specialty": specialty.value, "subdivision": subdivision.value}
    _record(actor, "wish_result_recorded", wish, at, **facts)
    return wish


def _own(actor: Actor, contract: Contract) -> Contract:
    contract = (
        Contract.objects.select_for_update(of=("self",))
        .select_related("agency", "candidate", "user")
        .get(id=contract.id)
    )
    if not is_the_signatory(actor, contract) or contract.status != ContractStatus.ACTIVE:
        raise Forbidden
    return contract


def _open_campaign(contract: Contract, on: dt.date) -> WishCampaign:
    campaign = campaign_for(contract, on)
    if campaign is None or on < campaign.opens_on:
        raise Refusal(
            "WISHES_NOT_OPEN",
            "Les vœux ne sont pas encore ouverts.",
            "Votre agence vous écrira au printemps de votre sixième année.",
        )
    if on > campaign.closes_on:
        raise Refusal(
            "WISH_AFTER_THE_WINDOW",
            f"Les vœux étaient ouverts jusqu'au {campaign.closes_on:%d/%m/%Y}.",
            CLOSED,
        )
    if campaign.sent_on is not None:
        raise Refusal("WISH_LIST_SENT", "La liste est déjà partie au ministère.", CLOSED)
    return campaign


def _kept(actor: Actor, campaign: WishCampaign) -> WishCampaign:
    campaign = WishCampaign.objects.select_for_update(of=("self",)).get(id=campaign.id)
    if not may_keep_campaign(actor, campaign):
        raise Forbidden
    if campaign.sent_on is not None:
        raise Refusal(
            "WISH_LIST_SENT",
            f"La liste est partie le {campaign.sent_on:%d/%m/%Y} : rien ne change plus.",
            "Écrivez au ministère pour signaler une correction.",
        )
    return campaign


def _record(actor: Actor, what: str, obj: models.Model, at: dt.datetime, **facts: Any) -> None:
    wish = obj if isinstance(obj, SpecialtyWish) else None
    journal.record(
        actor=actor,
        action=f"contracts.{what}",
        obj=obj,
        at=at,
        agency_id=wish.agency_id if wish else actor.agency_id,
        subject_id=wish.contract.candidate_id if wish else None,
        facts=facts,
    )
