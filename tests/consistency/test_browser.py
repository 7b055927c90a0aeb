"""Which Chromium is driven."""

from pathlib import Path

import pytest

from cesp_portal.common.embedded.browser import PROGRAMS, find_chromium


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of programs, the only one of the machine."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    return tmp_path


def install(folder: Path, name: str) -> str:
    program = folder / name
    program.touch(0o755)
    return str(program)


def test_none_where_none_is_installed(installed: Path) -> None:
    assert find_chromium() is None


def test_whole_browser_where_it_is_alone(installed: Path) -> None:
    path = install(installed, "chromium")
    assert find_chromium() == path


def test_shell_before_the_whole_browser(installed: Path) -> None:
    paths = [install(installed, name) for name in PROGRAMS]
    assert find_chromium() == paths[0]


def test_named_program_and_no_other(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(installed, "chromium")
    monkeypatch.setenv("CHROMIUM", "chrome")
    assert find_chromium() is None
    path = install(installed, "chrome")
    assert find_chromium() == path
