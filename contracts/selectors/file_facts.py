"""What the file says today of the facts that a person may propose to change."""

import datetime as dt
from collections.abc import Mapping

from contracts.enums import FileFact
from contracts.models import Contract, Particulars


def facts_on_file(contract: Contract) -> Mapping[FileFact, str]:
    """Return the normalised value of each fact, empty when the file says nothing."""
    declared = Particulars.objects.filter(contract=contract).first() or Particulars(contract=contract)
    share = declared.intended_share
    return {
        FileFact.ADDRESS: declared.postal_address,
        FileFact.SPECIALTY: contract.specialty,
        FileFact.INTERNSHIP_START: _iso(contract.internship_started_on),
        FileFact.DES: _iso(contract.des_on),
        FileFact.THESIS: _iso(contract.de_on),
        FileFact.PLACE: declared.intended_place,
        FileFact.SHARE: "" if share is None else f"{share.normalize():f}",
    }


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""
