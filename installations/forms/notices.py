"""The form of a convocation, a reminder or a formal notice."""

from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm

from installations.enums import NOTICES, LetterKind
from installations.forms.fields import DayField
from installations.services.notices import NoticeAnswers

LINES = forms.Textarea(attrs={"rows": 4})


class HourInput(forms.TimeInput):
    """The browser's own hour control."""

    input_type = "time"


class NoticeForm(DsfrBaseForm):
    """What is asked, when and where, and by when to answer; the service says what each kind needs."""

    kind = forms.ChoiceField(
        label="Nature du courrier", choices=[(kind.value, kind.label) for kind in NOTICES]
    )
    asked = forms.CharField(
        label="Ce qui est demandé",
        help_text="Un paragraphe par ligne. N'écrivez rien sur la santé de la personne.",
        max_length=2000,
        widget=LINES,
    )
    meets_on = DayField(label="Jour du rendez-vous", help_text="Pour une convocation.", required=False)
    hour = forms.TimeField(
        label="Heure",
        required=False,
        widget=HourInput(format="%H:%M"),
        error_messages={"invalid": "Écrivez une heure, par exemple 14:30."},
    )
    place = forms.CharField(
        label="Lieu ou adresse de connexion",
        max_length=200,
        required=False,
        help_text="Pour une convocation.",
    )
    bring = forms.CharField(
        label="À apporter ou à envoyer",
        help_text="Un document par ligne.",
        max_length=1000,
        required=False,
        widget=LINES,
    )
    answer_by = DayField(
        label="Répondre au plus tard le",
        help_text="Obligatoire pour un rappel ou une mise en demeure.",
        required=False,
    )
    consequence = forms.CharField(
        label="Ce qui se passe sans réponse",
        help_text="Laissez vide pour la phrase d'usage.",
        max_length=1000,
        required=False,
        widget=LINES,
    )

    def answers(self) -> NoticeAnswers:
        """Return what was typed."""
        values: dict[str, Any] = {**self.cleaned_data}
        return NoticeAnswers(**values | {"kind": LetterKind(values["kind"])})
