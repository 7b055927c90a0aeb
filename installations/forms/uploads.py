"""Uploads: what they are is judged by their bytes when they are kept."""

from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm

from cesp_portal.common.documents.intake import ACCEPTED


class DocumentForm(DsfrBaseForm):
    """A document and what it is."""

    kind = forms.ChoiceField(label="Nature de la pièce")
    file = forms.FileField(
        label="Fichier", help_text=f"{ACCEPTED}.", widget=forms.FileInput(attrs={"class": "fr-upload"})
    )

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds


class SupportForm(DsfrBaseForm):
    """The document that supports a period of practice."""

    file = forms.FileField(
        label="Justificatif", help_text=f"{ACCEPTED}.", widget=forms.FileInput(attrs={"class": "fr-upload"})
    )
