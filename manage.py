#!/usr/bin/env python3
"""Django's commands. Those that need servers get them: the given ones, checked, or the project's own, started."""

import os
import re
import sys
import warnings
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parent
DEMONSTRATION = "cesp_portal.settings.demo"
# These prepare the tables themselves, or must find them as they are.
PREPARES_ITSELF = {"bench", "dbshell", "flush", "migrate", "run_stack", "showmigrations", "sqlmigrate"}
# The other settings name their servers themselves, or refuse to start.
WITH_OWN_SERVERS = {DEMONSTRATION}
# Needs no table either: it answers sooner without loading them.
NEEDS_NO_TABLE = {"check_selection_file": "contracts"}
NEEDS_NO_SERVER = {
    "check",
    "check_cases",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "help",
    "makemessages",
    "makemigrations",
    "rules_report",
    "version",
}


def main(arguments: list[str]) -> int:
    """Run one command; what is missing is one sentence and exit code 1."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", _asked_settings(arguments) or DEMONSTRATION)
    try:
        from django.core.management import execute_from_command_line, load_command_class

        if arguments and arguments[0] in NEEDS_NO_TABLE:
            load_command_class(NEEDS_NO_TABLE[arguments[0]], arguments[0]).run_from_argv(
                ["manage.py", *arguments]
            )
            return 0
        from cesp_portal.common.embedded import ServerError
        from cesp_portal.common.rules.errors import RuleError
    except ModuleNotFoundError as error:
        return _refuse(
            f"Le module {error.name} manque : lancez « make run », puis « .venv/bin/python manage.py … »."
        )
    with ExitStack() as stack:
        try:
            _prepare(arguments, stack)
        except ServerError as error:
            return _refuse(str(error))
        # Written migrations are compared with the models; no server is asked what it has applied.
        warnings.filterwarnings("ignore", "Got an error checking a consistent migration history")
        try:
            execute_from_command_line([str(ROOT / "manage.py"), *arguments])
        except RuleError as error:
            return _refuse(str(error))
    return 0


def _prepare(arguments: list[str], stack: ExitStack) -> None:
    from cesp_portal.common.embedded import require_database, require_database_form
    from cesp_portal.common.embedded.environment import name_project_servers

    given = os.environ.get("DATABASE_URL")
    if given:
        require_database_form(given)
    own = os.environ["DJANGO_SETTINGS_MODULE"] in WITH_OWN_SERVERS
    servers = name_project_servers(ROOT) if own else None
    _require_settings()
    if _needs_servers(arguments):
        if given:
            require_database(given)
        if servers:
            stack.enter_context(servers)
        if not given and own and arguments[0] not in PREPARES_ITSELF:
            _make_tables()


def _make_tables() -> None:
    """Bring the project's own database up to date: a command typed in a fresh clone just works."""
    import django
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    django.setup()
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        print("La base de données est préparée…", file=sys.stderr)
        call_command("migrate", interactive=False, verbosity=0)


def _require_settings() -> None:
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    from cesp_portal.common.embedded import ServerError

    try:
        _ = settings.INSTALLED_APPS  # reading one is what loads them all
    except ImproperlyConfigured as error:
        missing = re.search(r"Set the (\w+) environment variable", str(error))
        if missing:
            raise ServerError(
                f"La variable d'environnement {missing[1]} manque : définissez-la puis relancez la commande."
            ) from error
        raise ServerError(f"Un réglage est faux : {error}") from error
    except ValueError as error:
        raise ServerError(f"Une variable d'environnement a une valeur impossible : {error}") from error
    except OSError as error:
        raise ServerError(
            f"Le portail ne peut pas écrire dans {error.filename} ({error.strerror}) : "
            "donnez-lui ce droit, ou lancez-le depuis un dossier qui est à vous."
        ) from error
    except ModuleNotFoundError as error:
        raise ServerError(
            f"Le module de réglages {os.environ['DJANGO_SETTINGS_MODULE']} n'existe pas."
        ) from error


def _needs_servers(arguments: list[str]) -> bool:
    return bool(arguments) and not (
        arguments[0] in NEEDS_NO_SERVER
        or arguments[0].startswith("-")
        or any(argument in {"-h", "--help"} for argument in arguments)
    )


def _asked_settings(arguments: list[str]) -> str | None:
    for argument, following in zip(arguments, [*arguments[1:], ""], strict=True):
        if argument == "--settings":
            return following
        if argument.startswith("--settings="):
            return argument.partition("=")[2]
    return None


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
