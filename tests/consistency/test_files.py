"""Nothing lies about: templates are used, no promise is left in the code, exemptions have reasons."""

import ast
import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.consistency.source import ROOT, modules, tree

TEMPLATES = ROOT / "templates"
# Found by their name: Django's error pages, the templates that replace those of a library.
FOUND_BY_NAME = re.compile(r"^(\d{3}\.html|account/|dsfr/|allauth/|django/)")


def texts() -> str:
    code = [(ROOT / module).read_text() for module in modules()]
    pages = [path.read_text() for path in sorted(TEMPLATES.rglob("*")) if path.is_file()]
    return "\n".join(code + pages)


def composed_names() -> list[re.Pattern[str]]:
    """What the f-strings with a folder in them can spell."""
    strings = [
        node for module in modules() for node in ast.walk(tree(module)) if isinstance(node, ast.JoinedStr)
    ]
    spelt = [
        "".join(
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[^/]+"
            for part in string.values
        )
        for string in strings
    ]
    return [re.compile(pattern) for pattern in spelt if re.match(r"\w+/", pattern)]


def tracked() -> list[Path]:
    done = subprocess.run(
        ["/usr/bin/env", "git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        pytest.skip("not a git clone: the list of the project's files is unknown")
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_every_template_is_used() -> None:
    known, composed = texts(), composed_names()

    def is_used(name: str) -> bool:
        # A message is named once for its parts: subject, text.
        stem = re.sub(r"(_subject|_message|_body)?\.\w+$", "", name)
        return name in known or stem in known or any(pattern.fullmatch(name) for pattern in composed)

    names = [str(path.relative_to(TEMPLATES)) for path in sorted(TEMPLATES.rglob("*")) if path.is_file()]
    unused = [name for name in names if not (FOUND_BY_NAME.match(name) or is_used(name))]
    assert not unused


def test_no_promise_is_left_in_the_code() -> None:
    promise = re.compile(r"\b(TOD[O]|FIXM[E]|XX[X]|HAC[K])\b")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked()
        if path.suffix in {".py", ".html", ".toml", ".css", ".js", ".sh", ".md"}
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if promise.search(line)
    ]
    assert not found


def test_every_exemption_has_a_reason() -> None:
    exemption = re.compile(r"#\s*(noqa|type:\s*ignore)(?P<codes>[:\[][\w, -]+\]?)?(?P<reason>.*)$")
    bare = []
    for module in modules():
        for number, line in enumerate((ROOT / module).read_text().splitlines(), 1):
            match = exemption.search(line)
            if match and not (match["codes"] and match["reason"].strip(" #()")):
                bare.append(f"{module}:{number}")
    assert not bare, f"Say which rule and why: {bare}"


def test_scripts_can_be_run() -> None:
    scripts = [path for path in tracked() if path.read_bytes()[:2] == b"#!"]
    assert len(scripts) >= 4
    assert not [str(path) for path in scripts if not os.access(path, os.X_OK)]
