"""Forms of the exchanges with the paying authority."""

from django import forms

from contracts.forms.base import DayField, PortalForm, ReasonField


class PaymentFileForm(PortalForm):
    """A file of payments."""

    file = forms.FileField(
        label="Fichier des paiements",
        help_text="Formats acceptés : .xlsx et .csv. Trois colonnes : contrat, mois, montant.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        allow_empty_file=True,
        error_messages={"required": "Choisissez un fichier, puis envoyez-le."},
    )


class EventsForm(PortalForm):
    """The days of the decisions wanted."""

    depuis = DayField(label="Décidé depuis le")
    jusqu = DayField(label="Jusqu'au")


class PaymentLineForm(PortalForm):
    """A line of the queue, corrected."""

    number = forms.CharField(label="Numéro de contrat", max_length=60)
    month = forms.CharField(label="Mois payé", max_length=40, help_text="Par exemple 2026-10.")
    amount = forms.CharField(label="Montant en euros", max_length=40)


class ReasonForm(PortalForm):
    """Why a line does not count, or where a difference comes from."""

    reason = ReasonField(label="Raison", max_length=300, widget=forms.TextInput())
