"""Shape of a request for a new personal link."""

from django import forms
from dsfr.forms import DsfrBaseForm


class NewLinkForm(DsfrBaseForm):
    """The address to which a new link is sent."""

    email = forms.EmailField(
        label="Adresse électronique",
        help_text="Celle à laquelle vous avez reçu l'enquête. Format attendu : nom@domaine.fr",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
