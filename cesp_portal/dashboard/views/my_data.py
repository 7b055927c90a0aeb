"""My data: what the portal holds about me and who read it, on a page, as JSON and as PDF; corrections asked."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.documents.pdf import render_pdf
from cesp_portal.dashboard.forms.corrections import CorrectionForm
from cesp_portal.dashboard.selectors.my_data import corrections_asked, data_of
from cesp_portal.dashboard.services.corrections import ask_correction
from contracts.selectors.contracts import my_contracts


@require_http_methods(["GET", "HEAD", "POST"])
def my_data(request: PortalRequest) -> HttpResponse:
    """Show everything that the portal holds about the person; take down what is wrong."""
    sections = data_of(request.actor)
    contract = my_contracts(request.actor).first() if request.actor.is_a(Role.SIGNATAIRE) else None
    form = None
    if contract is not None:
        typed = request.POST if request.method == "POST" else None
        form = CorrectionForm(typed, titles=[section.title for section in sections])
        if form.is_valid():
            ask_correction(actor=request.actor, contract=contract, at=clock.instant(), **form.cleaned_data)
            messages.success(request, "La demande de correction est envoyée à votre référent.")
            return redirect("my_data")
    context = {"sections": sections, "form": form, "corrections": corrections_asked(request.actor)}
    status = 422 if request.method == "POST" else 200
    return render(request, "dashboard/my_data/my_data.html", context, status=status)


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
