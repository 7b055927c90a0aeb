"""The form of a token."""

from django import forms

from cesp_portal.common.accounts.enums import ApiScope
from contracts.forms.base import DayField, PortalForm


class TokenForm(PortalForm):
    """What a program may read, and until when."""

    name = forms.CharField(label="À quoi il sert", max_length=80)
    scopes = forms.MultipleChoiceField(
        label="Ce qu'il peut lire", choices=ApiScope.choices, widget=forms.CheckboxSelectMultiple
    )
    expires_on = DayField(label="Valable jusqu'au (exclu)", help_text="Un an au plus.")
