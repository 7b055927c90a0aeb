"""Mutation testing of the rules: ``python -m tests.mutants [MODULE…]``, ``ONE_IN=3`` for a third of the mutants.

Each mutant changes one operator, number, truth or condition of one function; it must make a worked case or a test
fail. Sentences are not changed: they are read by people, not by tests. Functions are patched in a forked process, so
that nothing is imported twice and a broken mutant harms nobody.
"""

import ast
import copy
import os
import pkgutil
import re
import resource
import signal
import sys
import types
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import django
import pytest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cesp_portal.settings.test")
os.environ["HYPOTHESIS_PROFILE"] = "mutants"
django.setup()

from cesp_portal.dashboard.rules.cases import case_files, read_cases, run_case  # noqa: E402  # Django first

PACKAGES = ("cesp_portal.common.rules", "contracts.rules", "zonage.rules", "installations.rules")
# What other suites judge: readers of files, and what the tests of services show with a database.
ELSEWHERE = frozenset(
    [
        "assessment",
        "case_findings",
        "commissions",
        "conditions",
        "demonstration",
        "exchange_lifecycle",
        "figures",
        "impacts",
        "leave_requests",
        "list_differences",
        "names",
        "payment_gaps",
        "pieces",
        "place_findings",
        "places",
        "quota_files",
        "reallocations",
        "rpps",
        "shares",
        "substitutes",
        "survey_answers",
        "survey_figures",
        "survey_lifecycle",
    ]
)
RULES = Path(__file__).parent / "rules"
CASES = [case for path in case_files([RULES / "cases"]) for case in read_cases(path)]
SECONDS = 90
ONE_IN = int(os.environ.get("ONE_IN", "1"))
# The quickest to notice something first.
TESTS = (
    "test_exact_findings",
    "test_explanations",
    "test_statement",
    "test_calendar",
    "test_parameters",
    "test_transitions",
    "test_facts",
    "test_properties",
)
# The cases of a module's own questions are asked first.
FIRST = {
    "paid_months": ("commitment",),
    "suspended_months": ("commitment",),
    "third_cycle": ("third_cycle_suspension", "commitment"),
    "academic_years": ("commitment", "list_transmission"),
    "allowances": ("net_allowance", "indemnity"),
    "indemnities": ("indemnity",),
    "leaves": ("training_leave", "disponibilite"),
    "regimes": ("regime", "eligibility"),
    "authorities": ("authority",),
    "deadlines": ("offer_deadline", "list_transmission", "next_exchange"),
    "selection_lists": ("selection_list",),
    "offers": ("next_offers",),
    "levels": ("zone_right",),
    "practice_clock": ("service",),
    "deferrals": ("deferral",),
    "replacements": ("replacement",),
    "zone_rights": ("zone_right",),
    "work_shares": ("work_share",),
    "practice_suspensions": ("practice_suspension",),
}

SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.And: ast.Or,
    ast.Or: ast.And,
}
Mutation = tuple[str, int, Callable[[], None], Callable[[], None]]


def mutations(tree: ast.AST) -> Iterator[Mutation]:
    """Each change as (description, line, do, undo), applied to the tree in place."""
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Compare):
            for place, operator in enumerate(node.ops):
                if type(operator) in SWAPS:
                    yield _swap(node.ops, place, SWAPS[type(operator)](), line, type(operator).__name__)
        elif isinstance(node, ast.BinOp | ast.BoolOp | ast.AugAssign) and type(node.op) in SWAPS:
            yield _set(node, "op", SWAPS[type(node.op)](), line, type(node.op).__name__)
        elif isinstance(node, ast.Constant) and isinstance(node.value, bool | int):
            wrong = not node.value if isinstance(node.value, bool) else node.value + 1
            yield _set(node, "value", wrong, line, repr(node.value))
        elif isinstance(node, ast.If | ast.IfExp | ast.While):
            yield _set(node, "test", ast.UnaryOp(ast.Not(), node.test), line, "condition")
        elif isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
            yield _set(node, "value", ast.Constant(None), line, "return")


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _set(node: ast.AST, name: str, value: object, line: int, what: str) -> Mutation:
    before = getattr(node, name)
    return what, line, lambda: setattr(node, name, value), lambda: setattr(node, name, before)


def _swap(operators: list[ast.cmpop], place: int, value: ast.AST, line: int, what: str) -> Mutation:
    before = operators[place]

    def do() -> None:
        operators[place] = value  # type: ignore[assignment]  # a comparison for a comparison

    return what, line, do, lambda: operators.__setitem__(place, before)


def functions(module: types.ModuleType) -> Iterator[tuple[str, types.FunctionType]]:
    """The functions and methods written in a module, by qualified name."""
    for value in vars(module).values():
        holder = (
            vars(value).values()
            if isinstance(value, type) and value.__module__ == module.__name__
            else (value,)
        )
        for one in holder:
            plain = (
                getattr(one, "__func__", None)
                or getattr(one, "fget", None)
                or getattr(one, "func", None)
                or one
            )
            plain = getattr(plain, "__wrapped__", plain)
            if isinstance(plain, types.FunctionType) and plain.__module__ == module.__name__:
                yield plain.__qualname__, plain


def code_objects(code: types.CodeType, prefix: str = "") -> Iterator[tuple[str, types.CodeType]]:
    """Every code object of a compiled module, by the qualified name of its function."""
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield constant.co_qualname, constant
            yield from code_objects(constant)


def killed(module: types.ModuleType, tree: ast.Module, function: str) -> bool:
    """Whether the mutated tree, put in place of that function in a child, makes something fail."""
    child = os.fork()
    if child == 0:
        signal.alarm(SECONDS)
        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        try:
            code = compile(tree, str(module.__file__), "exec", dont_inherit=True, flags=_future(tree))
            dict(functions(module))[function].__code__ = dict(code_objects(code))[function]
            os._exit(0 if survives(module.__name__) else 1)
        except BaseException:  # noqa: BLE001  # whatever breaks kills the mutant
            os._exit(1)
    _, status = os.waitpid(child, 0)
    return status != 0


def _future(tree: ast.Module) -> int:
    import __future__  # noqa: PLC0415

    names = {alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    return __future__.annotations.compiler_flag if "annotations" in names else 0


def survives(module: str = "") -> bool:
    """Whether the worked cases, then the tests of the rules, all pass."""
    name = module.rpartition(".")[2]
    first = FIRST.get(name, (name,))
    for cached in (one for package in PACKAGES for one in _caches(package)):
        cached()
    if any(run_case(case) for case in sorted(CASES, key=lambda case: case.question not in first)):
        return False
    files = [*(str(RULES / f"{name}.py") for name in TESTS), *tests_of(module)]
    # The project's own options turn every warning of a process that has already worked into a failure.
    options = [
        "-q",
        "-x",
        "-c",
        os.devnull,
        f"--rootdir={RULES.parents[1]}",
        "--import-mode=importlib",
        "-p",
        "no:xdist",
    ]
    return pytest.main([*options, *files]) == 0


@cache
def tests_of(module: str) -> list[str]:
    """The other tests of rules, without a database, that import the module."""
    package, _, name = module.rpartition(".")
    imports = re.compile(
        rf"^from ({re.escape(module)} import|{re.escape(package)} import .*\b{name}\b)", re.MULTILINE
    )
    return [
        str(path)
        for path in sorted(RULES.rglob("test_*.py"))
        if module and path.stem not in TESTS and imports.search(path.read_text(encoding="utf-8"))
    ]


def _caches(package: str) -> Iterator[Callable[[], None]]:
    for name, module in list(sys.modules.items()):
        if name.startswith(package):
            yield from (value.cache_clear for value in vars(module).values() if hasattr(value, "cache_clear"))


def modules(wanted: list[str]) -> Iterator[types.ModuleType]:
    """The modules to mutate: all those of the rules, or those whose name holds a wanted word."""
    for name in PACKAGES:
        package = import_module(name)
        for found in pkgutil.iter_modules(package.__path__, f"{name}."):
            short = found.name.rpartition(".")[2]
            if found.ispkg or short in ELSEWHERE or (wanted and short not in wanted):
                continue
            yield import_module(found.name)


def main(wanted: list[str]) -> int:
    """Mutate, report survivors module by module, then the share killed."""
    if not survives():
        print("Sans mutation, un test échoue déjà : rien à mesurer.")  # noqa: T201
        return 1
    total = dead = seen = 0
    for module in modules(wanted):
        source = Path(str(module.__file__)).read_text(encoding="utf-8")
        tree = ast.parse(source)
        known = dict(functions(module))
        for function, node in _function_nodes(tree):
            if function not in known:
                continue
            for what, line, do, undo in list(mutations(_body(node))):
                seen += 1
                if seen % ONE_IN:
                    continue
                do()
                mutant = ast.fix_missing_locations(copy.deepcopy(tree))
                undo()
                total += 1
                if killed(module, mutant, function):
                    dead += 1
                else:
                    print(f"{module.__name__}:{line} {function} {what}", flush=True)  # noqa: T201
        print(f"-- {module.__name__}: {dead}/{total}", flush=True)  # noqa: T201
    print(f"{dead}/{total} tués ({100 * dead / max(total, 1):.1f} %)")  # noqa: T201
    return 0


def _function_nodes(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef):
                    yield f"{node.name}.{inner.name}", inner


def _body(node: ast.FunctionDef) -> ast.Module:
    """The statements of a function without its signature, whose annotations and defaults are not behaviour."""
    return ast.Module(body=node.body, type_ignores=[])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
