"""What a browser is told to refuse on every page, beside Django's own headers and the content policy."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# The portal asks for no sensor, no payment and no other window: a script that slipped in would get none either.
REFUSED = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in REFUSED)


def keep_link_private(answer: HttpResponse) -> HttpResponse:
    """Keep the address of a personal link, that opens what it names, out of other sites, logs and shared caches.

    Never « no-referrer »: browsers then send « Origin: null » with the form of the page, and its answer is refused.
    """
    answer.headers["Referrer-Policy"] = "strict-origin"
    answer.headers["Cache-Control"] = "no-store, private"
    return answer


class PermissionsPolicyMiddleware:
    """Add ``Permissions-Policy`` to every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response


class AttachmentsMiddleware:
    """Files to save are somebody's: no cache keeps one, and what opens one all the same runs nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.headers.get("Content-Disposition", "").startswith("attachment"):
            response.headers.setdefault("Content-Security-Policy", "sandbox")
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response
