"""The addresses the settings read, named before Django starts."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from cesp_portal.common.embedded.servers import Servers

ADDRESSES = ("DATABASE_URL", "REDIS_URL")
TEST_HOME = "CESP_TEST_HOME"
# Valkey numbers: the suite's processes from 0, the stacks they start from 32.
FIRST_STACK_NUMBER = 32


def name_project_servers(root: Path) -> Servers | None:
    """Complete the environment with the project's own servers, not started; None when both addresses are given."""
    if all(os.environ.get(name) for name in ADDRESSES):
        return None
    servers = Servers(root / "var" / "servers")
    if not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = servers.database_url()
    if not os.environ.get("REDIS_URL"):
        os.environ["REDIS_URL"] = servers.redis_url()
    return servers


def name_test_servers() -> Servers:
    """Name throwaway servers, not started, shared by the processes of one test run.

    Each process of the run has its own database (`test_gw0`, ...) and its own Valkey number.
    """
    if TEST_HOME not in os.environ:
        home = Path(tempfile.mkdtemp(prefix="cesp-tests-"))
        home.chmod(0o755)  # the servers' account passes through; their own directories stay private
        os.environ[TEST_HOME] = str(home)
        atexit.register(_forget_unused, home)
    servers = Servers(Path(os.environ[TEST_HOME]), durable=False)
    os.environ["DATABASE_URL"] = servers.database_url(process_database())
    os.environ["REDIS_URL"] = servers.redis_url(process_number())
    return servers


def _forget_unused(home: Path) -> None:
    """Remove the directory of servers that nobody started; their guardian removes that of those that ran."""
    if not (home / "guardian.lock").exists():
        shutil.rmtree(home, ignore_errors=True)


def process_database() -> str:
    """Name of this test process's database."""
    return f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"


def process_number() -> int:
    """Number of this test process: 0 alone, 1 and up for xdist's workers."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    return int(worker.removeprefix("gw")) + 1 if worker else 0
