"""The pages of a commission member: the commissions that are open, the sheets, one's own opinion."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from contracts.forms.commissions import OpinionForm
from contracts.rules.commissions import MARKS
from contracts.selectors import seats as selectors
from contracts.services import seats as services
from contracts.views.attempts import attempt
from contracts.views.commissions import calendar_file, convening_letter
from contracts.views.downloads import stored


@for_roles(Role.COMMISSION)
@require_safe
def seats(request: PortalRequest) -> HttpResponse:
    """Show the open commissions where the person sits."""
    facts = {"title": "Mes commissions", "seats": selectors.my_seats(request.actor)}
    return render(request, "contracts/seats.html", facts)


@for_roles(Role.COMMISSION)
@require_safe
def seat(request: PortalRequest, commission_id: uuid.UUID) -> HttpResponse:
    """Show the candidates that the commission examines, with one's own opinions."""
    member = selectors.my_seat(request.actor, commission_id)
    people = selectors.people_before(member)
    facts = {
        "title": "Candidats à examiner",
        "member": member,
        "commission": member.commission,
        "people": people,
        "waiting": sum(opinion is None for _candidate, opinion in people),
    }
    return render(request, "contracts/seat.html", facts)


@for_roles(Role.COMMISSION)
@require_safe
def letter(request: PortalRequest, commission_id: uuid.UUID) -> HttpResponse:
    """Hand over one's own convening letter."""
    member = selectors.my_seat(request.actor, commission_id)
    return convening_letter(member, member.commission)


@for_roles(Role.COMMISSION)
@require_safe
def calendar(request: PortalRequest, commission_id: uuid.UUID) -> HttpResponse:
    """Hand over the meeting for one's calendar."""
    return calendar_file(selectors.my_seat(request.actor, commission_id).commission)


@for_roles(Role.COMMISSION)
@require_http_methods(["GET", "POST"])
def opinion(request: PortalRequest, candidate_id: uuid.UUID) -> HttpResponse:
    """Show the sheet of a candidate; record one's own marks and opinion."""
    member, file = selectors.seat_before(request.actor, candidate_id)
    given = member.opinions.filter(candidate=file.candidate).first()
    names = (*MARKS, "is_favourable", "comment")
    form = OpinionForm(
        request.POST or None, initial={name: getattr(given, name) for name in names} if given else {}
    )
    recorded, status = attempt(
        request,
        form,
        lambda values: services.record_member_opinion(
            actor=request.actor, candidate_id=file.candidate.id, values=values, at=clock.instant()
        ),
    )
    if recorded is not None:
        messages.success(request, f"Votre avis sur {file.candidate} est enregistré.")
        return redirect("seat", member.commission_id)
    facts = {
        "title": f"Fiche de {file.candidate}",
        "candidate": file.candidate,
        "file": file,
        "commission": member.commission,
        "form": form,
    }
    return render(request, "contracts/seat_opinion.html", facts, status=status)


@for_roles(Role.COMMISSION)
@require_safe
def piece(request: PortalRequest, piece_id: uuid.UUID) -> HttpResponse:
    """Hand over a piece of a candidate examined by one's commission."""
    return stored(selectors.piece_before(request.actor, piece_id).document)
