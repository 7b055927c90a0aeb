"""Migrations: the models' tables and nothing else, with a way back and a name that says what they bring.

That they apply from nothing is shown by the suite itself: its databases are copies of one that they made.
"""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.postgres.operations import CreateExtension
from django.core.management import call_command
from django.db import connection
from django.db.migrations import CreateModel, Migration, RunSQL
from django.db.migrations.loader import MigrationLoader
from pgtrigger.migrations import AddTrigger

from cesp_portal.common.first_tables import FirstTables
from tests.consistency.source import ROOT, ROOMS

# Expressions of constraints and indexes, which a migration cannot spell otherwise; and how a file is applied.
EXPRESSIONS = {"cesp_portal.common.db", "contracts.models.suspensions", "cesp_portal.common.first_tables"}
FILES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("migrations/0*.py"))]


@pytest.fixture(scope="module")
def ours() -> list[Migration]:
    """Migrations of the project's own apps, read from their files."""
    labels = {
        app.label for app in apps.get_app_configs() if Path(app.path).is_relative_to(ROOT / "cesp_portal")
    }
    labels |= {"contracts", "zonage", "installations"}
    loader = MigrationLoader(None)
    return [migration for (label, _), migration in loader.disk_migrations.items() if label in labels]


def test_every_file_is_read(ours: list[Migration]) -> None:
    assert len(ours) == len(FILES)


def test_every_migration_goes_back(ours: list[Migration]) -> None:
    one_way = [
        f"{migration}: {operation.describe()}"
        for migration in ours
        for operation in migration.operations
        if not operation.reversible
    ]
    assert not one_way


def test_every_migration_says_what_it_brings() -> None:
    unnamed = [str(path) for path in FILES if re.search(r"_auto_|_\d{8}_|alter_\w+_and_more", path.stem)]
    assert not unnamed


def test_no_two_migrations_of_an_app_share_a_number() -> None:
    places = [(path.parent, path.stem[:4]) for path in FILES]
    assert len(set(places)) == len(places)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_no_migration_knows_the_code_of_today(path: Path) -> None:
    imported = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            imported |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported.add(node.module)
    ours = {name for name in imported if name.split(".")[0] in ROOMS}
    assert ours <= EXPRESSIONS


def test_what_is_drawn_once_only_makes_new_things(ours: list[Migration]) -> None:
    first = [migration for migration in ours if isinstance(migration, FirstTables)]
    assert {migration.app_label for migration in first} == {migration.app_label for migration in ours}
    makers = (CreateModel, AddTrigger, CreateExtension, RunSQL)
    assert all(isinstance(operation, makers) for migration in first for operation in migration.operations)


@pytest.mark.django_db
def test_the_sql_of_first_tables_can_be_printed(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("sqlmigrate", "mail", "0001")
    assert 'CREATE TABLE "mail_outgoingmail"' in capsys.readouterr().out


@pytest.mark.django_db
def test_nothing_is_left_to_apply_and_models_say_what_the_tables_are() -> None:
    loader = MigrationLoader(connection)
    assert set(loader.disk_migrations) <= set(loader.applied_migrations)
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
