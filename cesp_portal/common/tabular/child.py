"""The child process: bytes on standard input, one JSON answer on standard output, bounded memory and time.

Imports the standard library and this package only, and of them only what the kind of file needs, so that it starts in
a few hundredths of a second; that is why the shapes it shares are named tuples, lighter to load than dataclasses.
"""

from __future__ import annotations

import codecs
import gc
import json
import resource
import sys
from importlib import import_module
from typing import Any

from cesp_portal.common.tabular.issues import Refused
from cesp_portal.common.tabular.limits import Limits

_STANDARD_STREAMS = 3
_ENCODINGS = (
    *("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "ascii"),
    *("cp1252", "mac_roman", "cp850", "iso8859_15", "cp437"),
)
_READERS = {"csv": "cesp_portal.common.tabular.delimited", "xlsx": "cesp_portal.common.tabular.spreadsheet"}


def main() -> None:
    """Read the request (one JSON line, then the file), answer, leave."""
    gc.disable()  # one file, then the end: there is nothing worth collecting
    request = json.loads(sys.stdin.buffer.readline())
    limits = Limits.from_wire(request["limits"])
    import_module(_READERS[request["kind"]])
    _confine(limits)
    answer = answer_to(sys.stdin.buffer.read(), request["kind"], limits)
    sys.stdout.write(json.dumps(answer, separators=(",", ":")))


def answer_to(data: bytes, kind: str, limits: Limits) -> dict[str, Any]:
    """Tables and issues of a file of kind `csv` or `xlsx`, as JSON can carry them."""
    try:
        answer: dict[str, Any] = import_module(_READERS[kind]).answer(data, limits)
    except Refused as refused:
        answer = {"tables": [], "issues": refused.issues}
    return answer | {"issues": [issue._asdict() for issue in answer["issues"]]}


def _confine(limits: Limits) -> None:
    """Give up the right to more memory and time than reading one file takes, and to open any file or connection."""
    for encoding in _ENCODINGS:
        codecs.lookup(encoding)  # the last thing that Python would open a file for
    bounds = (
        (resource.RLIMIT_AS, limits.max_memory),
        (resource.RLIMIT_CPU, limits.max_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, _STANDARD_STREAMS),
    )
    for kind, bound in bounds:
        _soft, hard = resource.getrlimit(kind)
        lowest = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        resource.setrlimit(kind, (lowest, lowest))
