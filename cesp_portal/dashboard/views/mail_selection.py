"""Writing to the signatories of the last search: a model, each person's message, then all of them at once."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.refusals import Refusal
from cesp_portal.dashboard.forms.mail_selection import MailForm
from cesp_portal.dashboard.rules.mail_merge import FIELDS, MODELS
from cesp_portal.dashboard.selectors.signatories import Search
from cesp_portal.dashboard.services import mail_selection as services
from cesp_portal.dashboard.views.desk import LAST_SEARCH
from contracts.views.attempts import attempt


@for_roles(Role.REFERENT)
@require_http_methods(["GET", "POST"])
def mail(request: PortalRequest) -> HttpResponse:
    """Show the text, then each person's message, then send; what changed meanwhile is shown again."""
    search = Search(**request.session.get(LAST_SEARCH, {}))
    model = next((one for one in MODELS if one.code == request.GET.get("modele")), None)
    initial = {"subject": model.subject, "body": model.body} if model else {}
    form = MailForm(request.POST if request.method == "POST" else None, initial=initial)
    drafts, status = attempt(
        request,
        form,
        lambda values: services.drafts_for(request.actor, search, on=clock.today(), **values),
    )
    seen = request.POST.get("seen", "")
    if drafts is not None and seen:
        try:
            sent = services.mail_selection(actor=request.actor, drafts=drafts, seen=seen, at=clock.instant())
        except Refusal as refusal:
            form.refuse(refusal)
            status = refusal.status
        else:
            messages.success(
                request, "1 message est en route." if sent == 1 else f"{sent} messages sont en route."
            )
            return redirect("signatories")
    facts = {
        "title": "Écrire à la sélection",
        "form": form,
        "models": MODELS,
        "fields": FIELDS,
        "criteria": search.as_parameters(),
        "drafts": drafts or (),
        "seen": services.fingerprint(drafts) if drafts else "",
    }
    return render(
        request, "dashboard/desk/mail.html", facts, status=200 if drafts and status == 302 else status
    )
