"""Property: whatever happens later (publications, imports, mergers), the answer for an earlier day never changes."""

import datetime as dt
import os
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.factories.zonage import ACTOR, AT, make_territory, merge, publish_levels, recode, rename, restore
from zonage.rules.files.zoning import Asked
from zonage.selectors.histories import place_history
from zonage.selectors.zones import zone_of
from zonage.services.imports import import_zoning

# A short form in the suite; `make proofs` tries a hundred.
EXAMPLES = int(os.environ.get("PROOF_ROUNDS", "12"))
CODES = ("11132", "11262", "34172", "34173", "11999")  # the last one is nobody's at first
LABELS = ("1_ZIP", "2_ZAC", "4_ZAR", "3_HZ", "N/A - résultat non disponible")
NAMES = ("Neuville", "Vieilleville")
FIRST = dt.date(2018, 1, 1)

Step = tuple[str, int, Any]

levels = st.dictionaries(st.sampled_from(CODES[:4]), st.sampled_from(LABELS), min_size=1)
pairs = st.permutations(CODES).map(lambda codes: tuple(codes[:2]))
days = st.integers(1, 900)
publications = st.tuples(st.just("publish"), days, levels)
mergers = st.tuples(st.just("merge"), days, pairs)
recodings = st.tuples(st.just("recode"), days, pairs)
names = st.tuples(st.just("rename"), days, st.tuples(st.sampled_from(CODES), st.sampled_from(NAMES)))
# A movement that the portal learns up to three years after it took effect.
late = st.tuples(st.just("restore"), days, st.tuples(pairs, st.integers(0, 1100)))
drafts = st.tuples(st.just("import"), st.just(0), levels)
steps = st.lists(st.one_of(publications, mergers, recodings, names, late, drafts), min_size=1, max_size=8)


@pytest.mark.django_db
class NeverChanges(TestCase):
    """A case class because hypothesis needs a database that starts again at each example."""

    @settings(max_examples=EXAMPLES)
    @given(first=levels, later=steps, ages=st.lists(st.integers(0, 2500), min_size=1, max_size=4))
    # Communes that a newer code made a part of another one, and that a movement then dates otherwise.
    @example(
        first={"11132": "1_ZIP"},
        later=[
            ("publish", 1, {"11262": "1_ZIP"}),
            ("merge", 1, ("34172", "11132")),
            ("recode", 1, ("11132", "11262")),
            ("merge", 1, ("11132", "11262")),
            ("recode", 532, ("11132", "11262")),
            ("recode", 1, ("11132", "11262")),
        ],
        ages=[532],
    )
    @example(
        first={"11262": "1_ZIP"},
        later=[
            ("recode", 1, ("11132", "11262")),
            ("merge", 2, ("11132", "11262")),
            ("recode", 1, ("11132", "11262")),
            ("merge", 1, ("11262", "11132")),
            ("recode", 1, ("11262", "34172")),
        ],
        ages=[0, 1, 2],
    )
    @example(first={"11132": "1_ZIP"}, later=[("restore", 900, (("11999", "11132"), 400))], ages=[0, 300])
    def test_answer_for_an_earlier_day_never_changes(
        self, first: dict[str, str], later: list[Step], ages: list[int]
    ) -> None:
        make_territory()
        publish_levels(first, on=FIRST)
        day = FIRST
        for step in later:
            day += dt.timedelta(days=max(step[1], 1))
            earlier = [day - dt.timedelta(days=1 + age) for age in ages]
            told = _told(earlier, day)
            _happen(step, day)
            assert _told(earlier, day) == told


def _happen(step: Step, day: dt.date) -> None:
    kind, _, what = step
    if kind == "publish":
        publish_levels(what, on=day)
    elif kind == "merge":
        merge(*what, on=day)
    elif kind == "recode":
        recode(*what, on=day)
    elif kind == "rename":
        rename(*what, on=day)
    elif kind == "restore":
        (code, origin), age = what
        restore(code, origin, on=day - dt.timedelta(days=age), loaded_on=day)
    else:
        _import(what)


def _told(earlier: Sequence[dt.date], today: dt.date) -> list[object]:
    """Return every answer for these days, and every history up to today."""
    answers: list[object] = [
        zone_of(code=code, profession="medecine", on=on) for code in CODES for on in earlier
    ]
    for code in CODES:
        spells = place_history(code=code, profession="medecine")
        answers.append([spell for spell in spells if spell.from_on < today])
    return answers


def _import(what: dict[str, str]) -> None:
    text = "code;zonage\n" + "\n".join(f"{code};{label}" for code, label in what.items())
    import_zoning(actor=ACTOR, data=text.encode(), filename="brouillon.csv", asked=Asked("medecine"), at=AT)
