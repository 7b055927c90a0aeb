"""A portal that runs as long as a measure: the web server of `make run`, on the database of the measure."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.core.management.base import CommandError
from django.db import connection

HOST = "127.0.0.1"
START_SECONDS = 120
READY_PATH = "/sante/"
TICKS = os.sysconf("SC_CLK_TCK")
# In /proc/<pid>/stat, after the name between brackets: the state, then the parent; user and system time.
PARENT, USER_TIME, SYSTEM_TIME = 1, 11, 12


@dataclass(frozen=True, slots=True)
class MeasuredPortal:
    """Where the portal listens, and the process that holds its workers."""

    host: str
    port: int
    process_id: int

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def processor_seconds(self) -> float:
        """Return the seconds of processor that the workers and their database connections have used so far."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            backends = [pid for (pid,) in cursor.fetchall()]
        return sum(map(_seconds_of, [*_children_of(self.process_id), *backends]))


class Processor:
    """The seconds of processor that this process and its connections to the database have used.

    What else runs on the machine counts little in it. Where the database server is on another machine, its part cannot
    be read: raises CommandError.
    """

    def __init__(self) -> None:
        self._used: dict[int, float] = {}
        connection.ensure_connection()
        self.seconds()

    def seconds(self) -> float:
        """Return the seconds used so far."""
        if connection.connection is not None:
            backend = connection.connection.info.backend_pid
            try:
                told = Path(f"/proc/{backend}/schedstat").read_text()
            except OSError as error:
                raise CommandError(
                    "La base doit tourner sur cette machine : son temps de processeur compte."
                ) from error
            self._used[backend] = int(told.split()[0]) / 1e9
        return time.process_time() + sum(self._used.values())


@contextmanager
def measured_portal(workers: int = 2) -> Iterator[MeasuredPortal]:
    """Start gunicorn with as many workers as `make run`, give it once it answers, stop it at the end.

    Raises CommandError when it does not start.
    """
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    command = [sys.executable, "-m", "gunicorn", "cesp_portal.wsgi", "--workers", str(workers), "--preload"]
    process = subprocess.Popen(
        [*command, "--log-level", "warning", "--bind", f"{HOST}:{port}"],
        env=os.environ | {"DATABASE_URL": database.geturl()},
    )
    try:
        portal = MeasuredPortal(HOST, port, process.pid)
        _wait(process, portal.url + READY_PATH)
        yield portal
    finally:
        process.terminate()
        process.wait(30)


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=10):  # noqa: S310  # our own process, on http
                return
        except OSError:
            time.sleep(0.1)
    raise CommandError("Le portail à mesurer ne démarre pas.")


def _children_of(process_id: int) -> list[int]:
    numbers = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    return [number for number in numbers if _stat(number)[PARENT : PARENT + 1] == [str(process_id)]]


def _seconds_of(process_id: int) -> float:
    facts = _stat(process_id)
    return (int(facts[USER_TIME]) + int(facts[SYSTEM_TIME])) / TICKS if facts else 0


def _stat(process_id: int) -> list[str]:
    try:
        return Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    except OSError:  # it has just ended
        return []
