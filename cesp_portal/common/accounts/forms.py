"""Shape of what is typed about addresses."""

from django import forms
from dsfr.forms import DsfrBaseForm

from cesp_portal.common.accounts.enums import AddressPurpose


class AddressForm(DsfrBaseForm):
    """An address to add, or to put in place of the main one."""

    email = forms.EmailField(
        label="Nouvelle adresse électronique",
        help_text="Une adresse qui restera la vôtre après vos études. Format attendu : nom@domaine.fr",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Indiquez une adresse.",
            "invalid": "Cette adresse est incomplète. Écrivez-la par exemple nom@domaine.fr.",
        },
    )
    purpose = forms.ChoiceField(
        label="Ce que vous voulez",
        choices=[
            (AddressPurpose.SECOND, "L'ajouter comme seconde adresse"),
            (AddressPurpose.MAIN, "La mettre à la place de l'adresse principale"),
        ],
        widget=forms.RadioSelect,
        initial=AddressPurpose.SECOND,
        error_messages={"required": "Choisissez ce que devient cette adresse."},
    )
