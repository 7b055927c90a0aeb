"""One-click sign-in as an invented person: exists in demonstration mode only."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from cesp_portal.common.accounts.models import User
from cesp_portal.common.refusals import BadInput
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
