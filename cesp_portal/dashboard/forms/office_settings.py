"""The forms of an agency's settings: identity, directory, regional rules."""

from typing import Any

from django import forms

from cesp_portal.common.accounts.models import Faculty
from contracts.enums import Authority, DirectoryKind
from contracts.forms.base import DayField, PortalForm, ReasonField


class IdentityForm(PortalForm):
    """What the letters of the agency print at their head."""

    directorate = forms.CharField(label="Direction", max_length=160, required=False)
    address = forms.CharField(
        label="Adresse postale",
        help_text="Une ligne par ligne de l'enveloppe ; la dernière donne la ville des lettres.",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    email = forms.EmailField(label="Boîte fonctionnelle", required=False)
    court = forms.CharField(
        label="Tribunal administratif compétent",
        help_text="Tel que les voies de recours l'impriment.",
        max_length=120,
        required=False,
    )
    logo = forms.FileField(label="Logo (PNG, 200 ko au plus)", required=False)
    drops_logo = forms.BooleanField(label="Ne plus imprimer de logo", required=False)


class ContactForm(PortalForm):
    """An entry of the directory, from a day on."""

    kind = forms.TypedChoiceField(label="Sorte", choices=DirectoryKind.choices, coerce=DirectoryKind)
    department_code = forms.RegexField(
        r"^([0-9]{2,3}|2[ABab])$",
        label="Département",
        help_text="Pour un département, par exemple 34.",
        required=False,
        error_messages={"invalid": "Écrivez le code du département, par exemple 34 ou 2A."},
    )
    faculty = forms.ModelChoiceField(
        Faculty.objects.none(), label="Faculté", help_text="Pour une faculté.", required=False
    )
    authority = forms.TypedChoiceField(
        label="Reçoit les décisions pour",
        help_text="Pour une autorité qui paie : les bordereaux portent son nom, ses courriels partent à cette adresse.",
        choices=[("", "Aucune autorité"), *Authority.choices],
        coerce=Authority,
        empty_value=None,
        required=False,
    )
    name = forms.CharField(label="Service ou personne", max_length=160)
    role = forms.CharField(label="Fonction", max_length=160, required=False)
    email = forms.EmailField(label="Courriel", required=False)
    phone = forms.CharField(label="Téléphone", max_length=30, required=False)
    address = forms.CharField(
        label="Adresse postale", max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    starts_on = DayField(label="À partir du")

    def __init__(self, *args: Any, faculties: "forms.models.QuerySet[Faculty]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["faculty"].queryset = faculties


class LastDayForm(PortalForm):
    """The last day on which an entry holds."""

    last_day = DayField(label="Dernier jour (inclus)")


class RegionalValueForm(PortalForm):
    """A value of a regional rule, from a day on."""

    rule = forms.ChoiceField(label="Règle")
    value = forms.CharField(
        label="Valeur",
        help_text="Un nombre entier, « oui » ou « non », ou l'une des réponses que la règle propose.",
        max_length=100,
        widget=forms.TextInput(attrs={"list": "answers", "autocomplete": "off"}),
    )
    starts_on = DayField(label="À partir du")
    source = forms.CharField(
        label="Source",
        help_text="La décision ou le texte, avec sa date. Les lettres et les décomptes la citent.",
        max_length=250,
    )

    def __init__(self, *args: Any, rules: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule"].choices = rules


class WithdrawalForm(PortalForm):
    """Why a value no longer holds."""

    reason = ReasonField(label="Raison du retrait", max_length=300)
