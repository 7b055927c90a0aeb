"""A page that only reads asks once what changed last."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from cesp_portal.common.kept import one_version
from cesp_portal.common.read_only import READ_METHODS


def kept_answers_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Name once, for all that a reading page finds kept, the last change of the facts."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method not in READ_METHODS:
            return get_response(request)
        with one_version():
            return get_response(request)

    return answer
