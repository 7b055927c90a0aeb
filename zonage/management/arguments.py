"""Days as commands read them, refused in one French sentence."""

import datetime as dt
from argparse import ArgumentTypeError

from cesp_portal.common import clock


def day(text: str) -> dt.date:
    """Return a day. Raises ArgumentTypeError, which the command line prints beside the option."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(
            f"« {text} » n'est pas une date : écrivez AAAA-MM-JJ, par exemple 2025-10-30."
        ) from error


def signed_day(text: str) -> dt.date:
    """Return the day of an order: it is not to come."""
    found = day(text)
    if found > clock.today():
        raise ArgumentTypeError(
            f"le {found:%d/%m/%Y} est à venir : un arrêté est déjà signé quand il se publie. "
            "Seul son premier jour d'application peut venir plus tard."
        )
    return found
