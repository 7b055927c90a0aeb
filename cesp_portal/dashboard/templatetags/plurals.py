"""Plurals in templates, as the French write them: « 0 réponse », « 1 réponse », « 2 réponses »."""

from collections.abc import Sized
from decimal import Decimal
from fractions import Fraction

from django import template
from django.template.defaultfilters import pluralize as plain_pluralize

register = template.Library()


@register.filter
def pluralize(value: Sized | int | Decimal | Fraction | str, forms: str = "s") -> str:
    """What Django's filter of the same name gives, the plural beginning at two."""
    try:
        number = len(value) if isinstance(value, Sized) and not isinstance(value, str) else Fraction(value)
    except (TypeError, ValueError):
        return plain_pluralize(value, forms)
    return plain_pluralize(1 if abs(number) < 2 else 2, forms)
