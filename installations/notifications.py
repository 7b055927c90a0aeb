"""Messages of the installations: what it means, what to do and by when. Rows, sent after commit."""

import datetime as dt

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from cesp_portal.common.accounts.models import Agency
from cesp_portal.common.mail.models import OutgoingMail
from cesp_portal.common.mail.services import queue_mail
from contracts.models import Contract
from installations.enums import DECLARED_STATUSES, RecipientKind
from installations.models import (
    CaseMessage,
    Decision,
    EmployerLink,
    ImpactLine,
    PracticePeriod,
    Request,
    RequestDocument,
    Transmission,
)


def _send(
    kind: str,
    key: str,
    recipient: str,
    subject: str,
    at: dt.datetime,
    *,
    holds_secret: bool = False,
    **context: object,
) -> None:
    if not recipient:
        return
    body = render_to_string(f"installations/mails/{kind}.txt", {**context, "portal": settings.PUBLIC_URL})
    queue_mail(
        kind=f"installations.{kind}",
        key=key,
        recipient=recipient,
        subject=subject,
        body=body,
        at=at,
        erase_body_once_sent=holds_secret,
    )


def _link(route: str, *args: object) -> str:
    return settings.PUBLIC_URL.rstrip("/") + reverse(route, args=args)


def request_received(request: Request, at: dt.datetime) -> None:
    """Tell the person that the request is sent, and the agency that one waits."""
    key = f"{request.id}:{at.isoformat()}"
    label = request.get_kind_display()
    _send(
        "request_received",
        key,
        request.contract.user.email,
        f"Votre demande est envoyée : {label.lower()}",
        at,
        request=request,
        link=_link("my_request", request.id),
    )
    _send(
        "request_to_examine",
        key,
        request.agency.email,
        f"Une demande à examiner : {label.lower()} – contrat {request.contract.number}",
        at,
        request=request,
        link=_link("examine_request", request.id),
    )


def awaited_document_joined(joined: RequestDocument, at: dt.datetime) -> None:
    """Tell the agency that a document arrived on a request that was adjourned for want of it."""
    request = joined.request
    _send(
        "awaited_document_joined",
        str(joined.id),
        request.agency.email,
        f"Une pièce attendue est arrivée – contrat {request.contract.number}",
        at,
        request=request,
        link=_link("examine_request", request.id),
    )


def correction_asked(request: Request, at: dt.datetime) -> None:
    """Tell the person what to correct."""
    _send(
        "correction_asked",
        f"{request.id}:{at.isoformat()}",
        request.contract.user.email,
        f"Votre demande doit être corrigée : {request.get_kind_display().lower()}",
        at,
        request=request,
        link=_link("edit_request", request.id),
    )


def letter_available(transmission: Transmission, at: dt.datetime) -> None:
    """Tell a recipient that a letter waits on the portal; the letter itself never travels by mail."""
    letter = transmission.letter
    own = transmission.recipient_kind == RecipientKind.SIGNATORY
    _send(
        "letter_available" if own else "letter_transmitted",
        str(transmission.id) + f":{transmission.attempts}",
        transmission.recipient_email,
        letter.title if own else f"Transmission d'une décision : contrat {letter.contract.number}",
        at,
        transmission=transmission,
        letter=letter,
        link=_link("my_letters") if own else _link("transmissions_received"),
    )


def case_message_written(message: CaseMessage, recipient: Agency, at: dt.datetime) -> None:
    """Tell the other agency of a transfer that somebody wrote in the thread; the words stay on the portal."""
    request = message.request
    _send(
        "case_message_written",
        str(message.id),
        recipient.email,
        f"Un message sur un changement de région – contrat {request.contract.number}",
        at,
        request=request,
        agency=message.agency,
        link=_link("examine_request", request.id),
    )


def decision_returned(decision: Decision, at: dt.datetime) -> None:
    """Tell the referent that a draft came back, and why."""
    if decision.prepared_by is None:
        return
    _send(
        "decision_returned",
        f"{decision.id}:{at.isoformat()}",
        decision.prepared_by.email,
        "Un projet de décision vous est renvoyé",
        at,
        decision=decision,
        link=_link("show_decision", decision.id),
    )


def period_verified(period: PracticePeriod, at: dt.datetime) -> None:
    """Tell the person that months were verified."""
    _send(
        "period_verified",
        f"{period.id}:{at.isoformat()}",
        period.contract.user.email,
        "Votre exercice est vérifié",
        at,
        period=period,
        link=_link("my_practice"),
    )


def period_rejected(period: PracticePeriod, at: dt.datetime) -> None:
    """Tell the person that a declared period was set aside, and why."""
    _send(
        "period_rejected",
        f"{period.id}:{at.isoformat()}",
        period.contract.user.email,
        "Une période d'exercice n'a pas été retenue",
        at,
        period=period,
        link=_link("my_practice"),
    )


def zone_changed(line: ImpactLine, at: dt.datetime) -> None:
    """Tell a person what a new zoning does to the place of their project or of their practice."""
    _send(
        "zone_changed",
        str(line.id),
        line.contract.user.email,
        f"Le zonage change à {line.commune_name}",
        at,
        line=line,
        link=_link("my_project"),
    )


def employer_asked(link: EmployerLink, token: str, at: dt.datetime) -> None:
    """Send an employer the one-use link that confirms or denies a period."""
    _send(
        "employer_asked",
        str(link.id),
        link.recipient_email,
        "Confirmer une période d'exercice",
        at,
        holds_secret=True,
        period=link.period,
        link=_link("employer_answer", token),
        expires_at=link.expires_at,
    )


def practice_reminder(contract: Contract, year: int, at: dt.datetime) -> None:
    """Ask a person, once a year, to confirm where they practise."""
    going_on = contract.practice_periods.filter(status__in=DECLARED_STATUSES, days__upper_inf=True)
    _send(
        "practice_reminder",
        f"{contract.id}:{year}",
        contract.user.email,
        "Confirmez où vous exercez",
        at,
        contract=contract,
        periods=list(going_on.order_by("days", "id")),
        link=_link("my_practice"),
    )


def practice_was_reminded(contract: Contract, year: int) -> bool:
    """Tell whether the reminder of that year was already written."""
    return OutgoingMail.objects.filter(
        kind="installations.practice_reminder", key=f"{contract.id}:{year}"
    ).exists()
