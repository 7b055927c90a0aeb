"""A line of code knows its room: every module is on a named floor, and imports only go down."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.consistency.source import APPS, ROOT, modules

FLOORS = {
    "enums",
    "rules",
    "models",
    "policies",
    "selectors",
    "notifications",
    "jobs",
    "services",
    "forms",
    "views",
    "urls",
    "admin",
    "tasks",
    "management",
}
# What Django itself asks an app for, and the template tags.
DJANGO = {"__init__", "apps", "templatetags"}
# The dashboard frames every page: what each template gets, and who sees which menu.
FRAME = {"context", "menu"}
DRAWERS = {"utils", "util", "helpers", "misc", "tools", "common"}


def floor_of(module: Path, app: str) -> str:
    inside = module.relative_to(app)
    return inside.parts[0].removesuffix(".py")


@pytest.mark.parametrize(
    ("app", "named"), [*((app, set()) for app in APPS), ("cesp_portal/dashboard", FRAME)]
)
def test_every_module_is_on_a_named_floor(app: str, named: set[str]) -> None:
    strangers = [
        str(module) for module in modules(app) if floor_of(module, app) not in FLOORS | DJANGO | named
    ]
    assert not strangers, f"Not on a floor of the house: {strangers}"


def test_no_module_is_a_drawer() -> None:
    drawers = [str(module) for module in modules(*APPS, "cesp_portal/dashboard") if module.stem in DRAWERS]
    assert not drawers, f"Name these after what they answer: {drawers}"


def test_no_module_is_empty() -> None:
    empty = [
        str(module)
        for module in modules()
        if module.name != "__init__.py" and not (ROOT / module).stat().st_size
    ]
    assert not empty


def test_import_contracts_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[done.stdout.find("Broken contracts") :] + done.stderr
