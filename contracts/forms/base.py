"""What every form of the contracts shares: the State's components, and refusals shown beside what was typed."""

import datetime as dt
from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm

from cesp_portal.common.refusals import Refusal

PAST = dt.date(2010, 1, 1)
FUTURE = dt.date(2100, 1, 1)


class PortalForm(DsfrBaseForm):
    """A form that keeps what was typed when a service refuses it."""

    def refuse(self, refusal: Refusal, on: str | None = None) -> None:
        """Show why the service refused, and what can be done; beside the field ``on`` when it is about that one."""
        self.add_error(on, f"{refusal.message} {refusal.advice}".strip())


class DayField(forms.DateField):
    """A day, typed or chosen in the browser's own calendar."""

    def __init__(self, *, earliest: int = PAST.year, **options: Any) -> None:
        self.earliest = dt.date(earliest, 1, 1)
        options.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        options.setdefault(
            "error_messages",
            {
                "invalid": "Cette date n'existe pas. Écrivez-la par exemple 05/12/2025.",
                "required": "Indiquez cette date.",
            },
        )
        super().__init__(**options)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and not self.earliest <= value < FUTURE:
            raise forms.ValidationError("Cette date est invraisemblable. Vérifiez l'année.")


class ReasonField(forms.CharField):
    """A few words that explain, kept in the file."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        options.setdefault("max_length", 1000)
        super().__init__(**options)
