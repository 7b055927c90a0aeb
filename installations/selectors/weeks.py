"""The ordinary week of a request, as the rules read it."""

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction

from contracts.enums import Regime
from installations.enums import WorkMode
from installations.models import Request, RequestSite
from installations.rules.work_shares import WorkShareFacts


def week_of(request: Request, rows: Sequence[tuple[RequestSite, bool]], on: dt.date) -> WorkShareFacts:
    """Return the week; each place comes with whether it serves the commitment."""
    modes = {site.mode for site, _ in rows}
    mode = WorkMode.MIXTE if len(modes) > 1 else WorkMode(next(iter(modes), WorkMode.LIBERAL))
    return WorkShareFacts(
        regime=Regime(request.contract.regime),
        region=(request.target_agency or request.agency).region_code,
        on=on,
        half_days_in_zone=sum(
            (Fraction(site.half_days or 0) for site, serves in rows if serves), Fraction(0)
        ),
        half_days_total=sum((Fraction(site.half_days or 0) for site, _ in rows), Fraction(0)),
        hours_in_zone=sum((Fraction(site.hours or 0) for site, serves in rows if serves), Fraction(0)),
        mode=mode,
    )
