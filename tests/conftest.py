"""One PostgreSQL and one Valkey for the whole run, started by the first test that needs them.

The settings of the suite have already named the servers and this process's own database; see
`cesp_portal.common.embedded.environment`. The migrated template is built once and copied for each process.
"""

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pgtrigger
import pytest
from django.contrib.contenttypes.management import create_contenttypes
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.models.signals import post_migrate
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from cesp_portal.common.embedded import Servers
from cesp_portal.common.embedded.environment import TEST_HOME
from tests.databases import clone_template, create_template, drop_database
from tests.sharing import Sharing, rank
from tests.strictness import strict_queries

# Generated facts: as many as asked, never judged by the clock; the same at each run of the suite, which is green or red
# for everybody alike, where `make proofs` draws others, and more.
EASY = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("suite", derandomize=True, database=None, **EASY)
settings.register_profile("proofs", max_examples=1000, **EASY)
settings.register_profile("mutants", deadline=None, max_examples=10, derandomize=True, database=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest work, so that no process waits for it alone at the end, nor for it to begin."""
    items.sort(key=rank)


def pytest_collection_finish() -> None:
    """Leave what was imported out of the garbage collector's rounds, which walk it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 50, 50)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Sharing:
    """Share the tests between the processes as `tests.sharing` says."""
    return Sharing(config, log)


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """The run's servers, running; they stop with the last process that uses them."""
    with Servers(Path(os.environ[TEST_HOME]), durable=False) as running:
        yield running


@pytest.fixture(scope="session")
def template_database(servers: Servers, django_db_blocker: DjangoDbBlocker) -> str:
    """Name of the migrated database that the others are copied from."""

    def migrate(name: str) -> None:
        own = connection.settings_dict["NAME"]
        connection.settings_dict["NAME"] = name
        try:
            with django_db_blocker.unblock():
                call_command("migrate", interactive=False, verbosity=0)
        finally:
            connection.close()
            connection.settings_dict["NAME"] = own

    return create_template(servers, migrate)


@pytest.fixture(scope="session")
def django_db_setup(
    servers: Servers, template_database: str, django_test_environment: None
) -> Iterator[None]:
    """This process's own database, a copy of the template (in place of pytest-django's)."""
    clone_template(servers, template_database, connection.settings_dict["NAME"])
    connection.ops.execute_sql_flush = _emptying_what_is_never_emptied(connection.ops.execute_sql_flush)
    # Nobody reads Django's own permissions: they are not written again after each test with real transactions.
    post_migrate.disconnect(create_contenttypes)
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    yield
    connections.close_all()


@pytest.fixture(scope="module")
def zonings(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The small territory and its doctors' zoning, published once for a module and undone at its end."""
    from tests.factories.installations import make_zonings  # noqa: PLC0415  # models are there once Django is

    with django_db_blocker.unblock(), transaction.atomic():
        make_zonings()
        connection.check_constraints()  # once, not again at the end of each test
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="session", autouse=True)
def _nothing_works_by_luck() -> Iterator[None]:
    with strict_queries():
        yield


def _emptying_what_is_never_emptied(flush: Callable[[list[str]], None]) -> Callable[[list[str]], None]:
    """After a test with real transactions every table is emptied, even those that refuse it outside the suite."""

    def execute_sql_flush(statements: list[str]) -> None:
        with pgtrigger.ignore():
            flush(statements)

    return execute_sql_flush


@pytest.fixture
def empty_database(servers: Servers, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A database without any table, that the default connection points to during the test: for migrations."""
    own = connection.settings_dict["NAME"]
    name = f"{own}_empty"
    clone_template(servers, "template1", name)
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        with django_db_blocker.unblock():
            yield name
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own
        drop_database(servers, name)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Say whether the journeys save pictures of the pages they check (make shots)."""
    parser.addoption("--shots", action="store_true", help="Save a picture of every page under var/shots/.")
