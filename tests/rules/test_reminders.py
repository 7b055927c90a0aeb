"""The yearly reminder: on the anniversary of the end of the training, the leap day included."""

import datetime as dt

import pytest

from installations.rules.reminders import reminder_year


@pytest.mark.parametrize(
    ("completed", "on", "year"),
    [
        ("2025-10-30", "2026-10-29", None),
        ("2025-10-30", "2026-10-30", 1),
        ("2025-10-30", "2026-12-28", 1),
        ("2025-10-30", "2026-12-29", None),
        ("2025-10-30", "2025-10-30", None),
        ("2025-10-30", "2025-11-15", None),
        ("2024-02-29", "2025-02-27", None),
        ("2024-02-29", "2025-02-28", 1),
        ("2024-02-29", "2028-02-29", 4),
        ("2020-12-31", "2025-12-31", 5),
        ("2020-12-31", "2026-01-15", 5),
    ],
)
def test_the_day_comes_once_a_year(completed: str, on: str, year: int | None) -> None:
    assert reminder_year(dt.date.fromisoformat(completed), dt.date.fromisoformat(on)) == year


def test_nobody_is_reminded_before_the_diplomas() -> None:
    assert reminder_year(None, dt.date(2026, 1, 1)) is None
