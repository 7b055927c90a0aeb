"""What a person types in the simulator: their situation, then what they suppose."""

import datetime as dt
from fractions import Fraction
from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm

from cesp_portal.common.enums import Profession
from cesp_portal.common.rules.calendar import Month
from cesp_portal.common.rules.regions import REGIONS
from cesp_portal.dashboard.rules.what_if import Situation, WhatIf
from contracts.enums import Cause, LeaveMotive, Track
from contracts.rules.commitment_facts import CommitmentFacts, DayRange, Leave
from contracts.rules.regimes import RegimeFacts, regime_of
from installations.forms.fields import CommuneField, DatedForm
from installations.rules.statement import StatementFacts

EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(2090, 1, 1)
YES_NO = [("", "Je ne sais pas"), ("oui", "Oui"), ("non", "Non")]


class Day(forms.DateField):
    """An optional day of our time."""

    def __init__(self, label: str, *, required: bool = False, help_text: str = "") -> None:
        super().__init__(
            label=label,
            required=required,
            help_text=help_text,
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            error_messages={"invalid": "Cette date n'existe pas. Écrivez-la par exemple 05/12/2026."},
        )

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and not EARLIEST <= value < LATEST:
            raise forms.ValidationError("Cette date est invraisemblable. Vérifiez l'année.")


class SituationForm(DsfrBaseForm):
    """The facts of a contract, for those who are not signed in."""

    profession = forms.ChoiceField(label="Profession", choices=Profession)
    track = forms.ChoiceField(label="Voie", choices=Track)
    region = forms.ChoiceField(label="Région de l'agence", choices=list(REGIONS.items()), initial="76")
    applied_on = Day("Candidature déposée le", required=True)
    concluded_on = Day("Contrat signé le", required=True)
    first_paid_month = forms.RegexField(
        label="Premier mois d'allocation",
        regex=r"^20[0-9]{2}-(0[1-9]|1[0-2])$",
        help_text="Année et mois, par exemple 2023-10. Les premiers versements remontent à octobre ou novembre.",
        error_messages={"invalid": "Écrivez l'année puis le mois, par exemple 2023-10."},
    )
    cycle_at_application = forms.TypedChoiceField(
        label="Cycle à la candidature",
        choices=[("", "Sans objet"), ("1", "1er cycle"), ("2", "2e cycle"), ("3", "3e cycle")],
        coerce=int,
        empty_value=None,
        required=False,
    )
    internship_started_on = Day("Début de l'internat")
    des_on = Day("DES obtenu le")
    de_on = Day("Diplôme d'État (thèse) obtenu le")

    def situation(self, on: dt.date, training_ends_on: dt.date | None) -> Situation:
        """Return the facts typed, as the rules read them on that day."""
        typed = self.cleaned_data
        profession = Profession(typed["profession"])
        regime = regime_of(RegimeFacts(profession, typed["applied_on"], typed["concluded_on"])).regime
        contract = CommitmentFacts(
            profession=profession,
            track=Track(typed["track"]),
            regime=regime,
            cycle_at_application=typed["cycle_at_application"],
            first_paid_month=Month.parse(typed["first_paid_month"]),
            internship_started_on=typed["internship_started_on"],
            des_on=typed["des_on"],
            de_on=typed["de_on"],
            as_of=on,
        )
        return Situation(StatementFacts(contract), typed["region"], training_ends_on)


# What can be supposed, block by block, each alone or with others.
HYPOTHESES = (
    ("La fin de ma formation", ("training_ends_on",)),
    ("Un lieu, un jour, un temps partiel", ("commune", "practice_starts_on", "practice_percent")),
    ("Un congé", ("leave_motive", "leave_from", "leave_to")),
    ("La suspension du 3e cycle", ("third_cycle_requested_on",)),
    ("Un report d'installation", ("deferral_from", "deferral_to")),
    ("Une suspension d'exercice", ("suspension_from", "suspension_to")),
    ("Un remplacement", ("replacement_from", "replacement_to", "replacement_in_project")),
    ("Une rupture du contrat", ("ends_on", "cause")),
)


class WhatIfForm(DatedForm):
    """The hypotheses; each block may stay empty. ``on`` is the day whose communes are meant."""

    training_ends_on = Day(
        "Fin de formation prévue",
        help_text="Si les diplômes ne sont pas encore obtenus : sans elle, aucune fin ne peut être calculée.",
    )
    commune = CommuneField(
        label="Commune d'exercice",
        required=False,
        help_text="Nom ou code INSEE. Exemple : Fabrezan, ou 11132.",
    )
    practice_starts_on = Day("Début d'exercice")
    practice_percent = forms.IntegerField(
        label="Quotité d'exercice en zone",
        required=False,
        min_value=1,
        max_value=100,
        help_text="En pourcentage d'un temps plein.",
        error_messages={
            "min_value": "La quotité va de 1 à 100 %%.",
            "max_value": "La quotité va de 1 à 100 %%.",
            "invalid": "Écrivez un nombre entier de 1 à 100.",
        },
    )
    leave_motive = forms.ChoiceField(
        label="Motif du congé", required=False, choices=[("", "Aucun congé"), *LeaveMotive.choices]
    )
    leave_from = Day("Premier jour du congé")
    leave_to = Day("Dernier jour du congé")
    third_cycle_requested_on = Day(
        "Suspension demandée le", help_text="Elle se demande dans les trente jours du début de l'internat."
    )
    deferral_from = Day("Premier jour du report")
    deferral_to = Day("Dernier jour du report")
    suspension_from = Day("Premier jour de la suspension", help_text="Une fois installé : d'un mois à un an.")
    suspension_to = Day("Dernier jour de la suspension")
    replacement_from = Day("Premier jour du remplacement")
    replacement_to = Day("Dernier jour du remplacement")
    replacement_in_project = forms.ChoiceField(
        label="Le remplacement fait partie de mon projet", required=False, choices=YES_NO
    )
    ends_on = Day("Rupture reçue le")
    cause = forms.ChoiceField(label="Cause de la rupture", required=False, choices=Cause)

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the blocks, each with its fields."""
        return [(title, [self[name] for name in names]) for title, names in HYPOTHESES]

    def clean(self) -> dict[str, Any]:
        """Refuse half a period: two bounds, in order."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("leave", "deferral", "suspension", "replacement"):
            start, end = typed.get(f"{name}_from"), typed.get(f"{name}_to")
            if bool(start) != bool(end):
                self.add_error(f"{name}_to", "Indiquez le premier et le dernier jour, ou aucun des deux.")
            elif start and end and end < start:
                self.add_error(f"{name}_to", "Le dernier jour précède le premier.")
        if typed.get("leave_motive") and not typed.get("leave_from"):
            self.add_error("leave_from", "Indiquez les jours du congé.")
        if typed.get("leave_from") and not typed.get("leave_motive"):
            self.add_error("leave_motive", "Choisissez le motif du congé.")
        return typed

    def what_if(self, place_is_eligible: bool | None) -> WhatIf:
        """Return the hypotheses, as the rules read them."""
        typed = self.cleaned_data
        leave = None
        if typed["leave_motive"]:
            leave = Leave(
                typed["leave_motive"], typed["leave_from"], typed["leave_to"], suspension_requested=True
            )
        in_project = {"oui": True, "non": False}.get(typed["replacement_in_project"])
        return WhatIf(
            leave=leave,
            third_cycle_requested_on=typed["third_cycle_requested_on"],
            deferral=_range(typed, "deferral"),
            suspension=_range(typed, "suspension"),
            replacement=_range(typed, "replacement"),
            replacement_in_project=in_project,
            practice_starts_on=typed["practice_starts_on"],
            practice_share=Fraction(typed["practice_percent"] or 100, 100),
            place_is_eligible=place_is_eligible,
            ends_on=typed["ends_on"],
            cause=Cause(typed["cause"] or Cause.SIGNATAIRE),
        )


def _range(typed: dict[str, Any], name: str) -> DayRange | None:
    start, end = typed[f"{name}_from"], typed[f"{name}_to"]
    return DayRange(start, end) if start and end else None
