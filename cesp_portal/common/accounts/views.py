"""The sign-in page, and the addresses of an account."""

from allauth.account import views as allauth
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from cesp_portal.common import clock
from cesp_portal.common.accounts import addresses
from cesp_portal.common.accounts.access import PortalRequest
from cesp_portal.common.accounts.enums import AddressPurpose
from cesp_portal.common.accounts.forms import AddressForm
from cesp_portal.common.accounts.limits import Limit
from cesp_portal.common.accounts.selectors import open_change_of, second_addresses_of
from cesp_portal.common.headers import keep_link_private
from cesp_portal.common.refusals import Refusal

LINKS_TRIED = Limit("address links that open nothing", amount=60, minutes=10)
FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for an address and send a code there; only the demonstration also knows passwords."""
    page = allauth.login if settings.DEMONSTRATION else allauth.request_login_code
    response: HttpResponse = page(request)
    return response


@FORM_METHODS
def my_addresses(request: PortalRequest) -> HttpResponse:
    """Show the addresses that open the account; ask for another."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            addresses.ask_address(
                actor=request.actor,
                purpose=AddressPurpose(form.cleaned_data["purpose"]),
                email=form.cleaned_data["email"],
                at=clock.instant(),
            )
        except Refusal as refusal:
            form.add_error("email", f"{refusal.message} {refusal.advice}")
        else:
            messages.success(request, "Un lien vient de partir : ouvrez-le pour confirmer.")
            return redirect("my_addresses")
    context = {
        "form": form,
        "seconds": second_addresses_of(request.actor),
        "change": open_change_of(request.actor, clock.instant()),
    }
    return render(request, "account/addresses.html", context, status=422 if form.is_bound else 200)


@require_POST
def address_drop(request: PortalRequest) -> HttpResponse:
    """Give up the change that waits."""
    addresses.drop_change(actor=request.actor, at=clock.instant())
    messages.success(request, "La demande est abandonnée : ses liens ne servent plus.")
    return redirect("my_addresses")


@require_POST
def address_remove(request: PortalRequest) -> HttpResponse:
    """Close a second address."""
    email = request.POST.get("email", "")[:254]
    addresses.remove_second_address(actor=request.actor, email=email, at=clock.instant())
    messages.success(request, "La seconde adresse est retirée : elle n'ouvre plus votre compte.")
    return redirect("my_addresses")


@login_not_required
@FORM_METHODS
def address_link(request: PortalRequest, token: str) -> HttpResponse:
    """Show what a link confirms; the button alone confirms it, because programs that read mail follow links."""
    LINKS_TRIED.require_room(request)
    if request.method == "POST":
        try:
            change = addresses.confirm_address(token=token, at=clock.instant())
        except Refusal as refusal:
            return keep_link_private(_unusable(request, refusal))
        return keep_link_private(render(request, "account/address_confirmed.html", {"change": change}))
    found = addresses.change_at(token, clock.instant())
    if found is None:
        return keep_link_private(_unusable(request, addresses.UNUSABLE))
    change, is_new_side = found
    context = {"change": change, "is_new_side": is_new_side}
    return keep_link_private(render(request, "account/address_link.html", context))


def _unusable(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    LINKS_TRIED.count(request)
    return render(request, "account/address_link_unusable.html", {"refusal": refusal}, status=404)
