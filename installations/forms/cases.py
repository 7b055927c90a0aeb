"""Forms of what surrounds a request: a hearing, the opinion of an agency, a message to the other one."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm

from installations.enums import SETTLED_CLAIMS, DistrictClaim, HearingChoice
from installations.forms.fields import DayField
from installations.models import Request


class HearingForm(DsfrBaseForm):
    """The hearing of those who want the same place."""

    heard_on = DayField(label="Jour de l'audition")
    kept = forms.ChoiceField(label="Demande retenue")
    grounds = forms.CharField(
        label="Critères et raisons du choix", max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, requests: Sequence[Request], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="hearing_%s", **kwargs)
        people = [(str(one.id), str(one.contract.candidate)) for one in requests]
        self.fields["kept"].choices = [(HearingChoice.ALL.value, HearingChoice.ALL.label), *people]

    @property
    def choice(self) -> HearingChoice:
        """Whether one request or all are kept."""
        return HearingChoice.ALL if self.cleaned_data["kept"] == HearingChoice.ALL else HearingChoice.ONE

    @property
    def chosen_id(self) -> uuid.UUID | None:
        """The request that is kept alone."""
        return None if self.choice is HearingChoice.ALL else uuid.UUID(self.cleaned_data["kept"])


class DistrictForm(DsfrBaseForm):
    """Whether a place is in the quartier prioritaire that the person named: two buttons."""

    answer = forms.ChoiceField(
        choices=[(claim.value, claim.label) for claim in SETTLED_CLAIMS],
        error_messages={"required": "Dites si l'adresse est dans ce quartier, ou non."},
    )

    @property
    def is_inside(self) -> bool:
        """Whether the agent says yes."""
        return self.cleaned_data["answer"] == DistrictClaim.CONFIRMED


class OpinionForm(DsfrBaseForm):
    """The opinion of an agency on a transfer."""

    is_favourable = forms.TypedChoiceField(
        label="Avis",
        choices=(("", "Choisissez"), ("yes", "Favorable"), ("no", "Défavorable")),
        coerce=lambda value: value == "yes",
    )
    text = forms.CharField(
        label="Raisons",
        help_text="L'autre agence les lit. N'écrivez rien sur la santé de la personne.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="opinion_%s", **kwargs)


class CaseMessageForm(DsfrBaseForm):
    """A message to the other agency of a transfer."""

    text = forms.CharField(label="Message", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="message_%s", **kwargs)
