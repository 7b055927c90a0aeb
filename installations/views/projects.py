"""The signatory's project: what it says, since when, and what that protects."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.refusals import Refusal
from installations.forms.projects import ProjectForm, project_initial
from installations.selectors.projects import own_contract, project_page
from installations.services.projects import file_project
from installations.views.forms_sent import posted


@for_roles(Role.SIGNATAIRE)
@require_http_methods(["GET", "HEAD", "POST"])
def my_project(request: PortalRequest) -> HttpResponse:
    """Show my project with its history; file a new version."""
    contract = own_contract(request.actor)
    if contract is None:
        return render(request, "installations/signatory/no_contract.html", status=404)
    page = project_page(contract, clock.today())
    present = page.versions[0] if page.versions else None
    form = ProjectForm(
        posted(request), on=clock.today(), initial=project_initial(present, contract.specialty)
    )
    if request.method == "POST" and form.is_valid():
        try:
            file_project(
                actor=request.actor,
                contract=contract,
                answers=form.answers(),
                on=clock.today(),
                at=clock.instant(),
            )
        except Refusal as refusal:
            form.add_error(None, f"{refusal.message} {refusal.advice}")
        else:
            messages.success(request, "Votre projet est enregistré. L'ancien reste dans l'historique.")
            return redirect("my_project")
    return render(
        request,
        "installations/signatory/project.html",
        {"title": "Mon projet", "contract": contract, "page": page, "form": form},
        status=422 if form.errors else 200,
    )
