"""The commands start the servers they need, and only those."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cesp_portal.common.embedded import Servers

ROOT = Path(__file__).resolve().parents[2]


def run_command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        env=kept | environment,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def assert_one_sentence(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert "CommandError" not in done.stderr
    assert all(word in done.stderr for word in words), done.stderr
    assert "Traceback" not in done.stderr + done.stdout


def test_missing_setting_is_named_in_one_sentence() -> None:
    done = run_command("migrate", DJANGO_SETTINGS_MODULE="cesp_portal.settings.production")
    assert_one_sentence(done, "SECRET_KEY", "manque")


def test_unknown_settings_are_named_in_one_sentence() -> None:
    assert_one_sentence(run_command("check", "--settings=cesp_portal.settings.nowhere"), "nowhere")


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"SWEEP_SECONDS": "souvent"}, "souvent"),
        ({"EMAIL_URL": "courrier"}, "email"),
        ({"PROCESS_NAME": "web", "LOG_DIR": "/dev/null/log"}, "/dev/null"),
    ],
)
def test_impossible_setting_is_one_sentence(given: dict[str, str], word: str) -> None:
    assert_one_sentence(run_command("check", **given), word)


def test_production_logs_one_json_object_per_line() -> None:
    program = (
        "import django, logging; django.setup()\n"
        "try: 1 / 0\n"
        "except ZeroDivisionError: logging.getLogger('cesp_portal.essai').exception('Échec\\nsur deux lignes')\n"
        "logging.getLogger('celery.worker').info('tâche reçue')\n"
        "logging.getLogger('tierce').info('bavardage')"
    )
    given = {
        "DJANGO_SETTINGS_MODULE": "cesp_portal.settings.production",
        "SECRET_KEY": "essai",
        "ALLOWED_HOSTS": "cesp.example.org",
        "PUBLIC_URL": "https://cesp.example.org",
        "DATABASE_URL": "postgres://cesp@localhost/cesp",
        "REDIS_URL": "redis://localhost/0",
    }
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=given | {"PATH": os.environ["PATH"]},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    failure, told = [json.loads(line) for line in done.stderr.splitlines()]
    assert (failure["level"], failure["logger"]) == ("error", "cesp_portal.essai")
    assert "deux lignes" in failure["event"]
    assert "ZeroDivisionError" in failure["exception"]
    assert (told["level"], told["event"]) == ("info", "tâche reçue")


def test_unreachable_database_is_named_without_its_password() -> None:
    done = run_command(
        "migrate", DATABASE_URL="postgres://cesp:canary@127.0.0.1:1/cesp", REDIS_URL="redis://x/0"
    )
    assert_one_sentence(done, "DATABASE_URL", "127.0.0.1:1/cesp")
    assert "canary" not in done.stderr


@pytest.mark.parametrize("url", ["mysql://x/y", "cesp", "postgres://[::"])
def test_malformed_database_address_is_one_sentence(url: str) -> None:
    assert_one_sentence(run_command("migrate", DATABASE_URL=url, REDIS_URL="redis://x/0"), "DATABASE_URL")


def test_unreachable_redis_stops_the_stack_before_anything_starts(servers: Servers) -> None:
    database = servers.database_url("cesp")
    done = run_command("run_stack", DATABASE_URL=database, REDIS_URL="redis://127.0.0.1:1/0", PORT="18573")
    assert_one_sentence(done, "REDIS_URL", "127.0.0.1:1")


@pytest.mark.parametrize("port", ["abc", "0", "70000"])
def test_bad_port_is_one_sentence(servers: Servers, port: str) -> None:
    given = {"DATABASE_URL": servers.database_url("cesp"), "REDIS_URL": servers.redis_url(40)}
    assert_one_sentence(run_command("run_stack", PORT=port, **given), f"PORT={port}")


def test_command_without_database_runs_without_server() -> None:
    unreachable = {"DATABASE_URL": "postgres://cesp@127.0.0.1:1/cesp", "REDIS_URL": "redis://127.0.0.1:1/0"}
    assert run_command("check", "--tag", "models", **unreachable).returncode == 0
