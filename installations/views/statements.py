"""Printing a statement: the day's figures as a PDF that anybody can check."""

import uuid

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.documents.services import read_document
from contracts.selectors.contracts import contract_of
from installations.services.statements import print_statement
from installations.views.letters import attachment


@for_roles(Role.SIGNATAIRE, Role.REFERENT, Role.DIRECTION)
@require_POST
def print_my_statement(request: PortalRequest, contract_id: uuid.UUID) -> HttpResponse:
    """Print the statement of today and hand it over."""
    contract = contract_of(request.actor, contract_id)
    printed = print_statement(actor=request.actor, contract=contract, on=clock.today(), at=clock.instant())
    document = printed.document
    return attachment(read_document(document), document.content_type, document.filename)
