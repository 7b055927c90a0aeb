"""A suspension that the authority granted, written in the contract."""

import datetime as dt

from cesp_portal.common.clock import paris_day
from cesp_portal.common.db import refusing
from cesp_portal.common.refusals import BadInput, Refusal
from contracts.enums import Outcome
from contracts.models import LeaveRequest, ThirdCycleSuspension, TrainingSuspension
from contracts.rules.third_cycle import effect_of_suspension
from contracts.selectors.leaves import third_cycle_answer

OVERLAP = BadInput(
    "LEAVES_OVERLAP",
    "Une autre demande ou une suspension couvre déjà une partie de ces jours.",
    "Changez les dates, ou demandez un retour anticipé pour la suspension en cours.",
)


def grant_suspension(request: LeaveRequest) -> None:
    """Write a granted request in the contract. Raises Refusal when the file no longer allows it."""
    if request.ends_until is not None and request.starts_on is not None:
        _suspend(request, request.starts_on, request.ends_until)
    elif request.ends_until is not None and request.suspension is not None:
        _shorten(request.suspension, request.ends_until)
    else:
        _suspend_third_cycle(request)


def _suspend(request: LeaveRequest, starts_on: dt.date, ends_until: dt.date) -> None:
    with refusing({"training_suspensions_never_overlap": OVERLAP}):
        TrainingSuspension.objects.create(
            contract=request.contract,
            agency_id=request.contract.agency_id,
            motive=request.motive,
            starts_on=starts_on,
            ends_until=ends_until,
            requested_on=paris_day(request.submitted_at),
            evidence=request.evidence,
        )


def _shorten(suspension: TrainingSuspension, ends_until: dt.date) -> None:
    suspension = TrainingSuspension.objects.select_for_update().get(id=suspension.id)
    if not suspension.starts_on < ends_until < suspension.ends_until:
        raise Refusal(
            "EARLY_RETURN_NOT_EARLIER",
            "La suspension s'arrête déjà ce jour-là, ou avant.",
            "Enregistrez le refus : la demande n'a plus d'objet.",
        )
    suspension.ends_until = ends_until
    suspension.save(update_fields=["ends_until"])


def _suspend_third_cycle(request: LeaveRequest) -> None:
    contract, requested_on = request.contract, paris_day(request.submitted_at)
    answer = third_cycle_answer(contract, requested_on)
    # A late request may still be granted: the authority decides, the portal never does.
    if answer.outcome == Outcome.REFUSED or contract.internship_started_on is None:
        raise Refusal(
            "THIRD_CYCLE_NOT_ACCEPTED",
            "Les règles n'acceptent pas cette demande telle qu'elle est au dossier.",
            "Enregistrez le refus, ou corrigez d'abord la date de début d'internat du dossier.",
        )
    ThirdCycleSuspension.objects.create(
        contract=contract,
        agency_id=contract.agency_id,
        requested_on=requested_on,
        outcome=Outcome.ACCEPTED,
        effective_on=effect_of_suspension(contract.internship_started_on),
    )
