"""Forms of the desk."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms

from cesp_portal.common.accounts.models import User
from contracts.forms.base import DayField, PortalForm

ACTIONS = (
    ("take", "Prendre"),
    ("hand_over", "Confier à un collègue"),
    ("entrust", "Désigner le référent"),
    ("set_aside", "Mettre de côté"),
    ("bring_back", "Remettre dans la liste"),
)


class UUIDsField(forms.Field):
    """The identifiers of the ticked rows."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: list[str] | None) -> list[uuid.UUID]:
        try:
            return [uuid.UUID(one) for one in value or []]
        except ValueError as error:
            raise forms.ValidationError("Une ligne cochée n'existe pas.") from error

    def validate(self, value: list[uuid.UUID]) -> None:
        if not value:
            raise forms.ValidationError("Cochez au moins une ligne.")


class BatchForm(forms.Form):
    """What to do with the rows that were ticked."""

    action = forms.ChoiceField(choices=ACTIONS)
    rows = UUIDsField()
    is_confirmed = forms.BooleanField(required=False)


class ConfirmForm(PortalForm):
    """Confirm what a preview showed; ``seen`` names it."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class HandOverForm(ConfirmForm):
    """To whom the rows go."""

    colleague = forms.TypedChoiceField(
        label="Confier à",
        coerce=uuid.UUID,
        error_messages={
            "required": "Choisissez un collègue.",
            "invalid_choice": "Cette personne n'est plus agent de votre agence. Choisissez quelqu'un d'autre.",
        },
    )

    def __init__(self, *args: Any, colleagues: Sequence[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["colleague"].choices = [
            ("", "Choisissez"),
            *((str(one.id), str(one)) for one in colleagues),
        ]


class SetAsideForm(ConfirmForm):
    """Until when the rows are hidden, and what is awaited."""

    until = DayField(
        label="Y revenir le", help_text="Au plus tard à son échéance, une ligne revient d'elle-même."
    )
    reason = forms.CharField(
        label="Ce que vous attendez",
        help_text="Vos collègues liront cette raison. N'écrivez rien sur la santé.",
        max_length=300,
        error_messages={"required": "Dites en quelques mots ce que vous attendez."},
    )


class SaveViewForm(forms.Form):
    """The name of a view, and whether the agency sees it."""

    name = forms.CharField(max_length=80, error_messages={"required": "Donnez un nom à la vue."})
    is_shared = forms.BooleanField(required=False)
