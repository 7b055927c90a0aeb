"""The form of a message to a selection."""

from django import forms

from contracts.forms.base import PortalForm


class MailForm(PortalForm):
    """One text for many people."""

    subject = forms.CharField(label="Objet", max_length=150)
    body = forms.CharField(label="Texte", max_length=5000, widget=forms.Textarea(attrs={"rows": 10}))
