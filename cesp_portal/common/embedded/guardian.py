"""Guardian of the servers: runs them as long as somebody holds the users' lock, then stops them.

Started by path, alone in its session, with its plan as JSON on standard input. It knows nothing of what it runs, so
it needs only the standard library. Locks are the kernel's: a user killed with -9 lets go of them like any other.
If the guardian itself is killed, the kernel sends each server its stop signal.
"""

import contextlib
import ctypes
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any

POLL_SECONDS = 0.1
STOP_SECONDS = 30
PR_SET_PDEATHSIG = 1
STARTED = b"started"


class Asked(Exception):
    """The last user asks for the end."""


def main() -> None:
    """Detach, start the servers, tell the starter, watch, stop."""
    plan = json.load(sys.stdin)
    told, tell = os.pipe()
    if os.fork():
        os.close(tell)
        answer = os.read(told, 1000)
        sys.exit(0 if answer == STARTED else answer.decode())
    os.setsid()
    os.close(told)
    _silence()
    life = os.open(plan["life_lock"], os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(life, fcntl.LOCK_EX)
    os.ftruncate(life, 0)
    os.pwrite(life, str(os.getpid()).encode(), 0)
    signal.signal(signal.SIGTERM, _ask)
    started: list[tuple[subprocess.Popen[bytes], int]] = []
    try:
        for server in plan["servers"]:
            process = _start(server, plan["account"])
            started.append((process, server["stop_signal"]))
        os.write(tell, STARTED)
        _watch(plan["users_lock"], [process for process, _ in started])
    except Asked:
        pass
    except OSError as error:
        os.write(tell, str(error).encode())
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        for process, stop_signal in reversed(started):
            _stop(process, stop_signal)
        for path in plan["remove"]:
            shutil.rmtree(path, ignore_errors=True)


def _silence() -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    os.chdir("/")


def _ask(_signal: int, _frame: FrameType | None) -> None:
    raise Asked


def _start(server: dict[str, Any], account: dict[str, int] | None) -> subprocess.Popen[bytes]:
    libc = ctypes.CDLL(None)

    def die_with_guardian() -> None:
        os.umask(0o077)
        libc.prctl(PR_SET_PDEATHSIG, server["stop_signal"])

    with Path(server["log"]).open("ab") as log:
        return subprocess.Popen(
            server["command"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
            preexec_fn=die_with_guardian,  # noqa: PLW1509  # the guardian has a single thread
            user=account["uid"] if account else None,
            group=account["gid"] if account else None,
            extra_groups=[] if account else None,
        )


def _watch(users_lock: str, processes: list[subprocess.Popen[bytes]]) -> None:
    """Return when nobody holds the users' lock any more, or when a server died."""
    users = os.open(users_lock, os.O_RDWR)
    while all(process.poll() is None for process in processes):
        time.sleep(POLL_SECONDS)
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return  # kept until the end: a newcomer waits until the servers are down


def _stop(process: subprocess.Popen[bytes], stop_signal: int) -> None:
    process.send_signal(stop_signal)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


if __name__ == "__main__":
    main()
