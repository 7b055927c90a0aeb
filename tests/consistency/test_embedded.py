"""The servers from wheels: shared, private, and gone with their last user."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from cesp_portal.common.embedded import ServerError, Servers
from cesp_portal.common.embedded.places import Account, forget_directory, socket_directory

USER_OF_SERVERS = """
import sys, time
from pathlib import Path
from cesp_portal.common.embedded import Servers
with Servers(Path(sys.argv[1])):
    print("running", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def home() -> Iterator[Path]:
    """A short directory that the servers' account can reach."""
    with tempfile.TemporaryDirectory(prefix="cesp-") as directory:
        Path(directory).chmod(0o755)
        yield Path(directory) / "servers"


def answer(servers: Servers, query: str = "SELECT 1") -> object:
    """First value of the query's first row."""
    with psycopg.connect(servers.database_url()) as connection:
        row = connection.execute(query).fetchone()
    return row and row[0]


def start_user(home: Path) -> subprocess.Popen[str]:
    user = subprocess.Popen(
        [sys.executable, "-c", USER_OF_SERVERS, str(home)], stdout=subprocess.PIPE, text=True
    )
    assert user.stdout is not None
    assert user.stdout.readline() == "running\n"
    return user


def kill(user: subprocess.Popen[str]) -> None:
    user.kill()
    user.communicate()


def until(condition: Callable[[], bool], seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def postmaster(home: Path) -> int:
    return int((home / "data" / "cluster" / "postmaster.pid").read_text().split()[0])


def is_gone(pid: int) -> bool:
    """True for a process that ended, even if its adoptive parent has not looked yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_servers_start_once_for_all_and_stop_with_the_last_user(home: Path) -> None:
    first, second = Servers(home), Servers(home)
    first.start()
    server = postmaster(home)
    second.start()
    first.stop()
    assert postmaster(home) == server
    assert answer(second) == 1
    second.stop()
    assert is_gone(server)


def test_data_outlive_the_servers(home: Path) -> None:
    with Servers(home) as servers, psycopg.connect(servers.database_url()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    with Servers(home) as servers:
        assert answer(servers, "SELECT number FROM kept") == 7


def test_no_tcp_port_is_opened(home: Path) -> None:
    with Servers(home) as servers:
        assert answer(servers, "SHOW listen_addresses") == ""


def test_sockets_and_data_are_private(home: Path) -> None:
    with Servers(home) as servers:
        assert [(home / name).stat().st_mode & 0o077 for name in ("data", "run")] == [0, 0]
        assert all(path.stat().st_mode & 0o077 == 0 for path in servers.sockets.glob("*.sock"))


def test_killed_user_leaves_no_server_behind(home: Path) -> None:
    user = start_user(home)
    server = postmaster(home)
    kill(user)
    assert until(lambda: is_gone(server))


def test_killed_guardian_leaves_no_server_behind_and_the_next_start_works(home: Path) -> None:
    user = start_user(home)
    server = postmaster(home)
    os.kill(int((home / "guardian.lock").read_text()), signal.SIGKILL)
    with Servers(home) as servers:
        assert answer(servers) == 1
    assert is_gone(server)
    kill(user)


def test_pid_file_of_a_dead_server_whose_number_was_reused_is_no_obstacle(home: Path) -> None:
    with Servers(home):
        pass
    (home / "data" / "cluster" / "postmaster.pid").write_text(f"{os.getpid()}\n")
    with Servers(home) as servers:
        assert answer(servers) == 1


def test_interrupted_creation_starts_again(home: Path) -> None:
    servers = Servers(home)
    with servers:
        pass
    (home / "data" / "cluster").rename(home / "data" / "draft")
    with servers:
        assert answer(servers) == 1


def test_throwaway_servers_leave_nothing(home: Path) -> None:
    with Servers(home, durable=False):
        assert home.exists()
    assert not home.exists()


def test_too_long_a_path_gets_short_sockets_elsewhere(home: Path) -> None:
    deep = home / ("a" * 90) / "servers"
    try:
        with Servers(deep) as servers:
            assert len(str(servers.sockets)) < 80
            assert answer(servers) == 1
    finally:
        forget_directory(deep / "run")


def test_cleaned_temporary_directory_is_replaced(home: Path) -> None:
    home.mkdir()
    link = home / ("a" * 100)
    account = Account(os.geteuid(), os.getegid())
    first = socket_directory(link, account)
    first.rmdir()
    second = socket_directory(link, account)
    assert second.is_dir()
    forget_directory(link)
    assert not second.exists()


def test_running_servers_are_not_erased(home: Path) -> None:
    with Servers(home), pytest.raises(ServerError, match="tourne encore"):
        Servers(home).erase()
    Servers(home).erase()
    assert not (home / "data").exists()
