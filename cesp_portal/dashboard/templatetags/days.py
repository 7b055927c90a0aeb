"""Days in templates, as the French write them: « 1er juillet 2026 »."""

import datetime as dt
import re

from django import template
from django.template.defaultfilters import date as plain_date

from cesp_portal.common.rules.french import month_name

FIRST = re.compile(rf"(?<![0-9])1 (?={'|'.join(month_name(number) for number in range(1, 13))})")
register = template.Library()


@register.filter(expects_localtime=True)
def date(value: dt.date | str | None, form: str | None = None) -> str:
    """What Django's filter of the same name gives, the first of a month with its ordinal."""
    return FIRST.sub("1er ", plain_date(value, form))
