"""Forms of the decisions."""

from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm

from installations.enums import Outcome
from installations.services.decisions import DecisionAnswers


class DecisionForm(DsfrBaseForm):
    """What an agent decides and writes."""

    outcome = forms.ChoiceField(label="Réponse", choices=Outcome.choices)
    grounds = forms.CharField(
        label="Motifs propres à ce dossier",
        help_text="Une raison par ligne. Obligatoire pour refuser ou ajourner.",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    conditions = forms.CharField(
        label="Conditions",
        help_text="Une par ligne : ce qui doit être envoyé, et avant quand. Obligatoire si l'accord est conditionnel.",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    clauses = forms.MultipleChoiceField(
        label="Clauses de la bibliothèque", required=False, widget=forms.CheckboxSelectMultiple
    )
    against_findings_reason = forms.CharField(
        label="Pourquoi s'écarter des constats",
        help_text="Obligatoire si la réponse est contraire à ce que les constats concluent.",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, clauses: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if clauses:
            self.fields["clauses"].choices = clauses
        else:
            del self.fields["clauses"]

    def answers(self) -> DecisionAnswers:
        """Return the decision as the service takes it."""
        data = self.cleaned_data
        return DecisionAnswers(
            outcome=Outcome(data["outcome"]),
            grounds=data["grounds"],
            conditions=data["conditions"],
            clauses=tuple(data.get("clauses", ())),
            against_findings_reason=data["against_findings_reason"],
        )


class CorrectionForm(DsfrBaseForm):
    """Which fields a person must correct, and why."""

    fields_to_correct = forms.MultipleChoiceField(
        label="Champs à rouvrir",
        choices=[
            ("starts_on", "Premier jour"),
            ("ends_on", "Dernier jour"),
            ("sites", "Lieux d'exercice"),
            ("explanation", "Explications"),
            ("documents", "Pièces jointes"),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    message = forms.CharField(
        label="Ce qu'il faut corriger", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="correction_%s", **kwargs)


class ReasonForm(DsfrBaseForm):
    """A reason in words, for a return, a withdrawal or a rejection."""

    reason = forms.CharField(label="Raison", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
