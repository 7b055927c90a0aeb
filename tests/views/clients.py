"""Somebody in front of a page of the selection, and what a refusal must say."""

from typing import Any

from django.test import Client

from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import User
from tests.factories.accounts import make_actor


def signed_in(role: Role, **scope: Any) -> Client:
    client = Client()
    client.force_login(User.objects.get(id=make_actor(role, **scope).user_id))
    return client


def told(answer: Any, *words: str) -> str:
    """Assert that a refusal says these words, on a page of its own or beside the form, and return the page."""
    page = answer.content.decode()
    assert answer.status_code in (409, 422), answer.status_code
    for text in words:
        assert text in page
    return page
