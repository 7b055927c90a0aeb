"""The page of a list that an address asks for."""

from django.http import HttpRequest


def asked_page(request: HttpRequest) -> int:
    """Return the number asked for, from 1; what is not understood asks for the first page."""
    asked = request.GET.get("page", "1")
    return max(1, int(asked)) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 1
