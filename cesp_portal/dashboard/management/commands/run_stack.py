"""The whole portal in one terminal: web server, worker, beat."""

import http.client
import os
import socket
import sys
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command

from cesp_portal.common.embedded import ServerError, require_redis
from cesp_portal.common.embedded.supervisor import Supervisor, die_with_parent
from cesp_portal.dashboard.services.demonstration.accounts import ACCOUNTS, PASSWORD

HOST = "127.0.0.1"
DEFAULT_PORT = "8000"
START_SECONDS = 180
WEB = [
    "gunicorn",
    "cesp_portal.wsgi",
    "--workers",
    "2",
    "--preload",
    "--timeout",
    "120",
    "--log-level",
    "warning",
]
WORKER = ["worker", "--concurrency", "2", "--without-gossip", "--without-mingle"]
BEAT = ["beat", "--pidfile="]


class Command(BaseCommand):
    """Prepare the database, run the three processes, say when the first page answers."""

    help = "Lance le portail : serveur web, tâches de fond et minuterie, jusqu'à Ctrl-C."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say whether the stack ends with the process that launched it."""
        parser.add_argument(
            "--with-parent", action="store_true", help="S'arrête avec le processus qui l'a lancé, même tué."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Check first, then prepare, then run; exits with 1 when a process failed."""
        if options["with_parent"]:
            die_with_parent()
        port = self._free_port()
        try:
            require_redis(settings.REDIS_URL)
        except ServerError as error:
            sys.exit(str(error))
        self._prepare()
        # Every sweep comes round within the hour: what beat remembers of the last start is of no use.
        with TemporaryDirectory(prefix="cesp-") as scratch:
            supervisor = Supervisor(self._processes(port, Path(scratch)))
            code = supervisor.run(
                lambda: _answers(port),
                lambda: self._announce(supervisor, port),
                patience_seconds=START_SECONDS,
            )
        supervisor.say("Le portail est arrêté.")
        sys.exit(code)

    def _free_port(self) -> int:
        asked = os.environ.get("PORT") or DEFAULT_PORT
        if not (asked.isdecimal() and 0 < int(asked) < 65536):
            sys.exit(f"PORT={asked} n'est pas un numéro de port : donnez un nombre de 1 à 65535.")
        port = int(asked)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError as error:
                sys.exit(
                    f"Le port {port} est déjà pris sur {HOST} ({error.strerror}) : "
                    f"arrêtez ce qui l'occupe, ou lancez « make run PORT={port + 1} »."
                )
        return port

    def _prepare(self) -> None:
        self.stdout.write("Base de données…")
        call_command("migrate", interactive=False, verbosity=0)
        if settings.DEMONSTRATION:
            # Quick and silent when the demonstration is there already.
            call_command("load_demo", stdout=self.stdout)
            for former in settings.LOG_DIR.glob("*.log"):
                former.unlink(missing_ok=True)

    def _processes(self, port: int, scratch: Path) -> dict[str, list[str]]:
        os.environ["DJANGO_SETTINGS_MODULE"] = settings.SETTINGS_MODULE
        # `make check` and the suite run the system checks; worker and beat would each read every page for them.
        os.environ["CELERY_SKIP_CHECKS"] = "1"
        python = [sys.executable, "-m"]
        # Celery scolds root at length; a demonstration may be root's.
        quiet = [sys.executable, "-W", "ignore::UserWarning:celery.platforms", "-m"]
        celery = [*quiet, "celery", "--app", "cesp_portal", "--quiet"]
        return {
            "web": [*python, *WEB, "--bind", f"{HOST}:{port}"],
            "worker": [*celery, *WORKER],
            "beat": [*celery, *BEAT, "--schedule", str(scratch / "beat")],
        }

    def _announce(self, supervisor: Supervisor, port: int) -> None:
        lines = [""]
        if settings.DEMONSTRATION:
            lines += [f"Personnes de la démonstration, toutes inventées ; mot de passe : {PASSWORD}"]
            lines += [f"  {account.email:<34} {account.story}" for account in ACCOUNTS]
            lines += ["", f"Courriels : {settings.EMAIL_FILE_PATH} ; détail des tâches : {settings.LOG_DIR}"]
        lines += [f"Prêt : http://{HOST}:{port}/  (Ctrl-C arrête tout)", ""]
        supervisor.say("\n".join(lines))


def _answers(port: int) -> bool:
    """True when the first page answers without a server error."""
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()
