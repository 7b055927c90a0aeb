"""Shape of an import and of the order of a zoning."""

import datetime as dt
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from dsfr.forms import DsfrBaseForm

from cesp_portal.common import clock
from zonage.enums import ZONED_PROFESSIONS
from zonage.forms.places import DAY


class OrderDayField(forms.DateField):
    """The day of an order: it is not to come."""

    def clean(self, value: Any) -> dt.date | None:
        """Return the day. Raises ValidationError for one to come."""
        found: dt.date | None = super().clean(value)
        if found is not None and found > clock.today():
            raise forms.ValidationError(
                "Ce jour est à venir : un arrêté est déjà signé quand il se publie. "
                "Seul son premier jour d'application peut venir plus tard."
            )
        return found


class ImportForm(DsfrBaseForm):
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

    def file_received(self) -> "UploadedFile[Any]":
        """Return the uploaded file."""
        received: UploadedFile[Any] = self.cleaned_data["file"]
        return received


class OrderForm(DsfrBaseForm):
    """The order that fixes a zoning; all of it is needed before an agent may publish."""

    order_number = forms.CharField(label="Numéro de l'arrêté", max_length=60)
    order_on = OrderDayField(label="Date de l'arrêté", widget=DAY)
    effective_on = forms.DateField(
        label="Premier jour d'application",
        widget=DAY,
        help_text="Le jour de la publication de l'arrêté ; jamais avant sa date.",
    )
