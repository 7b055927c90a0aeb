"""Shape of the suspension requests."""

from django import forms
from dsfr.forms import DsfrBaseForm

from cesp_portal.common.documents.intake import ACCEPTED
from contracts.enums import LeaveMotive
from contracts.forms.follow_up import PlausibleDay

# A repeated year and a gap year never suspend: they are not proposed.
MOTIVES = [
    choice
    for choice in LeaveMotive.choices
    if choice[0] not in (LeaveMotive.REDOUBLEMENT, LeaveMotive.CESURE)
]


class LeaveForm(DsfrBaseForm):
    """A leave during training."""

    motive = forms.ChoiceField(label="Motif", choices=MOTIVES)
    starts_on = PlausibleDay(label="Premier jour")
    last_day = PlausibleDay(label="Dernier jour")
    phd = forms.BooleanField(label="Pour préparer un doctorat", required=False)
    evidence = forms.FileField(
        label="Justificatif",
        required=False,
        help_text=f"{ACCEPTED}. Nécessaire pour envoyer, pas pour voir ce que la demande change.",
    )


class EarlyReturnForm(DsfrBaseForm):
    """The last suspended day wanted."""

    last_day = PlausibleDay(label="Dernier jour de suspension souhaité")


class DecisionForm(DsfrBaseForm):
    """What the authority decided."""

    granted = forms.ChoiceField(
        label="Décision", choices=[("oui", "Accordée"), ("non", "Refusée")], widget=forms.RadioSelect
    )
    decided_on = PlausibleDay(label="Date de la décision")
    reason = forms.CharField(
        label="Motif",
        required=False,
        max_length=2000,
        help_text="Obligatoire pour un refus ; la personne le lit.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
