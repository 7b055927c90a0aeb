"""Nothing lies about: no promise is left in the code, exemptions have reasons, scripts can be run."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.consistency.source import ROOT, modules


def tracked() -> list[Path]:
    done = subprocess.run(
        ["/usr/bin/env", "git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        pytest.skip("not a git clone: the list of the project's files is unknown")
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


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
