"""Sign-in in one click as an invented person, and the mails that they receive: in demonstration mode only."""

from pathlib import Path

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from cesp_portal.common.accounts.models import User
from cesp_portal.common.refusals import BadInput
from cesp_portal.dashboard.selectors.demonstration_mails import latest_mails
from cesp_portal.dashboard.services.demonstration.accounts import ACCOUNTS


@login_not_required
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the listed people of the demonstration, and as nobody else."""
    if not settings.DEMONSTRATION:
        raise Http404
    email = request.POST.get("email", "")
    user = User.objects.filter(email=email, is_active=True).first()
    if user is None or email not in {account.email for account in ACCOUNTS}:
        raise BadInput(
            "DEMONSTRATION_ACCOUNT_UNKNOWN",
            "Cette personne n'existe pas dans la démonstration.",
            "Choisissez une personne de la liste affichée sur la page de connexion.",
        )
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return redirect("home")


@login_not_required
@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """Show the last mails, which nobody receives: that is where a code of sign-in is read."""
    if not settings.DEMONSTRATION:
        raise Http404
    recipient = request.GET.get("adresse", "")[:254]
    found = latest_mails(Path(settings.EMAIL_FILE_PATH), recipient)
    context = {"mails": found, "recipient": recipient, "folder": settings.EMAIL_FILE_PATH}
    return render(request, "dashboard/demonstration_mails.html", context)
