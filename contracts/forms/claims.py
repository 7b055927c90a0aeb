"""Shape of the claim of a file, and of its examination."""

from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm

from cesp_portal.common.accounts.models import Agency
from contracts.enums import IdentityCheck
from contracts.forms.base import DayField, PortalForm, ReasonField
from contracts.selectors.claims import PossibleFile


class ClaimForm(DsfrBaseForm):
    """Who says to be whom, and where to write."""

    last_name = forms.CharField(label="Nom", max_length=100, help_text="Celui de votre contrat.")
    first_name = forms.CharField(label="Prénom", max_length=100)
    born_on = DayField(label="Date de naissance", earliest=1930)
    agency = forms.ModelChoiceField(
        label="Agence régionale de santé qui suit votre contrat",
        queryset=Agency.objects.all(),
        empty_label="Choisissez",
        error_messages={"required": "Choisissez votre agence."},
    )
    contract_number = forms.CharField(
        label="Numéro de contrat", required=False, max_length=30, help_text="Si vous l'avez sous la main."
    )
    email = forms.EmailField(
        label="Nouvelle adresse électronique",
        max_length=254,
        help_text="Un lien de confirmation y part. Format attendu : nom@domaine.fr",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    explanation = forms.CharField(
        label="Ce qui s'est passé, et comment vous joindre",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ExamineClaimForm(PortalForm):
    """The file found, and how identity was made sure of."""

    contract = forms.ChoiceField(
        label="Dossier de cette personne",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez le dossier, ou refusez la demande."},
    )
    check_made = forms.ChoiceField(
        label="Comment avez-vous vérifié l'identité ?",
        choices=IdentityCheck,
        widget=forms.RadioSelect,
        error_messages={"required": "Dites comment l'identité a été vérifiée : le journal le garde."},
    )

    def __init__(self, *args: Any, files: list[PossibleFile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contract"].choices = [(str(one.contract.id), _told(one)) for one in files]


class RefuseClaimForm(PortalForm):
    """Why no file is linked; the person does not read it."""

    reason = ReasonField(
        label="Motif du refus",
        max_length=300,
        help_text="Gardé par l'agence. La personne apprend seulement qu'aucun dossier n'a été rattaché.",
        error_messages={"required": "Un refus se motive."},
    )


def _told(one: PossibleFile) -> str:
    same = [
        name
        for name, agrees in (
            ("nom", one.same_name),
            ("date de naissance", one.same_birth),
            ("numéro", one.same_number),
        )
        if agrees
    ]
    return f"{one.contract.candidate.full_name}, contrat {one.contract.number} (même {', même '.join(same)})"
