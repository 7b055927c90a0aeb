"""Each request is answered with the values that agencies recorded."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from cesp_portal.common import clock
from cesp_portal.common.rules.parameters import with_recorded_values
from cesp_portal.dashboard.selectors.regional_values import read_recorded


def recorded_values_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Let the rules of a request read the regional values; the database is asked once, when a rule asks."""

    def answer(request: HttpRequest) -> HttpResponse:
        with with_recorded_values(lambda: read_recorded(clock.today())):
            return get_response(request)

    return answer
