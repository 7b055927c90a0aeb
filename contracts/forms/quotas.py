"""Forms of quota orders."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms

from contracts.enums import OrderKind, Stream
from contracts.forms.base import DayField, PortalForm
from contracts.models import QuotaLine, QuotaOrder
from contracts.rules.quota_files import QuotaFileLine


class QuotaOrderForm(PortalForm):
    """An order, with one number of places per faculty and stream (an empty box is no line)."""

    academic_year = forms.CharField(
        label="Année universitaire", help_text="Par exemple 2025-2026.", max_length=9
    )
    number = forms.CharField(
        label="Référence de l'arrêté", help_text="Numéro NOR ou intitulé court.", max_length=60
    )
    signed_on = DayField(label="Signé le")
    kind = forms.ChoiceField(label="Nature", choices=OrderKind.choices)

    def __init__(self, *args: Any, faculties: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.faculties = list(faculties)
        for faculty in self.faculties:
            for stream in Stream:
                self.fields[self.box(faculty, stream)] = forms.IntegerField(
                    label=f"{faculty.name}, {stream.label}",
                    required=False,
                    min_value=-500,
                    max_value=500,
                    widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                )

    @staticmethod
    def box(faculty: Any, stream: Stream) -> str:
        """Return the name of the box of a faculty in a stream."""
        return f"places-{faculty.id}-{stream.value}"

    def rows(self) -> list[tuple[Any, list[Any]]]:
        """Return the boxes as the page shows them: a row per faculty, a column per stream."""
        return [
            (faculty, [self[self.box(faculty, stream)] for stream in Stream]) for faculty in self.faculties
        ]

    def lines(self) -> list[tuple[Any, Stream, int]]:
        """Return the lines that were filled: faculty, stream, places."""
        return [
            (faculty, stream, places)
            for faculty in self.faculties
            for stream in Stream
            if (places := self.cleaned_data.get(self.box(faculty, stream)))
        ]

    @classmethod
    def filled(cls, lines: Iterable[QuotaFileLine], **kwargs: Any) -> "QuotaOrderForm":
        """Return the form as a file fills it, to be read again and completed."""
        boxes = {f"places-{line.faculty}-{line.stream.value}": line.places for line in lines}
        return cls(initial=boxes, **kwargs)

    @classmethod
    def of(cls, order: QuotaOrder, **kwargs: Any) -> "QuotaOrderForm":
        """Return the form as an order fills it, to be corrected."""
        lines = QuotaLine.objects.filter(order=order)
        boxes: dict[str, Any] = {f"places-{line.faculty_id}-{line.stream}": line.places for line in lines}
        said = {name: getattr(order, name) for name in ("academic_year", "number", "signed_on", "kind")}
        return cls(initial=boxes | said, **kwargs)

    def clean_academic_year(self) -> str:
        year: str = self.cleaned_data["academic_year"]
        if not re.fullmatch(r"20[0-9]{2}-20[0-9]{2}", year, re.ASCII):
            raise forms.ValidationError("Écrivez deux années qui se suivent, par exemple 2025-2026.")
        return year


class QuotaFileForm(PortalForm):
    """The file that gives the places of an order."""

    file = forms.FileField(
        label="Fichier des places",
        help_text="Formats acceptés : .xlsx et .csv. Trois colonnes : faculte, filiere, places.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        allow_empty_file=True,
        error_messages={"required": "Choisissez un fichier, puis envoyez-le."},
    )
