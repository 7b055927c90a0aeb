"""The project's own code, as the consistency tests read it."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("contracts", "zonage", "installations")
ROOMS = (*APPS, "cesp_portal")


def modules(*rooms: str) -> Iterator[Path]:
    """Python files of the rooms, relative to the project, migrations left out."""
    for room in rooms or ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(ROOT)


def tree(module: Path) -> ast.Module:
    """Syntax tree of a module."""
    return ast.parse((ROOT / module).read_text(), str(module))
