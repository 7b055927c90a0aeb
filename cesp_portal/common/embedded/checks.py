"""Servers given by address: they answer, or one sentence says which one does not."""

from urllib.parse import urlsplit

import psycopg
import redis
from psycopg.conninfo import conninfo_to_dict

from cesp_portal.common.embedded.errors import ServerError

PATIENCE_SECONDS = 5


def require_database_form(url: str) -> None:
    """Raise ServerError unless the address is one of PostgreSQL."""
    try:
        well_formed = urlsplit(url).scheme in {"postgres", "postgresql"} and bool(conninfo_to_dict(url))
    except (psycopg.ProgrammingError, ValueError):
        well_formed = False
    if not well_formed:
        raise ServerError(
            "DATABASE_URL n'est pas une adresse PostgreSQL : écrivez postgres://compte:secret@hôte:port/base."
        )


def require_database(url: str) -> None:
    """Connect once to the PostgreSQL named by DATABASE_URL.

    Raises ServerError, without the password, when the address is malformed or nobody answers.
    """
    require_database_form(url)
    try:
        psycopg.connect(url, connect_timeout=PATIENCE_SECONDS).close()
    except psycopg.OperationalError as error:
        raise ServerError(
            f"La base de données donnée par DATABASE_URL ({_shown(url)}) ne répond pas : "
            f"démarrez ce serveur ou corrigez DATABASE_URL ({_first_line(error)})."
        ) from error


def require_redis(url: str) -> None:
    """Ping the Redis named by REDIS_URL.

    Raises ServerError, without the password, when the address is malformed or nobody answers.
    """
    try:
        client = redis.Redis.from_url(
            url, socket_connect_timeout=PATIENCE_SECONDS, socket_timeout=PATIENCE_SECONDS
        )
    except ValueError as error:
        raise ServerError("REDIS_URL n'est pas une adresse Redis : écrivez redis://hôte:port/0.") from error
    try:
        client.ping()
    except (redis.RedisError, OSError) as error:
        raise ServerError(
            f"Le serveur Redis donné par REDIS_URL ({_shown(url)}) ne répond pas : "
            f"démarrez ce serveur ou corrigez REDIS_URL ({_first_line(error)})."
        ) from error
    finally:
        client.close()


def _shown(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _first_line(error: Exception) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
