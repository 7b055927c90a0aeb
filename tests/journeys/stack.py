"""The running portal that the journeys visit: web server, worker and beat as real processes."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cesp_portal.common.embedded import Servers
from cesp_portal.common.embedded.environment import FIRST_STACK_NUMBER, process_number
from tests.databases import clone_template

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 100
START_SECONDS = 900  # a busy machine; the demonstration is told by the services that people use


@dataclass(frozen=True)
class Stack:
    """Address of the running portal, and what it writes: its database, its mails, its stored files, its log."""

    url: str
    database_url: str
    mails: Path
    documents: Path
    log: Path

    def mails_to(self, address: str) -> list[str]:
        """Texts of the messages sent to an address, oldest first."""
        texts = [
            path.read_text() for path in sorted(self.mails.glob("*"), key=lambda path: path.stat().st_mtime)
        ]
        return [text for text in texts if f"To: {address}" in text]

    def codes_sent_to(self, address: str) -> list[str]:
        """Codes of sign-in sent to an address, oldest first."""
        found = [re.search(r"portail CESP : (\S+)", mail) for mail in self.mails_to(address)]
        return [code[1] for code in found if code]


def patiently(read: Callable[[], str]) -> str:
    """Ask again until there is an answer; the worker and the beat have their own pace."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if answer := read():
            return answer
        time.sleep(0.2)
    raise AssertionError("nothing came in time")


@contextmanager
def running_stack(servers: Servers, template: str, home: Path) -> Iterator[Stack]:
    """Run the portal on a free port, with a database, mails and documents of its own."""
    number = process_number()
    database = f"stack_{number}"
    clone_template(servers, template, database)
    port = _free_port()
    stack = Stack(
        url=f"http://127.0.0.1:{port}",
        database_url=servers.database_url(database),
        mails=home / "mails",
        documents=home / "documents",
        log=home / "stack.log",
    )
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "cesp_portal.settings.demo",
        "DATABASE_URL": stack.database_url,
        "REDIS_URL": servers.redis_url(FIRST_STACK_NUMBER + number),
        "PORT": str(port),
        "PUBLIC_URL": stack.url,
        "SWEEP_SECONDS": "5",
        "EMAIL_FILE_PATH": str(stack.mails),
        "LOG_DIR": str(home / "log"),
        "DOCUMENTS_ROOT": str(stack.documents),
    }
    command = [sys.executable, str(ROOT / "manage.py"), "run_stack", "--with-parent"]
    with stack.log.open("w") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        _wait(stack, process, port)
        yield stack
    finally:
        process.terminate()
        process.wait(30)


def _wait(stack: Stack, process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/")
            if connection.getresponse().status < 500:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise RuntimeError(f"The portal does not answer:\n{stack.log.read_text()[-4000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
