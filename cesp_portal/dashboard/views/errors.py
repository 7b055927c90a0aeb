"""Error pages, in the same dress as the others."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cesp_portal.common.refusals import Forbidden


@login_not_required
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404: unknown address, or somebody else's file (the two look the same on purpose)."""
    return render(request, "404.html", status=404)


@login_not_required
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403: the object exists for this person, the action does not."""
    return render(request, "403.html", {"refusal": Forbidden()}, status=403)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 without touching the database or the session."""
    return render(None, "500.html", status=500)  # type: ignore[arg-type]  # no request: nothing may fail twice


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form sent from an expired page: say how to send it again."""
    refusal = Forbidden(
        "Cette page est restée ouverte trop longtemps : le formulaire n'a pas été enregistré.",
        "Revenez à la page précédente, rechargez-la, puis envoyez de nouveau le formulaire.",
    )
    return render(request, "403.html", {"refusal": refusal}, status=403)
