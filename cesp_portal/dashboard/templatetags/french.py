"""Days and months in templates, as the French read them."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from urllib.parse import urlencode

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from cesp_portal.common.rules.calendar import Month
from cesp_portal.common.rules.french import decimal_text, month_text, months_text
from cesp_portal.dashboard.enums import Standing

TONES = {
    Standing.LOOKING: "warning",
    Standing.PRACTISING: "success",
    Standing.FULFILLED: "success",
    Standing.TERMINATED: "error",
    Standing.CANCELLED: "error",
}
NO_BREAK = "\N{NO-BREAK SPACE}"
register = template.Library()


@register.filter
def months(value: Fraction | int | None) -> str:
    """« 39 mois », « 10,52 mois », or « à confirmer » when nobody can tell."""
    return "à confirmer" if value is None else months_text(value)


@register.filter
def unmarked(field: SafeString) -> SafeString:
    """A field as the component draws it, without « (Optionnel) »: for forms that say once that nothing is required."""
    return mark_safe(field.replace(f"{NO_BREAK}{gettext('(Optional)')}", ""))  # noqa: S308  # the component's own output


@register.filter
def month_name(month: Month) -> str:
    """« octobre 2023 »."""
    return month_text(month)


@register.filter
def part(value: Fraction) -> str:
    """A part of a month, « 0,75 »; nothing for zero."""
    return decimal_text(value).removesuffix(",00") if value else ""


@register.filter
def share(value: Fraction) -> str:
    """A part of a full time: « temps plein », « 0,75 »."""
    return "temps plein" if value == 1 else decimal_text(value)


@register.filter
def decimal(value: Decimal) -> str:
    """A number of months with two decimals, « 12,50 »."""
    return decimal_text(Fraction(value))


@register.filter
def cell(value: object) -> str:
    """A value of a list as its file shows it: days as jj/mm/aaaa, nothing for what is not known."""
    return f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else "" if value is None else str(value)


@register.filter
def as_query(parameters: dict[str, str]) -> str:
    """The query of an address."""
    return urlencode(parameters)


@register.filter
def age_on(since: dt.date, on: dt.date) -> str:
    """« aujourd'hui », « 1 jour », « 12 jours »."""
    days = (on - since).days
    return "aujourd'hui" if days <= 0 else f"{days} jour{'s' if days > 1 else ''}"


@register.filter
def standing_label(code: str) -> str:
    """Label of a standing."""
    return str(Standing(code).label)


@register.filter
def standing_tone(code: str) -> str:
    """Colour of a standing: what calls for attention stands out; the label says it in words."""
    return TONES.get(Standing(code), "info")
