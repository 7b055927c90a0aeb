"""The diagrams of docs/cycles.md are those of the tables; run this module to write them again."""

import importlib
import pkgutil
from pathlib import Path

from cesp_portal.common.rules.transitions import Transitions

PAGE = Path(__file__).parents[2] / "docs" / "cycles.md"
APPS = ("contracts", "zonage", "installations")
HEAD = """# Cycles de vie

Chaque état ne change que par une action de son tableau. Ces diagrammes sont écrits à partir des tableaux du code.
"""


def tables() -> list[Transitions]:
    """Return every lifecycle of the rules, by name."""
    found = {}
    for app in APPS:
        rules = importlib.import_module(f"{app}.rules")
        for module in pkgutil.walk_packages(rules.__path__, f"{app}.rules."):
            for value in vars(importlib.import_module(module.name)).values():
                if isinstance(value, Transitions):
                    found[value.name] = value
    return [found[name] for name in sorted(found)]


def name_of(table: Transitions) -> str:
    """Return the name of a lifecycle as a heading."""
    return table.name[:1].upper() + table.name[1:]


def page() -> str:
    """Return the page as it should be."""
    parts = [f"## {name_of(table)}\n\n```mermaid\n{table.mermaid()}\n```\n" for table in tables()]
    return HEAD + "\n" + "\n".join(parts)


def test_each_diagram_is_its_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_the_walk_finds_the_lifecycles() -> None:
    assert {"demande", "décision", "transmission"} <= {table.name for table in tables()}


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
