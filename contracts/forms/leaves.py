"""Shape of the suspension requests."""

from django import forms
from dsfr.forms import DsfrBaseForm

from cesp_portal.common.documents.intake import ACCEPTED
from contracts.enums import LeaveMotive
from contracts.forms.base import PortalForm
from contracts.forms.follow_up import PlausibleDay

# A repeated year and a gap year never suspend: they are not proposed.
MOTIVES = [
    choice
    for choice in LeaveMotive.choices
    if choice[0] not in (LeaveMotive.REDOUBLEMENT, LeaveMotive.CESURE)
]


class SeenForm(PortalForm):
    """A request that is sent only once its consequences were shown, for these very answers."""

    WATCHED: tuple[str, ...] = ()

    def seen(self) -> str:
        """Return the mark of the answers whose consequences the page shows."""
        return "|".join(self.data.get(name, "") for name in self.WATCHED)

    def was_seen(self) -> bool:
        """Whether the page that was sent showed the consequences of these answers."""
        return bool(self.data.get("seen") == self.seen())


class LeaveForm(SeenForm):
    """A leave during training."""

    WATCHED = ("motive", "starts_on", "last_day", "phd")

    motive = forms.ChoiceField(label="Motif", choices=MOTIVES)
    starts_on = PlausibleDay(label="Premier jour")
    last_day = PlausibleDay(label="Dernier jour")
    phd = forms.BooleanField(
        label="Pour préparer un doctorat",
        required=False,
        help_text="Seulement pour une disponibilité pour études ou recherches : trois ans au plus, au lieu d'un.",
    )
    evidence = forms.FileField(
        label="Justificatif",
        required=False,
        help_text=f"{ACCEPTED}.",
    )

    def ask_for_evidence(self) -> None:
        """Show the evidence as needed: it is, once the consequences were seen."""
        self.fields["evidence"].required = True


class EarlyReturnForm(SeenForm):
    """The last suspended day wanted."""

    WATCHED = ("last_day",)

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
