"""What the portal says when it refuses: a clear sentence, what can be done, and nothing changed."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class Refusal(Exception):
    """An action that the state, the rules or the input do not allow.

    ``code`` is stable and tested; ``message`` says in French what is wrong and ``advice`` what can be done.
    """

    status = HTTPStatus.CONFLICT

    def __init__(self, code: str, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.advice = advice


class BadInput(Refusal):
    """A value that cannot be accepted as it was given."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class Forbidden(Refusal):
    """An action on a visible object that this person's role does not include."""

    status = HTTPStatus.FORBIDDEN

    def __init__(self, message: str = "Votre rôle ne permet pas cette action.", advice: str = "") -> None:
        super().__init__("FORBIDDEN", message, advice)


# No keyboard writes it, and the database cannot keep it.
NUL = "\x00"
UNREADABLE = BadInput(
    "UNREADABLE_CHARACTER",
    "Ce qui a été envoyé contient un caractère que le portail ne peut pas lire.",
    "Revenez en arrière, effacez le texte collé, et écrivez-le de nouveau.",
)


class RefusalMiddleware:
    """Turn a refusal raised below a view into a page that says why and what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., HttpResponse], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Refuse, before any view reads it, a text that nothing can keep."""
        sent = (request.GET, request.POST)
        if any(NUL in value for fields in sent for _, values in fields.lists() for value in values):
            return self.process_exception(request, UNREADABLE)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        template = "403.html" if isinstance(exception, Forbidden) else "refusal.html"
        return render(request, template, {"refusal": exception}, status=exception.status)
