"""Doing something with several rows of a pile: shown first, then confirmed, then reported."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.refusals import BadInput
from cesp_portal.dashboard.forms.desk import ACTIONS, BatchForm
from cesp_portal.dashboard.selectors.work import pile_for, work_among
from cesp_portal.dashboard.services import work as services


@for_roles(Role.REFERENT, Role.DIRECTION)
@require_POST
def batch(request: PortalRequest, code: str) -> HttpResponse:
    """Show what a batch would change; once confirmed, do it and say what was done."""
    pile = pile_for(request.actor, code, clock.today())
    if pile is None:
        raise Http404
    form = BatchForm(request.POST)
    if not form.is_valid():
        wrong = " ".join(sentence for sentences in form.errors.values() for sentence in sentences)
        raise BadInput("BATCH_INCOMPLETE", wrong, "Revenez à la liste, cochez les lignes, puis recommencez.")
    asked = form.cleaned_data
    if not asked["is_confirmed"]:
        return render(request, "dashboard/desk/batch.html", _preview(request, pile, asked))
    report = _do(request, code, asked)
    messages.success(request, _said(report))
    return redirect("desk_pile", code)


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


def _preview(request: PortalRequest, pile: Any, asked: dict[str, Any]) -> dict[str, Any]:
    rows = work_among(request.actor, pile.code, asked["rows"], clock.today()) or ()
    return {
        "title": dict(ACTIONS)[asked["action"]],
        "pile": pile,
        "items": rows,
        "gone": len(asked["rows"]) - len(rows),
        "action": asked["action"],
        "action_label": dict(ACTIONS)[asked["action"]],
        "colleagues": services.colleagues_of(request.actor, clock.today()),
        "today": clock.today(),
    }


def _do(request: PortalRequest, code: str, asked: dict[str, Any]) -> services.BatchReport:
    common: dict[str, Any] = {
        "actor": request.actor,
        "kind": code,
        "object_ids": asked["rows"],
        "on": clock.today(),
        "at": clock.instant(),
    }
    if asked["action"] == "take":
        return services.take_work(**common)
    if asked["action"] == "hand_over":
        if asked["colleague"] is None:
            raise BadInput("COLLEAGUE_MISSING", "Le collègue manque.", "Choisissez quelqu'un dans la liste.")
        return services.hand_over_work(**common, to=asked["colleague"])
    if asked["until"] is None:
        raise BadInput("DAY_MISSING", "Le jour de retour manque.", "Indiquez quand y revenir.")
    return services.set_work_aside(**common, until=asked["until"], reason=asked["reason"])
