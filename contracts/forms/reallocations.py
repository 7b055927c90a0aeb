"""Forms of transfers of places."""

from typing import Any

from django import forms

from contracts.enums import ReallocationKind
from contracts.forms.base import DayField, PortalForm
from contracts.models import Campaign


class WindowForm(PortalForm):
    """A period during which places may change hands."""

    academic_year = forms.RegexField(
        r"^20[0-9]{2}-20[0-9]{2}$",
        label="Année universitaire",
        help_text="Par exemple 2025-2026.",
        error_messages={"invalid": "Écrivez deux années qui se suivent, par exemple 2025-2026."},
    )
    kind = forms.ChoiceField(label="Nature", choices=ReallocationKind.choices)
    opens_on = DayField(label="Du")
    closes_on = DayField(label="Au (compris)")
    source = forms.CharField(label="Texte ou décision qui le permet", max_length=200)


class TransferForm(PortalForm):
    """Some free places to another campaign."""

    target = forms.ModelChoiceField(label="Vers la campagne", queryset=Campaign.objects.none())
    count = forms.IntegerField(label="Nombre de places", min_value=1, max_value=500, initial=1)

    def __init__(self, *args: Any, targets: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["target"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = targets
