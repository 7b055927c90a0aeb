"""A pair of servers, PostgreSQL and Valkey, shared by the processes that use them.

Every user holds a shared lock on `users.lock`. Who comes first starts the servers, who leaves last stops them; a
guardian process (guardian.py) does both, and stops them too when the users were killed. Starting takes `start.lock`.
The guardian holds `guardian.lock` while it lives, and its number is written inside.
"""

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from cesp_portal.common.embedded import places, postgres, valkey
from cesp_portal.common.embedded.errors import ServerError

START_SECONDS = 60
GUARDIAN = Path(__file__).with_name("guardian.py")


class Servers:
    """PostgreSQL and Valkey of one directory, usable as a context manager.

    `home` holds data, locks, sockets and logs. Servers that are not `durable` trade safety for speed, and their
    directory is removed when they stop. Addresses are known before anything starts. Raises ServerError.
    """

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self.home = home.absolute()
        self.durable = durable
        self._users: int | None = None
        self._sockets: Path | None = None

    def database_url(self, name: str = "cesp") -> str:
        """Address of a database, running or not."""
        return postgres.url(self.sockets, name)

    def redis_url(self, database: int = 0) -> str:
        """Address of a Valkey database (0 to 63), running or not."""
        return valkey.url(self.sockets, database)

    @property
    def sockets(self) -> Path:
        """Directory of the two private sockets."""
        if self._sockets is None or not self._sockets.exists():
            self._make_home()
            with self._locked("places.lock"):
                self._sockets = places.socket_directory(self.home / "run", self._account())
        return self._sockets

    def start(self) -> None:
        """Start the servers, or join those that another process started; return when both answer."""
        if self._users is not None:
            return
        self._make_home()
        self._users = self._open("users.lock")
        fcntl.flock(self._users, fcntl.LOCK_SH)
        try:
            with self._locked("start.lock"):
                if not self._wait_until_ready():
                    self._launch()
                    if not self._wait_until_ready():
                        raise ServerError(
                            f"Les serveurs embarqués ne démarrent pas : lisez {self.home / 'postgres.log'}."
                        )
                postgres.ensure_database(self.sockets, "cesp")
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Let go of the servers; the last user stops them and waits until they are down."""
        if self._users is None:
            return
        users, self._users = self._users, None
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # others still use them
        else:
            self._stop_guardian()
        finally:
            os.close(users)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def erase(self) -> None:
        """Remove the data and the sockets; raises ServerError while somebody uses them."""
        if not self.home.exists():
            return
        users = self._open("users.lock")
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ServerError("Le portail tourne encore : arrêtez « make run » puis relancez.") from error
        else:
            for name in ("data", "run"):
                places.forget_directory(self.home / name)
        finally:
            os.close(users)

    def _account(self) -> places.Account:
        return places.server_account(self.home / "data")

    def _make_home(self) -> None:
        try:
            self.home.mkdir(mode=0o755, parents=True, exist_ok=True)
        except OSError as error:
            raise ServerError(
                f"Le répertoire {self.home} ne peut pas être créé ({error.strerror})."
            ) from error

    def _open(self, name: str) -> int:
        try:
            return os.open(self.home / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise ServerError(
                f"{self.home / name} appartient à un autre compte : relancez avec ce compte ({error.strerror})."
            ) from error

    @contextlib.contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        lock = self._open(name)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _guardian_is_alive(self) -> bool:
        life = self._open("guardian.lock")
        try:
            fcntl.flock(life, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        else:
            return False
        finally:
            os.close(life)

    def _launch(self) -> None:
        account = self._account()
        data = places.data_directory(self.home / "data", account)
        sockets = self.sockets
        binaries = postgres.programs(account)
        self._stop_guardian()
        postgres.clear_stale(data)
        for leftover in sockets.glob(".s.PGSQL.*"):
            leftover.unlink()
        postgres.initialise(binaries, data, account, durable=self.durable)
        servers = [
            {
                "command": postgres.command_line(binaries, data, sockets, durable=self.durable),
                "log": str(self.home / "postgres.log"),
                "stop_signal": int(signal.SIGINT),
            },
            {
                "command": valkey.command_line(valkey.program(account), sockets),
                "log": str(self.home / "valkey.log"),
                "stop_signal": int(signal.SIGTERM),
            },
        ]
        plan = {
            "servers": servers,
            "account": None if account.is_ours else {"uid": account.uid, "gid": account.gid},
            "users_lock": str(self.home / "users.lock"),
            "life_lock": str(self.home / "guardian.lock"),
            "remove": [] if self.durable else [str(data), str(sockets), str(self.home)],
        }
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(GUARDIAN)],
            input=json.dumps(plan),
            text=True,
            capture_output=True,
            check=False,
        )
        if done.returncode != 0:
            raise ServerError(f"Les serveurs embarqués ne démarrent pas ({done.stderr.strip()[-200:]}).")

    def _wait_until_ready(self) -> bool:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._guardian_is_alive():
            if valkey.is_ready(self.sockets) and postgres.is_ready(self.sockets):
                return True
            time.sleep(0.05)
        return False

    def _stop_guardian(self) -> None:
        """Ask the guardian, if one lives, to stop the servers, and wait for it."""
        life = self._open("guardian.lock")
        try:
            fcntl.flock(life, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.kill(int(os.pread(life, 20, 0)), signal.SIGTERM)
            fcntl.flock(life, fcntl.LOCK_EX)
        finally:
            os.close(life)
