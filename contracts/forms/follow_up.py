"""Shape of what is typed about exchanges, contacts and messages."""

import datetime as dt
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from dsfr.forms import DsfrBaseForm

from cesp_portal.common.clock import PARIS
from contracts.enums import ContactKind, NoticeKind, Visibility

DAY = {"widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}
EARLIEST, LATEST = dt.date(2010, 1, 1), dt.date(2100, 1, 1)
MEETINGS = [choice for choice in ContactKind.choices if choice[0] in ("meeting", "video", "phone")]
NOT_A_DAY = {"invalid": "Cette date n'existe pas. Écrivez-la par exemple 05/12/2026."}


class PlausibleDay(forms.DateField):
    """A day of this century, typed or chosen in the browser's calendar."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"error_messages": NOT_A_DAY, **DAY, **options})

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and not EARLIEST <= value < LATEST:
            raise forms.ValidationError("Cette date est invraisemblable. Vérifiez l'année.")


class SummonForm(DsfrBaseForm):
    """When and how an exchange takes place."""

    day = PlausibleDay(label="Jour")
    hour = forms.TimeField(
        label="Heure (de Paris)",
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": "Écrivez l'heure par exemple 14:30."},
    )
    mode = forms.ChoiceField(label="Forme", choices=MEETINGS)
    place = forms.CharField(label="Lieu, numéro ou adresse de connexion", required=False, max_length=200)

    def starts_at(self) -> dt.datetime:
        """Return the instant of the appointment."""
        return dt.datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"], tzinfo=PARIS)


class NoteForm(DsfrBaseForm):
    """What was said, and who may read it."""

    summary = forms.CharField(label="Compte rendu", max_length=5000, widget=forms.Textarea(attrs={"rows": 6}))
    visibility = forms.ChoiceField(label="Lu par", choices=Visibility)


class ContactForm(NoteForm):
    """A contact outside the yearly exchange."""

    kind = forms.ChoiceField(label="Forme", choices=ContactKind)
    happened_on = PlausibleDay(label="Date")
    field_order = ("kind", "happened_on", "summary", "visibility")


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Return the files joined, none if there are none."""
        return [super(FilesField, self).clean(one, initial) for one in data or []]


class MessageForm(DsfrBaseForm):
    """A message and its attachments."""

    body = forms.CharField(
        label="Votre message",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Le message est vide : écrivez au moins une phrase."},
    )
    files = FilesField(
        label="Pièces jointes", required=False, help_text="PDF, JPEG ou PNG, 10 Mo au plus, cinq au plus."
    )


class NoticesForm(DsfrBaseForm):
    """Which notices leave by e-mail."""

    wanted = forms.MultipleChoiceField(
        label="M'écrire quand",
        required=False,
        choices=NoticeKind,
        widget=forms.CheckboxSelectMultiple,
        help_text="Les convocations et les décisions vous sont toujours écrites.",
    )


class AbsenceForm(DsfrBaseForm):
    """Days on which the backup stands in."""

    starts_on = PlausibleDay(label="Premier jour d'absence")
    last_day = PlausibleDay(label="Dernier jour d'absence")
