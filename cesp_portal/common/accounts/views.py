"""The sign-in page."""

from allauth.account import views as allauth
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse


@login_not_required
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for an address and send a code there; only the demonstration also knows passwords."""
    page = allauth.login if settings.DEMONSTRATION else allauth.request_login_code
    response: HttpResponse = page(request)
    return response
