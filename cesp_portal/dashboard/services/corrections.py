"""A correction of one's data, asked of the referent in the thread of the file."""

import datetime as dt

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.journal import services as journal
from contracts.models import Contract, FileMessage
from contracts.services.messages import send_message


@transaction.atomic
def ask_correction(
    *, actor: Actor, contract: Contract, about: str, wanted: str, at: dt.datetime
) -> FileMessage:
    """Write the request in the thread and in the journal. ``about`` names a part of the data.

    Raises Forbidden for somebody else's file, BadInput when nothing is said.
    """
    body = f"Correction demandée : {about}.\n\n{wanted.strip()}" if wanted.strip() else ""
    message = send_message(actor=actor, contract=contract, body=body, documents=[], at=at)
    journal.record(
        actor=actor,
        action="dashboard.correction_asked",
        obj=message,
        at=at,
        agency_id=contract.agency_id,
        subject_id=contract.candidate_id,
        facts={"about": about},
    )
    return message
