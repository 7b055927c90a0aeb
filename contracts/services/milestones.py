"""Milestones of a contract: start of the internship, diplomas, end of training."""

import datetime as dt
import uuid

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.db import refusing
from cesp_portal.common.refusals import BadInput
from contracts.enums import Profession, Track
from contracts.models import Contract
from contracts.policies.selection import demand, may_declare_milestones
from contracts.services import contracts

MILESTONES = ("internship_started_on", "des_on", "de_on", "training_completed_on")


@transaction.atomic
def declare_diplomas(
    *,
    actor: Actor,
    contract_id: uuid.UUID,
    on: dt.date,
    at: dt.datetime,
    **days: dt.date | None,
) -> Contract:
    """Declare start of internship, diplomas, end of training: days that are past, in an order that can be true.

    ``days`` may hold internship_started_on, des_on, de_on, training_completed_on. For a medical student the training is
    complete with the later of the two diplomas; for the others with the diploma. Raises BadInput.
    """
    contract = contracts.locked_contract(contract_id)
    demand(may_declare_milestones(actor, contract))
    contracts.demand_active(contract)
    unknown = set(days) - set(MILESTONES)
    if unknown:
        raise TypeError(f"Unknown milestones: {sorted(unknown)}.")
    for name, day in days.items():
        _check_milestone(contract, name, day, on)
        setattr(contract, name, day)
    if "training_completed_on" not in days:
        contract.training_completed_on = _completed_on(contract)
    with refusing({"contract_des_after_internship_start": _DES_TOO_EARLY}):
        contract.save(update_fields=list(MILESTONES))
    facts = {name: day.isoformat() if day else None for name, day in days.items()}
    contracts.record(actor, "contracts.milestones_declared", contract, at, **facts)
    return contract


_DES_TOO_EARLY = BadInput(
    "DES_BEFORE_INTERNSHIP",
    "Le DES s'obtient après le début de l'internat.",
    "Corrigez l'une des deux dates.",
)
_LABELS = {
    "internship_started_on": "Le début de l'internat",
    "des_on": "L'obtention du DES",
    "de_on": "L'obtention du diplôme d'État",
    "training_completed_on": "La fin de la formation",
}


def _check_milestone(contract: Contract, name: str, day: dt.date | None, on: dt.date) -> None:
    if day is None:
        return
    if day > on:
        raise BadInput(
            "MILESTONE_IN_FUTURE",
            f"{_LABELS[name]} est une date à venir.",
            "Déclarez-la une fois passée ; d'ici là votre dossier compte avec une date prévue.",
        )
    if day < contract.applied_on and name != "internship_started_on":
        raise BadInput(
            "MILESTONE_BEFORE_APPLICATION",
            f"{_LABELS[name]} précède la candidature du {contract.applied_on:%d/%m/%Y}.",
            "Corrigez la date.",
        )


def _completed_on(contract: Contract) -> dt.date | None:
    if contract.track == Track.PADHUE:
        return contract.training_completed_on
    if contract.profession == Profession.MEDECINE:
        both = (contract.des_on, contract.de_on)
        return max(day for day in both if day) if all(both) else None
    return contract.de_on
