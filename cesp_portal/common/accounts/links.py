"""Personal links sent to an address: a chance number that opens once, of which only a hash is kept."""

import hashlib
import re
import secrets

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def new_token() -> str:
    """Return a token that nobody guesses, for one link."""
    return secrets.token_urlsafe(32)


def hash_of(token: str, purpose: str) -> str:
    """Return what is kept of a token; empty for what cannot be one. A hash made for another purpose never fits."""
    if not TOKEN.fullmatch(token):
        return ""
    return hashlib.sha256(f"{purpose}:{token}".encode()).hexdigest()
