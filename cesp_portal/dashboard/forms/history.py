"""Forms of the takeover of an agency's history."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from cesp_portal.dashboard.rules.history import LABELS, NEEDED
from contracts.forms.base import PortalForm


class HistoryFileForm(PortalForm):
    """A spreadsheet, whatever its columns."""

    file = forms.FileField(
        label="Votre tableau de suivi",
        help_text=(
            "Formats acceptés : .xlsx et .csv, une personne par ligne, 5 000 au plus. "
            "Les titres sont cherchés dans les premières lignes."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        allow_empty_file=True,
        error_messages={"required": "Choisissez un fichier, puis envoyez-le."},
    )


class ColumnsForm(PortalForm):
    """Which column gives each field; without a column for those that are needed, no file could be opened."""

    def __init__(self, *args: Any, headers: Sequence[str], chosen: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Aucune colonne"), *((header, header) for header in headers if header)]
        for name, label in LABELS.items():
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=choices,
                required=name in NEEDED,
                initial=chosen.get(name, ""),
                error_messages={"required": "Choisissez une colonne : sans elle, aucun dossier ne s'ouvre."},
            )
