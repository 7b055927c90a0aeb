"""A form posted to a service: what was typed stays when it is refused."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest

from cesp_portal.common.refusals import Refusal
from contracts.forms.base import PortalForm

T = TypeVar("T")


def attempt(
    request: HttpRequest, form: PortalForm, act: Callable[[dict[str, Any]], T]
) -> tuple[T | None, int]:
    """Hand a valid form to ``act``; return its result, or None and the status of the page to show again."""
    if request.method != "POST":
        return None, 200
    if not form.is_valid():
        return None, 422
    try:
        return act(form.cleaned_data), 302
    except Refusal as refusal:
        form.refuse(refusal)
        return None, refusal.status
