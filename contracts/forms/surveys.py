"""Shape of what referents type about surveys, and of an answer."""

import re
from typing import Any

from django import forms
from django.utils.html import escape
from dsfr.forms import DsfrBaseForm
from dsfr.utils import dsfr_input_class_attr

from contracts.enums import FileFact, Profession, QuestionKind, SurveyPopulation
from contracts.models import Survey, SurveyAnswer, SurveyQuestion
from contracts.models.surveys import CODE
from contracts.rules.survey_answers import shown_answer

DATE_INPUT = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class SurveyForm(DsfrBaseForm):
    """Settings of a survey."""

    title = forms.CharField(label="Titre", max_length=120)
    introduction = forms.CharField(
        label="Présentation",
        help_text="Ce que les personnes lisent avant de répondre.",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    population = forms.ChoiceField(label="À qui l'enquête est envoyée", choices=SurveyPopulation)
    profession = forms.ChoiceField(
        label="Profession", required=False, choices=[("", "Toutes"), *Profession.choices]
    )
    closes_on = forms.DateField(label="Dernier jour pour répondre", widget=DATE_INPUT)
    reminders = forms.CharField(
        label="Relances",
        required=False,
        help_text="Nombre de jours après l'ouverture, séparés par des virgules. Exemple : 7, 21.",
        max_length=60,
    )

    def clean_reminders(self) -> list[int]:
        """Read the days; each from 1 to 365."""
        parts = [part for part in re.split(r"[,; ]+", self.cleaned_data["reminders"].strip()) if part]
        if not all(re.fullmatch(r"[0-9]{1,3}", part) and 1 <= int(part) <= 365 for part in parts):
            raise forms.ValidationError("Écrivez des nombres de jours de 1 à 365, par exemple : 7, 21.")
        return sorted({int(part) for part in parts})


class NewSurveyForm(SurveyForm):
    """A new survey, alone or in the wake of the year before."""

    follows = forms.ModelChoiceField(
        label="Reprendre les questions de",
        help_text="Les résultats seront comparés à ceux de cette enquête.",
        required=False,
        queryset=Survey.objects.none(),
        empty_label="Aucune : partir d'une page blanche",
    )

    def __init__(self, *args: Any, earlier: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["follows"].queryset = earlier


class QuestionForm(DsfrBaseForm):
    """One question of a survey."""

    label = forms.CharField(label="Question", max_length=300)
    hint = forms.CharField(label="Aide", max_length=300, required=False)
    kind = forms.ChoiceField(label="Nature de la réponse", choices=QuestionKind)
    choices = forms.CharField(
        label="Choix proposés",
        help_text="Un choix par ligne, pour une question de nature « Choix dans une liste » seulement.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    code = forms.RegexField(
        label="Code",
        regex=CODE,
        help_text="Minuscules, chiffres et tirets bas. Il relie la question à celle de l'année suivante.",
        error_messages={"invalid": "Commencez par une minuscule ; puis minuscules, chiffres ou tirets bas."},
    )
    fact = forms.ChoiceField(
        label="Fait du dossier",
        required=False,
        help_text="Une réponse différente du dossier devient une proposition que vous acceptez ou refusez.",
        choices=[("", "Aucun"), *FileFact.choices],
    )
    required = forms.BooleanField(label="Réponse obligatoire", required=False)

    def clean_choices(self) -> list[str]:
        """Read one choice per line, each once, 120 characters at most."""
        lines = [" ".join(line.split()) for line in self.cleaned_data["choices"].splitlines()]
        choices = list(dict.fromkeys(line for line in lines if line))
        if any(len(choice) > 120 for choice in choices):
            raise forms.ValidationError("Un choix compte 120 caractères au plus.")
        return choices


class OpenChoiceField(forms.ChoiceField):
    """A list whose answer is judged by the rules, like every other answer."""

    def valid_value(self, value: str) -> bool:
        return True


class AnswerForm(DsfrBaseForm):
    """The answer to one question; what it means is read by the rules."""

    def __init__(
        self, *args: Any, question: SurveyQuestion, kept: SurveyAnswer | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = _field(question, kept)
        field.label = question.label
        # Says so beside the question; an answer may still be left for later.
        field.required = field.widget.is_required = question.required
        # The component prints help texts as they are: what a referent typed is escaped here.
        field.help_text = escape(question.hint) or HINTS.get(QuestionKind(question.kind), "")
        self.fields["answer"] = field
        self.set_up_widgets()

    def set_up_widgets(self) -> None:
        """Dress the field, added after the base class dressed the others."""
        for visible in self.visible_fields():
            dsfr_input_class_attr(visible)


HINTS = {
    QuestionKind.SHARE: "En pourcentage d'un temps plein, par exemple 80\N{NO-BREAK SPACE}%.",
    QuestionKind.COMMUNE: "La commune puis son code postal, par exemple Fabrezan 11200.",
    QuestionKind.DOCUMENT: "PDF, JPEG ou PNG, 10 Mo au plus.",
}


def _field(question: SurveyQuestion, kept: SurveyAnswer | None) -> forms.Field:
    kind = QuestionKind(question.kind)
    value = kept.value if kept else ""
    match kind:
        case QuestionKind.CHOICE:
            choices = [(choice, choice) for choice in question.choices]
            return OpenChoiceField(
                choices=choices, widget=forms.RadioSelect, initial=value or None, required=False
            )
        case QuestionKind.DATE:
            return forms.CharField(
                initial=value, required=False, widget=forms.TextInput(attrs={"type": "date"})
            )
        case QuestionKind.DOCUMENT:
            return forms.FileField(required=False)
        case QuestionKind.TEXT:
            return forms.CharField(
                initial=value, required=False, widget=forms.Textarea(attrs={"rows": 5}), strip=False
            )
        case _:
            return forms.CharField(initial=shown_answer(kind, value), required=False)
