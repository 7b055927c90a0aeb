"""Forms of the delegations: who signs, which drafts are read twice."""

import uuid
from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm

from cesp_portal.common.accounts.models import User
from installations.enums import RequestKind
from installations.forms.fields import DayField


class SignatoryForm(DsfrBaseForm):
    """A person of the agency who signs from a day on."""

    user = forms.ModelChoiceField(
        label="Personne", queryset=User.objects.none(), empty_label="Choisissez une personne de l'agence"
    )
    quality = forms.CharField(
        label="Qualité, comme la lettre l'imprime",
        help_text="Exemple : La directrice de l'offre de soins.",
        max_length=160,
    )
    delegation = forms.CharField(
        label="Délégation",
        help_text="Exemple : Pour le directeur général et par délégation du 3 mars 2026.",
        max_length=250,
        required=False,
    )
    since_on = DayField(label="À partir du")

    def __init__(self, *args: Any, people: "forms.models.QuerySet[User]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people


class SecondLookForm(DsfrBaseForm):
    """A kind of request whose drafts are read by a second agent."""

    kind = forms.TypedChoiceField(label="Nature de demande", choices=RequestKind.choices, coerce=RequestKind)


class LastDayForm(DsfrBaseForm):
    """The last day on which a person signs."""

    last_day = DayField(label="Dernier jour (inclus)")

    def __init__(self, *args: Any, of: uuid.UUID, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"id_{of}_%s", **kwargs)
