"""Property: whatever happens later (publications, imports, mergers), the answer for an earlier day never changes."""

import datetime as dt
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.factories.zonage import ACTOR, AT, make_territory, merge, publish_levels, recode
from zonage.rules.files.zoning import Asked
from zonage.selectors.zones import place_history, zone_of
from zonage.services.imports import import_zoning

# A short form in the suite; `make proofs` tries a hundred.
EXAMPLES = int(os.environ.get("PROOF_ROUNDS", "12"))
CODES = ("11132", "11262", "34172", "34173")
LABELS = ("1_ZIP", "2_ZAC", "4_ZAR", "3_HZ", "N/A - résultat non disponible")
FIRST = dt.date(2018, 1, 1)

levels = st.dictionaries(st.sampled_from(CODES), st.sampled_from(LABELS), min_size=1)
publications = st.tuples(st.just("publish"), st.integers(1, 900), levels)
mergers = st.tuples(
    st.just("merge"), st.integers(1, 900), st.permutations(CODES).map(lambda codes: tuple(codes[:2]))
)
recodings = st.tuples(
    st.just("recode"), st.integers(1, 900), st.permutations(CODES).map(lambda codes: tuple(codes[:2]))
)
drafts = st.tuples(st.just("import"), st.just(0), levels)
steps = st.lists(st.one_of(publications, mergers, recodings, drafts), min_size=1, max_size=8)


@pytest.mark.django_db
class NeverChanges(TestCase):
    """A case class because hypothesis needs a database that starts again at each example."""

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(first=levels, later=steps, ages=st.lists(st.integers(0, 2500), min_size=1, max_size=4))
    def test_answer_for_an_earlier_day_never_changes(self, first: dict, later: list, ages: list[int]) -> None:
        make_territory()
        publish_levels(first, on=FIRST)
        day, gone = FIRST, set[str]()
        for kind, days, what in later:
            day += dt.timedelta(days=max(days, 1))
            earlier = [day - dt.timedelta(days=1 + age) for age in ages]
            before = [
                (code, on, zone_of(code=code, profession="medecine", on=on))
                for code in CODES
                for on in earlier
            ]
            past = {code: _until(code, day) for code in CODES}
            if kind == "publish":
                publish_levels(what, on=day)
            elif kind in ("merge", "recode") and gone & set(what):
                continue  # a commune that ceased neither ceases again nor receives another
            elif kind == "merge":
                merge(*what, on=day)
                gone.add(what[0])
            elif kind == "recode":
                recode(*what, on=day)
                gone.add(what[0])
            else:
                _import(what)
            for code, on, answer in before:
                assert zone_of(code=code, profession="medecine", on=on) == answer
            assert {code: _until(code, day) for code in CODES} == past


def _until(code: str, day: dt.date) -> list[object]:
    return [spell for spell in place_history(code=code, profession="medecine") if spell.from_on < day]


def _import(what: dict[str, str]) -> None:
    text = "code;zonage\n" + "\n".join(f"{code};{label}" for code, label in what.items())
    import_zoning(actor=ACTOR, data=text.encode(), filename="brouillon.csv", asked=Asked("medecine"), at=AT)
