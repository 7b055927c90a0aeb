"""Forms of campaigns and lists."""

import re
from typing import Any

from django import forms

from cesp_portal.common.accounts.models import Faculty
from contracts.enums import Stream
from contracts.forms.base import DayField, PortalForm


class CampaignDatesForm(PortalForm):
    """The calendar of a campaign."""

    opens_on = DayField(label="Ouverture des candidatures")
    closes_on = DayField(label="Clôture des candidatures")
    commission_on = DayField(label="Jour de la commission", required=False)
    transmit_by_on = DayField(
        label="Dernier jour pour envoyer la liste",
        help_text="Le 15 janvier au plus tard, sauf si l'agence rouvre l'envoi.",
    )
    refill_delay_days = forms.IntegerField(
        label="Jours laissés avant d'appeler la personne suivante",
        help_text="Après un délai dépassé, le temps qu'un contrat reçu à temps soit saisi. 0 : appel immédiat.",
        min_value=0,
        max_value=30,
        initial=0,
        error_messages={"required": "Indiquez un nombre de jours, 0 s'il n'y en a pas."},
    )


class CampaignForm(CampaignDatesForm):
    """A new campaign."""

    field_order = ("faculty", "stream", "academic_year")

    faculty = forms.ModelChoiceField(label="Faculté", queryset=Faculty.objects.none())
    stream = forms.ChoiceField(label="Filière", choices=Stream.choices)
    academic_year = forms.CharField(
        label="Année universitaire", help_text="Par exemple 2025-2026.", max_length=9
    )

    def __init__(self, *args: Any, faculties: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["faculty"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = faculties

    def clean_academic_year(self) -> str:
        year: str = self.cleaned_data["academic_year"]
        found = re.fullmatch(r"(20[0-9]{2})-(20[0-9]{2})", year, re.ASCII)
        if not found or int(found[2]) != int(found[1]) + 1:
            raise forms.ValidationError("Écrivez deux années qui se suivent, par exemple 2025-2026.")
        return year


class ListConfirmForm(PortalForm):
    """What the file of a list does not say."""

    applied_on = DayField(label="Jour retenu pour les candidatures")


class ListFileForm(PortalForm):
    """The file of a list."""

    file = forms.FileField(
        label="Fichier de la liste",
        help_text="Formats acceptés : .xlsx et .csv. 5 Mo au plus.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        allow_empty_file=True,
        error_messages={"required": "Choisissez un fichier, puis envoyez-le."},
    )
