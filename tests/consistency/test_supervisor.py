"""Web server, worker and beat live and die together."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.consistency.test_embedded import is_gone, until

SLEEPER = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
PARENT_OF_SLEEPER = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {SLEEPER!r}])"
DEAF = "import os, signal, time; signal.signal(15, signal.SIG_IGN); print(os.getpid(), flush=True); time.sleep(60)"
SUPERVISE = """
import sys
from cesp_portal.common.embedded.supervisor import Supervisor
commands = {f"p{number}": [sys.executable, "-c", code] for number, code in enumerate(sys.argv[1:])}
supervisor = Supervisor(commands, stop_seconds=2)
sys.exit(supervisor.run(lambda: True, lambda: supervisor.say("ready"), patience_seconds=30))
"""


def supervise(*codes: str) -> tuple[subprocess.Popen[str], list[int]]:
    """A supervisor of sleepers, running, and the process numbers that the sleepers told."""
    process = subprocess.Popen(
        [sys.executable, "-c", SUPERVISE, *codes], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout is not None
    told: list[int] = []
    while len(told) < len(codes):
        line = process.stdout.readline()
        assert line, "the supervisor ended before its processes started"
        if line.startswith("p"):
            told.append(int(line.split("|")[1]))
    return process, told


def end(process: subprocess.Popen[str]) -> int:
    process.communicate(timeout=30)
    return process.returncode


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_asked_to_stop_it_stops_everything_and_succeeds(asked: signal.Signals) -> None:
    process, sleepers = supervise(SLEEPER, PARENT_OF_SLEEPER)
    process.send_signal(asked)
    assert end(process) == 0
    assert until(lambda: all(is_gone(pid) for pid in sleepers))


def test_one_that_ends_stops_the_others_and_fails() -> None:
    process, sleepers = supervise(SLEEPER, SLEEPER)
    os.kill(sleepers[0], signal.SIGKILL)
    assert end(process) == 1
    assert is_gone(sleepers[1])


def test_killed_launcher_leaves_nobody_behind() -> None:
    process, sleepers = supervise(SLEEPER, SLEEPER)
    process.kill()
    assert until(lambda: all(is_gone(pid) for pid in sleepers))
    end(process)


def test_process_that_does_not_listen_is_killed() -> None:
    process, sleepers = supervise(DEAF)
    started = time.monotonic()
    process.terminate()
    assert end(process) == 0
    assert is_gone(sleepers[0])
    assert time.monotonic() - started < 10


def test_lines_carry_the_name_of_their_process() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SUPERVISE, "print('bonjour')"],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert "p0      | bonjour\n" in done.stdout
    assert "« p0 » s'est arrêté" in done.stdout
    assert done.returncode == 1
