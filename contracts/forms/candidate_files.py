"""Forms of candidate files."""

from typing import Any

from django import forms

from contracts.forms.base import DayField, PortalForm, ReasonField


class IdentityForm(PortalForm):
    """Who the candidate is, as the office knows it."""

    last_name = forms.CharField(label="Nom", max_length=100)
    first_name = forms.CharField(label="Prénom", max_length=100)
    born_on = DayField(label="Date de naissance", earliest=1940)
    email = forms.EmailField(
        label="Adresse électronique",
        help_text="Personnelle et durable : la personne s'en servira pour se connecter.",
        error_messages={"invalid": "Écrivez une adresse complète, par exemple camille@example.org."},
    )
    ine = forms.RegexField(
        r"^[0-9]{9}[0-9A-Z][A-Z]$",
        label="INE",
        required=False,
        help_text="11 caractères. Peut être complété plus tard.",
        error_messages={"invalid": "L'INE compte 11 caractères : 9 chiffres, puis 2 caractères."},
    )
    cycle = forms.TypedChoiceField(
        label="Cycle",
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", "–"), (1, "1"), (2, "2"), (3, "3")],
    )
    year_of_study = forms.IntegerField(label="Année d'études", min_value=1, max_value=12, required=False)
    specialty = forms.CharField(label="Spécialité", max_length=120, required=False)


class DeclaredForm(PortalForm):
    """What the candidate declares, and the project."""

    project = ReasonField(
        label="Projet professionnel",
        help_text="Spécialité, façon d'exercer, endroit envisagé, raisons de ce choix.",
        max_length=4000,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (
            ("enrolled_in_france", "Inscription dans une faculté en France"),
            ("auditor", "Auditeur libre (hors cursus)"),
            ("industrial_pharmacy", "Parcours de pharmacie industrielle"),
            ("other_commitment", "Autre engagement du même type (hôpital, collectivité)"),
            (
                "other_region_agreement",
                "Accord écrit de l'ARS qui accueillera, si elle est d'une autre région",
            ),
        ):
            self.fields[name] = forms.TypedChoiceField(
                label=label,
                required=False,
                choices=[("", "Je ne sais pas"), ("True", "Oui"), ("False", "Non")],
                coerce=lambda value: value == "True",
                empty_value=None,
            )


class PieceForm(PortalForm):
    """One file for one piece."""

    file = forms.FileField(
        label="Fichier",
        help_text="PDF, JPEG ou PNG, 10 Mo au plus.",
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        allow_empty_file=True,
        error_messages={"required": "Choisissez un fichier, puis joignez-le."},
    )
