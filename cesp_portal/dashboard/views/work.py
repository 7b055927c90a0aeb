"""Doing something with several rows of a pile: shown first, then confirmed, then reported."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.paging import asked_page
from cesp_portal.common.refusals import BadInput
from cesp_portal.dashboard.forms.desk import ACTIONS, BatchForm, ConfirmForm, HandOverForm, SetAsideForm
from cesp_portal.dashboard.selectors.work import PER_PAGE, pile_for, work_among, work_aside
from cesp_portal.dashboard.selectors.work_items import WorkItem
from cesp_portal.dashboard.services import work as services
from contracts.views.attempts import attempt

BRING_BACK = "bring_back"


@for_roles(Role.REFERENT, Role.DIRECTION)
@require_safe
def aside(request: PortalRequest, code: str) -> HttpResponse:
    """Show the rows of a pile that are set aside: until when, why, by whom."""
    today = clock.today()
    pile, rows = pile_for(request.actor, code, today), work_aside(request.actor, code, today)
    if pile is None or rows is None:
        raise Http404
    facts = {
        "title": f"Mises de côté : {pile.title}",
        "pile": pile,
        "page": Paginator(rows, PER_PAGE).get_page(asked_page(request)),
        "today": today,
    }
    return render(request, "dashboard/desk/aside.html", facts)


@for_roles(Role.REFERENT, Role.DIRECTION)
@require_POST
def batch(request: PortalRequest, code: str) -> HttpResponse:
    """Show what a batch would change; once confirmed, do it and say what was done.

    What changed since it was shown is shown again, with what was typed, and nothing is done.
    """
    pile = pile_for(request.actor, code, clock.today())
    if pile is None:
        raise Http404
    asked = BatchForm(request.POST)
    if not asked.is_valid():
        wrong = " ".join(sentence for sentences in asked.errors.values() for sentence in sentences)
        raise BadInput("BATCH_INCOMPLETE", wrong, "Revenez à la liste, cochez les lignes, puis recommencez.")
    action, rows = asked.cleaned_data["action"], asked.cleaned_data["rows"]
    is_confirmed = asked.cleaned_data["is_confirmed"]
    form, status = _form(request, action, is_bound=is_confirmed), 200
    if is_confirmed:
        batch = services.Batch(request.actor, code, rows, clock.today(), clock.instant())
        report, status = attempt(request, form, lambda typed: _do(action, batch, typed))
        if report is not None:
            messages.success(request, _said(report))
            return redirect(reverse("desk_aside" if action == BRING_BACK else "desk_pile", args=[code]))
    facts = _preview(request.actor, code, action, rows) | {"pile": pile, "form": form}
    return render(request, "dashboard/desk/batch.html", facts, status=status)


def _said(report: services.BatchReport) -> str:
    """Say what a batch did, and what it left as it was."""
    done = len(report.done)
    said = {0: "Aucune ligne n'est modifiée.", 1: "1 ligne est modifiée."}.get(
        done, f"{done} lignes sont modifiées."
    )
    if report.gone == 1:
        said += " 1 n'était plus dans la liste : rien n'y a été changé."
    elif report.gone:
        said += f" {report.gone} n'étaient plus dans la liste : rien n'y a été changé."
    return said


def _form(request: PortalRequest, action: str, *, is_bound: bool) -> ConfirmForm:
    typed = request.POST if is_bound else None
    if action == "hand_over":
        return HandOverForm(typed, colleagues=services.colleagues_of(request.actor, clock.today()))
    if action == "entrust":
        return HandOverForm(typed, colleagues=services.referents_of(request.actor, clock.today()))
    return SetAsideForm(typed) if action == "set_aside" else ConfirmForm(typed)


def _preview(actor: Actor, code: str, action: str, asked: Sequence[uuid.UUID]) -> dict[str, Any]:
    today = clock.today()
    rows: tuple[WorkItem, ...] = work_among(actor, code, asked, today, are_aside=action == BRING_BACK) or ()
    return {
        "title": dict(ACTIONS)[action],
        "items": rows,
        "gone": len(set(asked)) - len(rows),
        "action": action,
        "seen": services.batch_named(rows),
        "today": today,
    }


def _do(action: str, batch: services.Batch, typed: dict[str, Any]) -> services.BatchReport:
    batch = replace(batch, seen=typed["seen"])
    if action == "take":
        return services.take_work(batch)
    if action == "hand_over":
        return services.hand_over_work(batch, to=typed["colleague"])
    if action == "entrust":
        return services.entrust_files(batch, to=typed["colleague"])
    if action == BRING_BACK:
        return services.bring_work_back(batch)
    return services.set_work_aside(batch, until=typed["until"], reason=typed["reason"])
