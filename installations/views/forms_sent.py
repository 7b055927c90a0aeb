"""What a form was sent with."""

from django.http import QueryDict

from cesp_portal.common.accounts.access import PortalRequest


def posted(request: PortalRequest) -> QueryDict | None:
    """Return what was sent, even empty, or None when the form is only shown."""
    return request.POST if request.method == "POST" else None
