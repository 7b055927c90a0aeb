"""Somebody's act is counted at once: who just wrote should not read the figures of before."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from cesp_portal.common.jobs import enqueue
from cesp_portal.common.read_only import READ_METHODS
from cesp_portal.dashboard import jobs
from cesp_portal.dashboard.selectors.month_figures import some_file_changed


def changed_files_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """After a request that may have written, ask that the files it changed be counted again."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        wrote_nothing = request.method in READ_METHODS or response.status_code >= HTTPStatus.BAD_REQUEST
        if not wrote_nothing and request.user.is_authenticated and some_file_changed():
            enqueue(jobs.COUNT_CHANGED_FILES)
        return response

    return answer
