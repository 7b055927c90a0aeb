"""Every alarm rings for a task that exists, and every job that is sent is known to the worker."""

import ast

import pytest

from cesp_portal.celery import SWEEPS, app
from tests.consistency.source import modules, tree


@pytest.fixture(scope="module")
def tasks() -> set[str]:
    """Names of the tasks that a worker knows."""
    app.loader.import_default_modules()
    return {name for name in app.tasks if not name.startswith("celery.")}


def constants(syntax: ast.Module) -> dict[str, str]:
    """Texts that a module gives a name to."""
    return {
        target.id: node.value.value
        for node in syntax.body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def sent_jobs() -> dict[str, str]:
    """Names of the jobs given to `enqueue` or listed on an app's `jobs` floor, with the place."""
    found = {}
    for module in modules():
        syntax = tree(module)
        named = constants(syntax)
        if module.name == "jobs.py" or "jobs" in module.parts:
            found |= {job: str(module) for job in named.values()}
        for node in ast.walk(syntax):
            match node:
                case ast.Call(func=ast.Name(id="enqueue") | ast.Attribute(attr="enqueue"), args=[job, *_]):
                    name = job.value if isinstance(job, ast.Constant) else named.get(getattr(job, "id", ""))
                    if name:
                        found[str(name)] = f"{module}:{node.lineno}"
    return found


def test_every_sweep_is_a_task(tasks: set[str]) -> None:
    assert set(SWEEPS) <= tasks


def test_every_sweep_comes_round_within_the_hour() -> None:
    slow = {name: seconds for name, seconds in SWEEPS.items() if not 0 < seconds <= 3600}
    assert not slow


def test_every_job_sent_is_a_task(tasks: set[str]) -> None:
    unknown = {job: place for job, place in sent_jobs().items() if job not in tasks}
    assert not unknown


def test_every_task_is_rung_or_sent(tasks: set[str]) -> None:
    orphans = tasks - set(SWEEPS) - set(sent_jobs())
    assert not orphans, f"Nothing starts these tasks: {sorted(orphans)}"
