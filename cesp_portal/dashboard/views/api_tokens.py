"""Tokens of an office: made, shown once, taken back."""

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.dashboard.forms.api_tokens import TokenForm
from cesp_portal.dashboard.selectors.api_tokens import token_of, tokens_for
from cesp_portal.dashboard.services.api_tokens import create_token, revoke_token
from contracts.views.attempts import attempt

HOLDERS = (Role.REFERENT, Role.PAYEUR)


@for_roles(*HOLDERS)
@require_http_methods(["GET", "POST"])
def tokens(request: PortalRequest) -> HttpResponse:
    """Show the tokens of the office; make one, and show its secret this once."""
    form: forms.Form = TokenForm(request.POST or None)
    made, status = attempt(
        request,
        form,
        lambda values: create_token(actor=request.actor, on=clock.today(), at=clock.instant(), **values),
    )
    facts = {
        "title": "Accès des programmes",
        "tokens": tokens_for(request.actor),
        "form": TokenForm() if made else form,
        "secret": made[1] if made else "",
    }
    return render(request, "dashboard/api_tokens.html", facts, status=200 if made else status)


@for_roles(*HOLDERS)
@require_POST
def revoke(request: PortalRequest, token_id: uuid.UUID) -> HttpResponse:
    """Take a token back."""
    revoke_token(actor=request.actor, token=token_of(request.actor, token_id), at=clock.instant())
    messages.success(request, "Le jeton n'ouvre plus rien.")
    return redirect("api_tokens")
