"""The commission's pages: preparation, convening, sheets, ranking, minutes, transmission."""

import datetime as dt
import re
import uuid
from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.rules.french import count_text
from cesp_portal.common.tabular.issues import Issue
from contracts.enums import MemberQuality
from contracts.forms.commissions import ClosingForm, CommissionForm, MemberForm, OpinionForm
from contracts.models import Campaign, Candidate, Commission, CommissionMember
from contracts.rules.commissions import MARKS
from contracts.selectors import campaigns as campaign_selectors
from contracts.selectors import candidate_files as file_selectors
from contracts.selectors import candidates as candidate_selectors
from contracts.selectors import commissions as selectors
from contracts.selectors import convenings
from contracts.selectors.seats import members_view
from contracts.services import commissions as services
from contracts.services import lists as list_services
from contracts.services import sittings
from contracts.views.attempts import attempt
from contracts.views.downloads import attachment, stored

STEPS = {"up": -1, "down": 1}
READERS = (Role.SCOLARITE, Role.REFERENT, Role.DIRECTION)


@for_roles(Role.SCOLARITE)
@require_http_methods(["GET", "POST"])
def prepare(request: PortalRequest, campaign_id: uuid.UUID) -> HttpResponse:
    """Set the day, the place and the quorum."""
    campaign = campaign_selectors.campaign_of(request.actor, campaign_id)
    existing = selectors.commission_of_campaign(campaign)
    form = CommissionForm(request.POST or None, initial=_initial(campaign, existing))
    commission, status = attempt(
        request,
        form,
        lambda values: services.prepare_commission(
            actor=request.actor,
            campaign_id=campaign.id,
            starts_at=dt.datetime.combine(values["held_on"], values["starts_at"], tzinfo=clock.PARIS),
            place=values["place"],
            quorum=values["quorum"],
            principal=values["principal"],
            at=clock.instant(),
        ),
    )
    if commission is not None:
        messages.success(request, "La commission est enregistrée.")
        return redirect("commission", commission.id)
    facts = {"title": "Préparer la commission", "campaign": campaign, "form": form}
    return render(request, "contracts/campaign_form.html", facts, status=status)


def _initial(campaign: Campaign, commission: Commission | None) -> dict[str, object]:
    if commission is None:
        return {"held_on": campaign.commission_on, "starts_at": dt.time(14), "quorum": 4}
    start = commission.starts_at.astimezone(clock.PARIS)
    return {
        "held_on": start.date(),
        "starts_at": start.time(),
        "place": commission.place,
        "quorum": commission.quorum,
        "principal": commission.principal,
    }


@for_roles(*READERS)
@require_safe
def detail(request: PortalRequest, commission_id: uuid.UUID) -> HttpResponse:
    """Show a commission: members, opinions, ranks, what remains to do."""
    return _page(request, selectors.commission_of(request.actor, commission_id))


def _page(
    request: PortalRequest, commission: Commission, forms: dict[str, object] | None = None, status: int = 200
) -> HttpResponse:
    facts = {
        "title": "Commission",
        "meeting": selectors.meeting_of(commission),
        "commission": commission,
        "campaign": commission.campaign,
        "principal": selectors.principal_size(commission.campaign),
        "holds": request.actor.is_a(Role.SCOLARITE) and commission.status != "closed",
        "member_form": MemberForm(prefix="member"),
        "closing_form": ClosingForm(prefix="closing"),
    }
    return render(request, "contracts/commission.html", facts | (forms or {}), status=status)


@for_roles(Role.SCOLARITE)
@require_POST
def member_new(request: PortalRequest, commission_id: uuid.UUID) -> HttpResponse:
    """Give a person a seat."""
    commission = selectors.commission_of(request.actor, commission_id)
    form = MemberForm(request.POST, prefix="member")
    member, status = attempt(
        request,
        form,
        lambda values: services.add_member(
            actor=request.actor,
            commission_id=commission.id,
            **values | {"quality": MemberQuality(values["quality"])},
            at=clock.instant(),
        ),
    )
    if member is None:
        return _page(request, commission, {"member_form": form}, status)
    messages.success(request, f"{member} siège à la commission.")
    return redirect("commission", commission.id)


@for_roles(Role.SCOLARITE)
@require_POST
def member_remove(request: PortalRequest, member_id: uuid.UUID) -> HttpResponse:
    """Take a seat away."""
    member = selectors.member_of(request.actor, member_id)
    services.remove_member(actor=request.actor, member_id=member.id, at=clock.instant())
    messages.info(request, f"{member} ne siège plus.")
    return redirect("commission", member.commission_id)


@for_roles(Role.SCOLARITE)
@require_POST
def convene(request: PortalRequest, commission_id: uuid.UUID) -> HttpResponse:
    """Write to every member."""
    commission = selectors.commission_of(request.actor, commission_id)
    services.convene(actor=request.actor, commission_id=commission.id, at=clock.instant())
    messages.success(request, "Les convocations partent par courriel.")
    return redirect("commission", commission.id)


@for_roles(*READERS)
@require_safe
def letter(request: PortalRequest, member_id: uuid.UUID) -> HttpResponse:
    """Hand over the convening letter of one member."""
    member = selectors.member_of(request.actor, member_id)
    commission = selectors.commission_of(request.actor, member.commission_id)
    return convening_letter(member, commission)


def convening_letter(member: CommissionMember, commission: Commission) -> HttpResponse:
    """Hand over the letter of one member; it bears the day of the convening, or today's until then."""
    day = clock.paris_day(commission.convened_at) if commission.convened_at else clock.today()
    return attachment(convenings.convening_letter(member, commission, day), *convenings.LETTER)


@for_roles(*READERS)
@require_safe
def calendar(request: PortalRequest, commission_id: uuid.UUID) -> HttpResponse:
    """Hand over the meeting for a calendar."""
    return calendar_file(selectors.commission_of(request.actor, commission_id))


def calendar_file(commission: Commission) -> HttpResponse:
    """Hand over the meeting for a calendar."""
    name, kind = convenings.MEETING
    return attachment(convenings.meeting_event(commission, clock.instant()), name, f"{kind}; charset=utf-8")


@for_roles(Role.SCOLARITE)
@require_POST
def attendance(request: PortalRequest, commission_id: uuid.UUID) -> HttpResponse:
    """Note who is present."""
    commission = selectors.commission_of(request.actor, commission_id)
    known = {str(member.id): member.id for member in commission.members.all()}
    present = [known[one] for one in request.POST.getlist("present") if one in known]
    sittings.record_attendance(
        actor=request.actor, commission_id=commission.id, present=present, at=clock.instant()
    )
    messages.success(request, f"{count_text(len(present), 'présence notée', 'présences notées')}.")
    return redirect("commission", commission.id)


@for_roles(Role.SCOLARITE)
@require_http_methods(["GET", "POST"])
def sheet(request: PortalRequest, candidate_id: uuid.UUID) -> HttpResponse:
    """Show the sheet of a candidate; record marks and opinion."""
    candidate = candidate_selectors.candidate_of(request.actor, candidate_id)
    commission = selectors.commission_of_campaign(candidate.campaign)
    if commission is None:
        raise Http404
    opinion = commission.opinions.filter(candidate=candidate).first()
    members = members_view(candidate)
    initial: dict[str, object] = dict(members.means)
    if opinion:
        initial = {name: getattr(opinion, name) for name in (*MARKS, "is_favourable", "comment")}
    form = OpinionForm(request.POST or None, initial=initial)
    recorded, status = attempt(
        request,
        form,
        lambda values: sittings.record_opinion(
            actor=request.actor, candidate_id=candidate.id, values=values, at=clock.instant()
        ),
    )
    if recorded is not None:
        messages.success(request, f"L'avis sur {candidate} est enregistré.")
        return redirect("commission", commission.id)
    facts = {
        "title": f"Fiche de {candidate}",
        "candidate": candidate,
        "file": file_selectors.file_of(request.actor, candidate.id),
        "commission": commission,
        "form": form,
        "members": members,
    }
    return render(request, "contracts/sheet.html", facts, status=status)


@for_roles(Role.SCOLARITE)
@require_POST
def ranking(request: PortalRequest, commission_id: uuid.UUID) -> HttpResponse:
    """Order people by their marks, or move one of them by one rank."""
    commission = selectors.commission_of(request.actor, commission_id)
    principal = selectors.principal_size(commission.campaign)
    moved = request.POST.get("candidate", "")
    known = {
        str(one): one for one in commission.opinions.exclude(kind="").values_list("candidate_id", flat=True)
    }
    if moved in known:
        sittings.move_rank(
            actor=request.actor,
            candidate_id=known[moved],
            steps=_steps(request),
            principal=principal,
            at=clock.instant(),
        )
    else:
        sittings.rank_by_marks(
            actor=request.actor, commission_id=commission.id, principal=principal, at=clock.instant()
        )
    return redirect("commission", commission.id)


def _steps(request: PortalRequest) -> int:
    """Read by how many ranks a person moves: one, by the buttons, or as many as the row was dragged."""
    way = request.POST.get("way", "")
    if way in STEPS:
        return STEPS[way]
    text = request.POST.get("steps", "")
    return int(text) if re.fullmatch(r"-?[0-9]{1,4}", text, re.ASCII) else 0


@for_roles(Role.SCOLARITE)
@require_POST
def close(request: PortalRequest, commission_id: uuid.UUID) -> HttpResponse:
    """Close the meeting and print the minutes."""
    commission = selectors.commission_of(request.actor, commission_id)
    form = ClosingForm(request.POST, prefix="closing")
    closed, status = attempt(
        request,
        form,
        lambda values: sittings.close_commission(
            actor=request.actor, commission_id=commission.id, at=clock.instant(), **values
        ),
    )
    if closed is None:
        return _page(request, commission, {"closing_form": form}, status)
    messages.success(request, "La commission est close ; son procès-verbal est à télécharger.")
    return redirect("commission", commission.id)


@for_roles(*READERS)
@require_safe
def minutes(request: PortalRequest, commission_id: uuid.UUID) -> HttpResponse:
    """Hand over the minutes."""
    commission = selectors.commission_of(request.actor, commission_id)
    if commission.minutes is None:
        raise Http404
    return stored(commission.minutes)


@for_roles(Role.SCOLARITE)
@require_POST
def transmit(request: PortalRequest, commission_id: uuid.UUID) -> HttpResponse:
    """Send the ranks as a list: the same reading, preview and confirmation as an uploaded file."""
    commission = selectors.commission_of(request.actor, commission_id)
    reading = list_services.receive_list(
        actor=request.actor,
        campaign_id=commission.campaign_id,
        content=sittings.list_of_ranks(commission),
        filename=f"commission-{commission.campaign.stream}-{commission.campaign.academic_year}.csv",
        on=clock.today(),
        at=clock.instant(),
    )
    if reading.upload is not None:
        return redirect("list_preview", reading.upload.id)
    facts = {
        "title": "Liste à corriger",
        "campaign": commission.campaign,
        "commission": commission,
        "problems": _by_person(commission, reading.verdict.issues),
    }
    return render(request, "contracts/transmission.html", facts, status=422)


def _by_person(commission: Commission, issues: Sequence[Issue]) -> list[tuple[Candidate | None, Issue]]:
    """Return each problem of the file that the ranks make, with the person of its line (the first is the header)."""
    people = [opinion.candidate for opinion in selectors.ranked(commission).select_related("candidate")]
    return [
        (people[issue.line - 2] if issue.line and issue.line - 2 in range(len(people)) else None, issue)
        for issue in issues
    ]
