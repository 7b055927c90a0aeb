"""Shape of a correction asked for."""

from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm


class CorrectionForm(DsfrBaseForm):
    """Which part of the data is wrong, and what would be right."""

    about = forms.ChoiceField(
        label="Ce qui est faux", error_messages={"required": "Choisissez la partie à corriger."}
    )
    wanted = forms.CharField(
        label="Ce qu'il faudrait lire",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Écrivez ce qu'il faudrait lire à la place."},
    )

    def __init__(self, *args: Any, titles: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [("", "Choisissez"), *((title, title) for title in titles)]
