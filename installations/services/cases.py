"""Hearings, opinions and messages around a request."""

import datetime as dt
import uuid

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.db import refusing
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Refusal
from cesp_portal.common.rules.french import day_text
from installations import notifications, policies
from installations.enums import HearingChoice, RequestStatus
from installations.models import CaseMessage, Hearing, Request, TransferOpinion
from installations.rules.places import place_key
from installations.selectors.cases import competing_requests

OPINION_GIVEN = Refusal(
    "OPINION_ALREADY_GIVEN",
    "Votre agence a déjà donné son avis.",
    "Écrivez un message dans le fil si elle en change.",
)


@transaction.atomic
def record_hearing(
    *,
    actor: Actor,
    request: Request,
    heard_on: dt.date,
    choice: HearingChoice,
    chosen_id: uuid.UUID | None,
    grounds: str,
    on: dt.date,
    at: dt.datetime,
) -> Hearing:
    """Record the hearing of those who want the same place, and the choice with its grounds.

    Raises Refusal when nobody else wants it, BadInput for a day to come, without grounds, or when the choice names
    nobody of them.
    """
    policies.must(policies.may_examine(actor, request))
    _check_open(request)
    if heard_on > on:
        raise BadInput(
            "HEARING_TO_COME",
            f"Le {day_text(heard_on)} est à venir : une audition s'enregistre une fois tenue.",
            "Corrigez le jour de l'audition.",
        )
    others = competing_requests(request)
    if not others:
        raise Refusal("NO_COMPETITION", "Aucune autre demande ne porte sur ce lieu.")
    everybody = {one.id: one for one in (request, *others)}
    if not grounds.strip():
        raise BadInput(
            "GROUNDS_MISSING", "Les critères du choix manquent.", "Écrivez pourquoi ce choix est fait."
        )
    if choice is HearingChoice.ONE and chosen_id not in everybody:
        raise BadInput(
            "CHOICE_MISSING", "La demande retenue manque.", "Choisissez une des demandes en concurrence."
        )
    first = request.sites.order_by("position").first()
    hearing = Hearing.objects.create(
        agency_id=request.agency_id,
        place_key=place_key(first.commune_code, first.structure) if first else "",
        heard_on=heard_on,
        choice=choice,
        chosen_id=chosen_id if choice is HearingChoice.ONE else None,
        grounds=grounds.strip(),
        recorded_at=at,
        recorded_by_id=policies.person_of(actor),
    )
    hearing.requests.set(everybody.values())
    _record(actor, request, "installations.hearing_recorded", at, choice=choice.value)
    return hearing


@transaction.atomic
def give_opinion(
    *, actor: Actor, request: Request, is_favourable: bool, text: str, on: dt.date, at: dt.datetime
) -> TransferOpinion:
    """Give the opinion of one of the two agencies of a transfer."""
    policies.must(policies.is_party_to_transfer(actor, request))
    _check_open(request)
    if not text.strip():
        raise BadInput(
            "OPINION_NOT_WORDED", "L'avis n'est pas motivé.", "Dites en quelques phrases pourquoi."
        )
    with refusing({"transfer_opinion_once_per_agency": OPINION_GIVEN}):
        opinion = TransferOpinion.objects.create(
            request=request,
            agency_id=policies.office_of(actor),
            is_favourable=is_favourable,
            text=text.strip(),
            given_on=on,
            given_by_id=policies.person_of(actor),
        )
    _record(actor, request, "installations.opinion_given", at, favourable=is_favourable)
    return opinion


@transaction.atomic
def write_message(*, actor: Actor, request: Request, text: str, at: dt.datetime) -> CaseMessage:
    """Write to the other agency in the thread of a transfer."""
    policies.must(policies.is_party_to_transfer(actor, request))
    _check_open(request)
    if not text.strip():
        raise BadInput("MESSAGE_EMPTY", "Le message est vide.", "Écrivez-le avant de l'envoyer.")
    message = CaseMessage.objects.create(
        request=request,
        agency_id=policies.office_of(actor),
        author_id=policies.person_of(actor),
        text=text.strip(),
        written_at=at,
    )
    _record(actor, request, "installations.case_message_written", at)
    other = request.target_agency if actor.agency_id == request.agency_id else request.agency
    if other is not None:
        notifications.case_message_written(message, other, at)
    return message


def _check_open(request: Request) -> None:
    """Lock the request: hearings, opinions and messages last as long as it waits for its decision."""
    status = (
        Request.objects.select_for_update(of=("self",)).values_list("status", flat=True).get(pk=request.pk)
    )
    if status != RequestStatus.SUBMITTED:
        raise Refusal(
            "CASE_CLOSED",
            "Cette demande n'attend plus de décision : le dossier est clos.",
            "Une correction de la décision se prépare depuis la décision elle-même.",
        )


def _record(actor: Actor, request: Request, action: str, at: dt.datetime, **facts: object) -> None:
    journal.record(
        actor=actor,
        action=action,
        obj=request,
        at=at,
        agency_id=request.agency_id,
        subject_id=request.contract.candidate_id,
        facts=facts,
    )
