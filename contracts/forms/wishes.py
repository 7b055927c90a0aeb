"""Shape of the wishes of the sixth year."""

from django import forms

from contracts.enums import MedicalSpecialty, Subdivision
from contracts.forms.base import DayField, PortalForm, ReasonField


class WishForm(PortalForm):
    """A speciality and a subdivision."""

    specialty = forms.ChoiceField(label="Spécialité", choices=MedicalSpecialty)
    subdivision = forms.ChoiceField(label="Subdivision", choices=[("", "Choisissez"), *Subdivision.choices])


class WishCampaignForm(PortalForm):
    """The days of a campaign."""

    opens_on = DayField(label="Premier jour")
    closes_on = DayField(label="Dernier jour")


class AgreementForm(PortalForm):
    """The answer of the agency of the subdivision."""

    agreed = forms.ChoiceField(
        label="Réponse",
        choices=[("oui", "Nous donnons notre accord"), ("non", "Nous ne donnons pas notre accord")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une réponse."},
    )
    reason = ReasonField(
        label="Motif",
        required=False,
        max_length=500,
        help_text="Obligatoire pour un refus ; la personne le lit.",
    )
