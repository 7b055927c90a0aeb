"""The form of a text that an agency adds to its letters, and of a test letter."""

from django import forms
from dsfr.forms import DsfrBaseForm

from installations.enums import LetterTextPlace, Outcome, RequestKind
from installations.forms.fields import DayField
from installations.services.letter_texts import TextAnswers


class LetterTextForm(DsfrBaseForm):
    """A version of a text, from a day on."""

    place = forms.TypedChoiceField(label="Place", choices=LetterTextPlace.choices, coerce=LetterTextPlace)
    title = forms.CharField(
        label="Intitulé", help_text="Pour les agents ; il n'est pas imprimé.", max_length=120
    )
    text = forms.CharField(label="Texte", max_length=1500, widget=forms.Textarea(attrs={"rows": 5}))
    kinds = forms.MultipleChoiceField(
        label="Natures de demande", choices=RequestKind.choices, widget=forms.CheckboxSelectMultiple
    )
    outcomes = forms.MultipleChoiceField(
        label="Réponses", choices=Outcome.choices, widget=forms.CheckboxSelectMultiple
    )
    source = forms.CharField(
        label="Source", help_text="Le texte ou la décision qui le fonde.", max_length=250
    )
    since_on = DayField(label="À partir du")

    def answers(self, code: str) -> TextAnswers:
        """Return what was typed; ``code`` names the text of which it is a new version."""
        return TextAnswers(**self.cleaned_data, code=code)


class ProofForm(DsfrBaseForm):
    """Which letter to print for a look."""

    kind = forms.TypedChoiceField(label="Nature de demande", choices=RequestKind.choices, coerce=RequestKind)
    outcome = forms.TypedChoiceField(label="Réponse", choices=Outcome.choices, coerce=Outcome)
    on = DayField(label="Comme le")
