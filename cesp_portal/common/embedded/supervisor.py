"""Several processes as one: prefixed output, one dies and all stop, none outlives the supervisor."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from types import FrameType
from typing import IO

PR_SET_PDEATHSIG = 1
STOP_SECONDS = 10
POLL_SECONDS = 0.2


def die_with_parent() -> None:
    """Ask the kernel for SIGTERM when the parent process disappears, however it does."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Runs named commands until one ends, or until SIGINT or SIGTERM; then stops them all.

    Each command finds its name in PROCESS_NAME.
    """

    def __init__(self, commands: Mapping[str, Sequence[str]], stop_seconds: float = STOP_SECONDS) -> None:
        self._commands = commands
        self._stop_seconds = stop_seconds
        self._processes: dict[str, subprocess.Popen[str]] = {}
        self._asked = threading.Event()
        self._voice = threading.Lock()

    def run(self, is_ready: Callable[[], bool], announce: Callable[[], None], patience_seconds: float) -> int:
        """Run to the end; `announce` once `is_ready`. Returns 0 when asked to stop, 1 when something failed."""
        former = {number: signal.signal(number, self._ask) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            self._start()
            return self._watch(is_ready, announce, patience_seconds)
        finally:
            self._stop()
            for number, handler in former.items():
                signal.signal(number, handler)

    def _ask(self, _signal: int, _frame: FrameType | None) -> None:
        self._asked.set()

    def _start(self) -> None:
        for name, command in self._commands.items():
            # A session of its own: Ctrl-C reaches the supervisor alone, and the whole branch can be stopped.
            self._processes[name] = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                env={**os.environ, "PYTHONUNBUFFERED": "1", "PROCESS_NAME": name},
                start_new_session=True,
                preexec_fn=die_with_parent,  # noqa: PLW1509  # no thread runs yet
            )
        # Only now: forking beside running threads is what one does not want.
        for name, process in self._processes.items():
            threading.Thread(target=self._relay, args=(name, process.stdout), daemon=True).start()

    def _relay(self, name: str, lines: IO[str]) -> None:
        for line in lines:
            self.say(f"{name:<8}| {line.rstrip()}")

    def say(self, text: str) -> None:
        """Print whole lines, never mixed; a closed terminal is no reason to stop."""
        with self._voice, contextlib.suppress(OSError, ValueError):
            sys.stdout.write(text + "\n")
            sys.stdout.flush()

    def _watch(
        self, is_ready: Callable[[], bool], announce: Callable[[], None], patience_seconds: float
    ) -> int:
        ready = False
        deadline = time.monotonic() + patience_seconds
        while not self._asked.wait(POLL_SECONDS):
            for name, process in self._processes.items():
                if process.poll() is not None:
                    self.say(
                        f"Le processus « {name} » s'est arrêté (code {process.returncode}) : tout s'arrête."
                    )
                    return 1
            if not ready and is_ready():
                ready = True
                announce()
            if not ready and time.monotonic() > deadline:
                self.say("La première page ne répond pas : tout s'arrête, lisez les lignes ci-dessus.")
                return 1
        return 0

    def _stop(self) -> None:
        for process in self._processes.values():
            process.terminate()
        deadline = time.monotonic() + self._stop_seconds
        for process in self._processes.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
