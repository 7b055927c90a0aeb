"""When a signatory is reminded, once a year, to declare and confirm where they practise."""

from datetime import date, timedelta

from cesp_portal.common.rules.calendar import add_years

# A portal that was down sends late; one that starts does not remind everybody at once.
SENT_WITHIN = timedelta(days=60)


def reminder_year(completed_on: date | None, on: date) -> int | None:
    """Return which anniversary of the end of the training calls for a reminder on that day, None when none does."""
    if completed_on is None or on <= completed_on:
        return None
    for number in (on.year - completed_on.year - 1, on.year - completed_on.year):
        if number < 1:
            continue
        due_on = add_years(completed_on, number)
        if due_on <= on < due_on + SENT_WITHIN:
            return number
    return None
