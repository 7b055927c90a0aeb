"""Academic years as people write them: « 2023-2024 »."""

from __future__ import annotations

import re
from functools import lru_cache

from cesp_portal.common.rules.errors import FactError

_FORM = re.compile(r"(\d{4})-(\d{4})", re.ASCII)


@lru_cache(maxsize=256)
def years_of(academic_year: str) -> tuple[int, int]:
    """The two calendar years; raises ``FactError`` unless they follow each other."""
    found = _FORM.fullmatch(academic_year)
    if not found or int(found.group(2)) != int(found.group(1)) + 1:
        raise FactError(
            "academic_year", f"« {academic_year} » n'est pas une année universitaire ; attendu : 2023-2024"
        )
    return int(found.group(1)), int(found.group(2))
