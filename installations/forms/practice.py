"""Forms of practice: declare, end, verify."""

from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm

from installations.enums import PracticeMode
from installations.forms.fields import CommuneField, DatedForm, DayField
from installations.services.practice import PeriodAnswers


class PeriodForm(DatedForm):
    """A period that a person declares."""

    commune = CommuneField()
    structure = forms.CharField(label="Structure, cabinet ou employeur", max_length=160)
    mode = forms.ChoiceField(label="Mode d'exercice", choices=PracticeMode.choices)
    starts_on = DayField(label="Premier jour")
    ends_on = DayField(
        label="Dernier jour (inclus)", help_text="Laissez vide si vous y exercez encore.", required=False
    )
    half_days = forms.DecimalField(
        label="Demi-journées par semaine (libéral)",
        help_text="Un temps plein compte 8 demi-journées.",
        required=False,
        min_value=0,
        max_value=14,
        decimal_places=2,
        localize=True,
    )
    hours = forms.DecimalField(
        label="Heures par semaine (salarié)",
        help_text="Un temps plein compte 35 heures.",
        required=False,
        min_value=0,
        max_value=60,
        decimal_places=2,
        localize=True,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        other = "hours" if data.get("mode") == PracticeMode.LIBERAL else "half_days"
        data[other] = None
        return data

    def answers(self) -> PeriodAnswers:
        """Return the period as the service takes it."""
        data = self.cleaned_data
        return PeriodAnswers(
            commune_code=data["commune"].code,
            structure=data["structure"],
            mode=data["mode"],
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
            half_days=data.get("half_days"),
            hours=data.get("hours"),
        )


class EmployerForm(DsfrBaseForm):
    """What an employer answers."""

    is_confirmed = forms.TypedChoiceField(
        label="Cette personne exerce-t-elle, ou a-t-elle exercé, chez vous à ces dates ?",
        choices=(("", "Choisissez"), ("yes", "Oui"), ("no", "Non")),
        coerce=lambda value: value == "yes",
    )
    comment = forms.CharField(
        label="Observations", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class EndForm(DsfrBaseForm):
    """The last day of practice at a place."""

    last_day = DayField(label="Dernier jour d'exercice à ce lieu (inclus)")


class VerificationForm(DsfrBaseForm):
    """Up to which day a period is verified, and whether it serves."""

    until = DayField(label="Vérifiée jusqu'au (inclus)")
    is_eligible = forms.TypedChoiceField(
        label="Cet exercice sert-il l'engagement ?",
        choices=(("yes", "Oui"), ("no", "Non")),
        coerce=lambda value: value == "yes",
    )
