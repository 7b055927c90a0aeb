"""The yearly reminder to declare and confirm practice: one message a year and a person, whatever runs twice."""

import datetime as dt
import uuid

from django.db import transaction

from cesp_portal.common.accounts.actors import system_actor
from cesp_portal.common.journal import services as journal
from contracts.enums import ContractStatus
from contracts.models import Contract
from installations import notifications
from installations.rules.reminders import reminder_year

REMINDER = system_actor("rappel annuel de l'exercice")


def remind_practice(*, on: dt.date, at: dt.datetime) -> int:
    """Remind every signatory whose training ended some years ago to the day; return how many were reminded now."""
    graduates = Contract.objects.filter(
        status=ContractStatus.ACTIVE, training_completed_on__lt=on, user__isnull=False
    )
    due = [
        contract_id
        for contract_id, completed_on in graduates.values_list("id", "training_completed_on")
        if reminder_year(completed_on, on) is not None
    ]
    return sum(_remind(contract_id, on, at) for contract_id in due)


@transaction.atomic
def _remind(contract_id: uuid.UUID, on: dt.date, at: dt.datetime) -> bool:
    contract = (
        Contract.objects.select_for_update(of=("self",))
        .select_related("candidate", "user")
        .get(pk=contract_id)
    )
    number = reminder_year(contract.training_completed_on, on)
    if number is None or contract.status != ContractStatus.ACTIVE:
        return False
    if notifications.practice_was_reminded(contract, number):
        return False
    notifications.practice_reminder(contract, number, at)
    journal.record(
        actor=REMINDER,
        action="installations.practice_reminded",
        obj=contract,
        at=at,
        agency_id=contract.agency_id,
        subject_id=contract.candidate_id,
        facts={"year": number},
    )
    return True
