"""From words to facts: nothing silently dropped, everything named."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

import pytest

from cesp_portal.common.rules.calendar import Month
from cesp_portal.common.rules.errors import FactError
from cesp_portal.common.rules.facts import FROM, read_facts


class Colour(StrEnum):
    RED = "rouge"
    BLUE = "bleu"


@dataclass(frozen=True, slots=True)
class Part:
    start: date = field(metadata=FROM)
    share: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Whole:
    on: date | None = None
    at: datetime | None = None
    month: Month | None = None
    share: Fraction | None = None
    price: Decimal | None = None
    many: int | None = None
    true: bool | None = None
    word: str | None = None
    colour: Colour | None = None
    parts: tuple[Part, ...] = ()
    places: dict[str, int] | None = None


@pytest.mark.parametrize(
    ("name", "raw", "read"),
    [
        ("on", date(2024, 2, 29), date(2024, 2, 29)),
        ("at", datetime(2024, 2, 29, tzinfo=UTC), datetime(2024, 2, 29, tzinfo=UTC)),
        ("month", "2023-10", Month.parse("2023-10")),
        ("share", "0.75", Fraction(3, 4)),
        ("share", 1, Fraction(1)),
        ("share", Decimal("17.5"), Fraction(35, 2)),
        ("price", "1085.63", Decimal("1085.63")),
        ("many", 3, 3),
        ("true", False, False),
        ("word", "mot", "mot"),
        ("colour", "bleu", Colour.BLUE),
        ("parts", [{"from": date(2024, 1, 1), "share": "0.5"}], (Part(date(2024, 1, 1), Fraction(1, 2)),)),
        ("places", {"medecine": 2}, {"medecine": 2}),
        ("word", None, None),
    ],
)
def test_each_kind_of_fact_is_read(name: str, raw: Any, read: Any) -> None:
    assert getattr(read_facts(Whole, {name: raw}), name) == read


@pytest.mark.parametrize(
    ("given", "fact"),
    [
        ({"onn": date(2024, 1, 1)}, "onn"),
        ({"on": "2024-01-01"}, "on"),
        ({"on": datetime(2024, 1, 1, tzinfo=UTC)}, "on"),
        ({"at": date(2024, 1, 1)}, "at"),
        ({"month": "2024-13"}, "month"),
        ({"month": 202413}, "month"),
        ({"share": "beaucoup"}, "share"),
        ({"share": "nan"}, "share"),
        ({"share": "inf"}, "share"),
        ({"share": 0.5}, "share"),
        ({"share": True}, "share"),
        ({"price": []}, "price"),
        ({"many": True}, "many"),
        ({"many": "3"}, "many"),
        ({"true": 1}, "true"),
        ({"word": 3}, "word"),
        ({"colour": "vert"}, "colour"),
        ({"parts": {"from": date(2024, 1, 1)}}, "parts"),
        ({"parts": [3]}, "parts[0]"),
        ({"parts": [{"from": date(2024, 1, 1)}, {"share": 1}]}, "parts[1].from"),
        ({"parts": [{"from": date(2024, 1, 1), "to": date(2024, 1, 1)}]}, "parts[0].to"),
        ({"places": [1]}, "places"),
        ({"places": {"medecine": "deux"}}, "places.medecine"),
    ],
)
def test_wrong_fact_is_named(given: dict[str, Any], fact: str) -> None:
    with pytest.raises(FactError) as error:
        read_facts(Whole, given)
    assert error.value.fact == fact


def test_unknown_code_tells_the_known_ones() -> None:
    with pytest.raises(FactError, match="rouge, bleu"):
        read_facts(Whole, {"colour": "vert"})


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ({"many": "3"}, "« 3 »"),
        ({"many": True}, "true"),
        ({"many": date(2024, 1, 2)}, "2024-01-02"),
        ({"many": {"a": 1}}, "une table"),
        ({"many": [1]}, "une liste"),
    ],
)
def test_wrong_value_is_told_as_it_was_written(given: dict[str, Any], written: str) -> None:
    with pytest.raises(FactError) as error:
        read_facts(Whole, given)
    assert str(error.value).endswith(f"reçu : {written}")
