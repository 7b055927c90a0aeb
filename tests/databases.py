"""Databases of the suite: a migrated template, and copies of it in a few milliseconds."""

import fcntl
from collections.abc import Callable

import psycopg
from psycopg import sql

from cesp_portal.common.embedded import Servers

TEMPLATE = "migrated"
DRAFT = "migrating"


def create_template(servers: Servers, migrate: Callable[[str], None]) -> str:
    """Create and migrate the template once, whichever process comes first; the others wait."""
    with (servers.home / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with _administration(servers) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE]).fetchone()
            if not known:
                _recreate(connection, DRAFT, "template1")
                migrate(DRAFT)
                connection.execute(
                    sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                        sql.Identifier(DRAFT), sql.Identifier(TEMPLATE)
                    )
                )
    return TEMPLATE


def clone_template(servers: Servers, template: str, name: str) -> None:
    """Make `name` a fresh copy of `template`."""
    # PostgreSQL copies a template for one caller at a time.
    with (servers.home / "template.lock").open("w") as lock, _administration(servers) as connection:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _recreate(connection, name, template)


def drop_database(servers: Servers, name: str) -> None:
    """Remove a database, whoever is still connected to it."""
    with _administration(servers) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _recreate(connection: psycopg.Connection, name: str, template: str) -> None:
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    connection.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
    )


def _administration(servers: Servers) -> psycopg.Connection:
    return psycopg.connect(servers.database_url("cesp"), autocommit=True)
