"""Every action that a service writes in the journal has its sentence in French."""

import re

from cesp_portal.dashboard.selectors.histories import SENTENCES
from tests.consistency.source import ROOT, modules

ACTION = re.compile(r'"((?:accounts|contracts|dashboard|installations|zonage)\.[a-z_]+)"')
RECORDED = re.compile(r"journal\.record\(|_record\(|\brecord\(|action=")


def test_every_action_of_the_journal_is_told_in_french() -> None:
    written = set()
    for module in modules():
        if "services" in module.parts:
            source = (ROOT / module).read_text()
            if RECORDED.search(source):
                written |= set(ACTION.findall(source))
    untold = sorted(written - set(SENTENCES))
    assert not untold, f"Add their sentence to dashboard/selectors/histories.py: {untold}"
