"""The home page: tells each kind of person where to go."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cesp_portal.common.accounts.access import PortalRequest
from cesp_portal.dashboard.menu import items_for


@login_not_required
@require_safe
def home(request: PortalRequest) -> HttpResponse:
    """Show the public home page, or lead a signed-in person to the first page of their role."""
    first = next(items_for(request.actor.role), None)
    if request.user.is_authenticated and first is not None:
        return redirect(reverse(first.route))
    return render(request, "dashboard/home.html", {"tiles": _tiles()})


def _tiles() -> list[dict[str, str]]:
    sign_in = reverse("account_login")
    return [
        {
            "title": "Je suis signataire",
            "text": "Où j'en suis, ce que je dois faire, où je peux exercer, que se passe-t-il si…",
            "url": sign_in,
        },
        {
            "title": "Je travaille dans une scolarité",
            "text": "Préparer la commission, envoyer la liste, suivre les propositions et les signatures.",
            "url": sign_in,
        },
        {
            "title": "Je suis référent ou direction d'une ARS",
            "text": "Ce qui est à traiter, les dossiers, les décisions à signer, le zonage.",
            "url": sign_in,
        },
        {
            "title": "Je suis candidat",
            "text": "Mon dossier, mon rang, ma proposition de contrat et le jour avant lequel la signer.",
            "url": sign_in,
        },
        {
            "title": "Je cherche où exercer",
            "text": "Le niveau de chaque commune pour ma profession, un jour donné, et la carte des zonages publiés.",
            "url": reverse("zonage_search"),
        },
        {
            "title": "Vérifier une lettre",
            "text": "Avec le code imprimé sur la lettre : authentique, remplacée ou inconnue.",
            "url": reverse("verify_letter"),
        },
    ]
