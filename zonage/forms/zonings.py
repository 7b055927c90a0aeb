"""Shape of an import and of the order of a zoning."""

import datetime as dt
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from dsfr.forms import DsfrBaseForm

from zonage.enums import ZONED_PROFESSIONS
from zonage.forms.places import DAY


class OrderDayField(forms.DateField):
    """The day of an order: it is not to come on the day ``on``, which its form sets."""

    on: dt.date

    def clean(self, value: Any) -> dt.date | None:
        """Return the day. Raises ValidationError for one to come."""
        found: dt.date | None = super().clean(value)
        if found is not None and found > self.on:
            raise forms.ValidationError(
                "Ce jour est à venir : un arrêté est déjà signé quand il se publie. "
                "Seul son premier jour d'application peut venir plus tard."
            )
        return found


class DatedForm(DsfrBaseForm):
    """A form that knows the day on which it is filled."""

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, OrderDayField):
                field.on = on


class ImportForm(DatedForm):
    """A file and what it does not say of itself; the region is that of the agency."""

    file = forms.FileField(
        label="Fichier du zonage",
        help_text="CSV ou XLSX : AtlaSanté, CartoSanté, classeur DREES, liste de QPV, ou deux colonnes (code, niveau).",
        error_messages={"required": "Choisissez le fichier à importer."},
    )
    profession = forms.ChoiceField(
        label="Profession",
        required=False,
        choices=[
            ("", "Celle que le fichier indique"),
            *((item.value, item.label) for item in ZONED_PROFESSIONS),
        ],
    )
    order_number = forms.CharField(label="Numéro de l'arrêté", required=False, max_length=60)
    order_on = OrderDayField(
        label="Date de l'arrêté", required=False, widget=DAY, help_text="Si le fichier ne la donne pas."
    )

    levels = forms.CharField(
        label="Niveaux que le portail ne connaît pas",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Seulement si un refus le demande : un libellé par ligne, puis s'il est éligible. "
        "Exemple : 7_NEUF = oui",
    )

    def clean_levels(self) -> tuple[tuple[str, bool], ...]:
        """Return each declared label with its eligibility. Raises ValidationError naming the line that is not one."""
        declared = []
        for line in filter(None, map(str.strip, self.cleaned_data["levels"].splitlines())):
            label, separator, answer = (part.strip() for part in line.rpartition("="))
            if not (separator and label and answer.casefold() in ("oui", "non")):
                raise forms.ValidationError(f"« {line} » : écrivez le libellé, puis « = oui » ou « = non ».")
            declared.append((label, answer.casefold() == "oui"))
        return tuple(declared)

    def file_received(self) -> "UploadedFile[Any]":
        """Return the uploaded file."""
        received: UploadedFile[Any] = self.cleaned_data["file"]
        return received


class OrderForm(DatedForm):
    """The order that fixes a zoning; all of it is needed before an agent may publish."""

    order_number = forms.CharField(label="Numéro de l'arrêté", max_length=60)
    order_on = OrderDayField(label="Date de l'arrêté", widget=DAY)
    effective_on = forms.DateField(
        label="Premier jour d'application",
        widget=DAY,
        help_text="Le jour de la publication de l'arrêté ; jamais avant sa date.",
    )
