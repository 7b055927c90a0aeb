"""The door computes the day and passes it down: nothing below the doors looks at a clock."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.consistency.source import ROOMS, modules, tree

CLOCKLESS = {
    "enums",
    "rules",
    "models",
    "policies",
    "selectors",
    "notifications",
    "jobs",
    "services",
    "forms",
}
PURE = "cesp_portal/common/tabular"
CLOCKS = {"now", "today", "utcnow", "localdate", "localtime", "time", "time_ns", "monotonic", "CURRENT_DATE"}
OF_A_CLOCK = {"datetime", "date", "dt", "timezone", "time", "clock"}
CLOCK_MODULES = {"django.utils.timezone", "cesp_portal.common.clock"}
DATABASE_CLOCKS = {"Now", "TransactionNow"}


def is_below_the_doors(module: Path) -> bool:
    return bool(CLOCKLESS & {part.removesuffix(".py") for part in module.parts}) or str(module).startswith(
        PURE
    )


def looks_at_a_clock(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(value=value, attr=name)) if name in CLOCKS:
            owner = value.attr if isinstance(value, ast.Attribute) else getattr(value, "id", "")
            return owner in OF_A_CLOCK
        case ast.Call(func=ast.Name(id=name)):
            return name in DATABASE_CLOCKS | {"localdate", "now", "today"}
        case ast.ImportFrom(module=source, names=names) if source in CLOCK_MODULES:
            return any(alias.name in CLOCKS for alias in names)
        case ast.keyword(arg="auto_now" | "auto_now_add", value=ast.Constant(value=True)):
            return False  # Django's own trace of a row, never a fact of the portal
        case ast.keyword(arg="default", value=ast.Attribute(attr=name)):
            return name in CLOCKS
    return False


def glances(module: Path) -> Iterator[str]:
    for node in ast.walk(tree(module)):
        if looks_at_a_clock(node):
            yield f"{module}:{getattr(node, 'lineno', getattr(getattr(node, 'value', None), 'lineno', '?'))}"


def test_nothing_below_the_doors_looks_at_a_clock() -> None:
    below = [module for module in modules(*ROOMS) if is_below_the_doors(module)]
    assert len(below) > 20
    found = [glance for module in below for glance in glances(module)]
    assert not found, f"Take the day or the instant as an argument: {found}"


def test_the_walk_sees_the_ways_to_look_at_a_clock() -> None:
    ways = (
        "timezone.now()",
        "dt.date.today()",
        "datetime.datetime.now(tz)",
        "time.time()",
        "localdate()",
        "from django.utils.timezone import now",
        "models.DateTimeField(default=timezone.now)",
        "queryset.filter(at__lt=Now())",
    )
    unseen = [way for way in ways if not any(looks_at_a_clock(node) for node in ast.walk(ast.parse(way)))]
    assert not unseen
