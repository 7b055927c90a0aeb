"""My data: what the portal holds about me, on a page, as JSON and as PDF."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest
from cesp_portal.common.documents.pdf import render_pdf
from cesp_portal.dashboard.selectors.my_data import data_of


@require_safe
def my_data(request: PortalRequest) -> HttpResponse:
    """Show everything that the portal holds about the person."""
    return render(request, "dashboard/my_data/my_data.html", {"sections": data_of(request.actor)})


@require_safe
def my_data_json(request: PortalRequest) -> HttpResponse:
    """Download it for a machine."""
    held = {
        section.title: [dict(zip(section.headings, row, strict=True)) for row in section.rows]
        for section in data_of(request.actor)
    }
    headers = {"Content-Disposition": 'attachment; filename="mes-donnees-cesp.json"'}
    return JsonResponse(held, json_dumps_params={"ensure_ascii": False, "indent": 1}, headers=headers)


@require_safe
def my_data_pdf(request: PortalRequest) -> HttpResponse:
    """Download it for a person."""
    context = {"sections": data_of(request.actor), "on": clock.today(), "name": request.actor.name}
    content = render_pdf(render_to_string("dashboard/my_data/print.html", context))
    headers = {"Content-Disposition": 'attachment; filename="mes-donnees-cesp.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
