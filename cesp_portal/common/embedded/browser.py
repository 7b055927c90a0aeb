"""The Chromium that journeys and measures drive."""

import os
import shutil

# The shell has no window to draw: it spends a quarter less processor than the whole browser, same engine.
PROGRAMS = ("chromium-headless-shell", "chromium")
# What talks to the network by itself, and what only a screen needs.
OPTIONS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_chromium() -> str | None:
    """Return the path of the program that ``CHROMIUM`` names, else of the first that is installed, else none."""
    named = os.environ.get("CHROMIUM")
    return next(filter(None, map(shutil.which, [named] if named else PROGRAMS)), None)


def chromium_options() -> list[str]:
    """Return its command-line options; root has no sandbox."""
    return [*OPTIONS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
