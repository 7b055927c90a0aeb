"""Documents joined to a request."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.documents.services import read_document
from installations.models import RequestDocument
from installations.selectors.requests import requests_for
from installations.views.letters import attachment


@for_roles(Role.SIGNATAIRE, Role.REFERENT, Role.DIRECTION)
@require_safe
def download_document(request: PortalRequest, document_id: uuid.UUID) -> HttpResponse:
    """Give a document joined to a request in reach."""
    joined = get_object_or_404(
        RequestDocument.objects.select_related("document").filter(request__in=requests_for(request.actor)),
        id=document_id,
    )
    document = joined.document
    return attachment(read_document(document), document.content_type, document.filename)
