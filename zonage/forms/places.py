"""Shape of a question about a place."""

import datetime as dt

from django import forms
from dsfr.forms import DsfrBaseForm

from cesp_portal.common.enums import Profession

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
MODES = [("", "Je ne sais pas"), ("liberal", "Libéral"), ("salarie", "Salarié"), ("mixte", "Mixte")]
IN_DISTRICT = [("", "Je ne sais pas"), ("oui", "Oui"), ("non", "Non")]


class PlaceForm(DsfrBaseForm):
    """A place, a profession and a day. What is left out or not understood gets its usual value."""

    q = forms.CharField(
        label="Commune",
        max_length=120,
        help_text="Nom, code postal ou code de la commune. Exemple : Narbonne",
    )
    profession = forms.ChoiceField(label="Profession", choices=Profession.choices)
    le = forms.DateField(label="Jour", widget=DAY, help_text="Jour de l'installation envisagée.")

    def answers(self, today: dt.date) -> tuple[str, str, dt.date]:
        """Return text, profession and day; only what was understood counts."""
        self.is_valid()
        kept = self.cleaned_data
        return (
            (kept.get("q") or "").strip(),
            kept.get("profession") or Profession.MEDECINE.value,
            kept.get("le") or today,
        )


class AidsForm(DsfrBaseForm):
    """What a person knows of their own project, for the aids of a place."""

    mode = forms.ChoiceField(label="Mode d'exercice", choices=MODES, required=False)
    qpv = forms.ChoiceField(
        label="Lieu dans un quartier prioritaire (QPV)", choices=IN_DISTRICT, required=False
    )
