"""Forms of the desk."""

import uuid

from django import forms

ACTIONS = (("take", "Prendre"), ("hand_over", "Confier à un collègue"), ("set_aside", "Mettre de côté"))


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
    colleague = forms.UUIDField(required=False)
    until = forms.DateField(
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"invalid": "Écrivez le jour de retour sous la forme jj/mm/aaaa."},
    )
    reason = forms.CharField(required=False, max_length=300)
    is_confirmed = forms.BooleanField(required=False)


class SaveViewForm(forms.Form):
    """The name of a view, and whether the agency sees it."""

    name = forms.CharField(max_length=80, error_messages={"required": "Donnez un nom à la vue."})
    is_shared = forms.BooleanField(required=False)
