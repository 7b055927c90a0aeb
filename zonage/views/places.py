"""Public pages about places: search, level, history, aids."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest
from cesp_portal.common.refusals import Refusal
from zonage.forms.places import AidsForm, PlaceForm
from zonage.selectors.aids import aids_of_place
from zonage.selectors.districts import district_at, districts_of, outlines_are_known, zone_in_district
from zonage.selectors.histories import place_history
from zonage.selectors.territories import find_commune, search_communes
from zonage.selectors.zones import zone_of
from zonage.services.geocoding import find_addresses, geocoder_is_on


@login_not_required
@require_safe
def search(request: PortalRequest) -> HttpResponse:
    """Search a commune and go to its page when it is the only one."""
    text, profession, on = PlaceForm(request.GET).answers(clock.today())
    form = PlaceForm(initial={"q": text, "profession": profession, "le": on})
    found = search_communes(text) if text else []
    asked = urlencode({"profession": profession, "le": on.isoformat()})
    if len(found) == 1:
        return redirect(f"{reverse('zonage_place', args=[found[0].code])}?{asked}")
    answers = [(place, zone_of(code=place.code, profession=profession, on=on)) for place in found]
    context = {
        "form": form,
        "text": text,
        "answers": answers,
        "asked": asked,
        "on": on,
        "geocoder": geocoder_is_on(),
    }
    return render(request, "zonage/search.html", context)


@login_not_required
@require_safe
def place(request: PortalRequest, code: str) -> HttpResponse:
    """Show the level of a place on a day, why, since when, and the aids that exist there."""
    _, profession, on = PlaceForm(request.GET).answers(clock.today())
    commune = find_commune(code, on)
    if commune is None:
        raise Http404
    extra = AidsForm(request.GET)
    extra.is_valid()
    mode = extra.cleaned_data.get("mode") or None
    inside = {"oui": True, "non": False}.get(extra.cleaned_data.get("qpv") or "")
    context = {
        "commune": commune,
        "asked_code": code,
        "profession": profession,
        "on": on,
        "form": PlaceForm(initial={"q": commune.name, "profession": profession, "le": on}),
        "aids_form": AidsForm(initial={"mode": mode, "qpv": request.GET.get("qpv")}),
        "answer": zone_of(code=code, profession=profession, on=on),
        "history": place_history(code=code, profession=profession),
        "districts": [
            (district, zone_in_district(code=code, district_code=district.code, profession=profession, on=on))
            for district in districts_of(commune.code, on)
        ],
        "aids": aids_of_place(code=commune.code, profession=profession, on=on, mode=mode, in_district=inside),
    }
    return render(request, "zonage/place.html", context)


@login_not_required
@require_safe
def address(request: PortalRequest) -> HttpResponse:
    """Find the points of an address and say, for each, its zone and whether it lies in a QPV."""
    text, profession, on = PlaceForm(request.GET).answers(clock.today())
    form = PlaceForm(initial={"profession": profession, "le": on})
    context: dict[str, Any] = {"form": form, "text": text, "on": on, "profession": profession, "answers": []}
    status = 200
    if text:
        try:
            points = find_addresses(text)
        except Refusal as refusal:
            context["refusal"], status = refusal, refusal.status
        else:
            context["answers"] = [_answer_at(point, profession, on) for point in points]
    return render(request, "zonage/address.html", context, status=status)


def _answer_at(point: Any, profession: str, on: Any) -> dict[str, Any]:
    district = district_at(
        longitude=point.longitude, latitude=point.latitude, commune_code=point.city_code, on=on
    )
    if district is None:
        zone = zone_of(code=point.city_code, profession=profession, on=on)
    else:
        zone = zone_in_district(
            code=point.city_code, district_code=district.code, profession=profession, on=on
        )
    return {
        "point": point,
        "district": district,
        "zone": zone,
        "outside_is_certain": point.is_precise and outlines_are_known(point.city_code, on),
    }
