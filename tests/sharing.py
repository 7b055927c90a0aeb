"""How the processes of a run share the tests: what shares a costly set-up stays together, long work leaves first."""

import pytest
from xdist.scheduler import LoadScopeScheduling

# One portal and one browser; races of real processes, which would only slow each other down.
TOGETHER = ("tests/journeys/", "tests/concurrency/")
# Tests without a database: they fill the time in which another process makes it.
SOON = "tests/rules/"
# Hundreds of small independent tests: given out one by one at the end, they keep every process busy.
APART = "tests/access/"


class Sharing(LoadScopeScheduling):
    """Give out whole modules, the rooms of `TOGETHER` whole, and the tests of `APART` one by one."""

    def _split_scope(self, nodeid: str) -> str:
        for room in TOGETHER:
            if nodeid.startswith(room):
                return room
        return nodeid if nodeid.startswith(APART) else nodeid.split("::", 1)[0]


def rank(item: pytest.Item) -> int:
    """Place of a test in the run: the longest work, what needs no database, the rest, what is given out one by one."""
    if item.nodeid.startswith(TOGETHER[0]):
        return 0
    if item.nodeid.startswith(SOON):
        return 1
    return 3 if item.nodeid.startswith(APART) else 2
