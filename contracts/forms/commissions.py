"""Forms of commissions."""

from django import forms

from contracts.enums import MemberQuality
from contracts.forms.base import DayField, PortalForm, ReasonField
from contracts.models.commissions import MARK_MAX


class CommissionForm(PortalForm):
    """When, where, and how many must be there."""

    held_on = DayField(label="Jour de la commission")
    starts_at = forms.TimeField(
        label="Heure de début",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Écrivez l'heure par exemple 14:00."},
    )
    place = forms.CharField(label="Lieu ou lien de visioconférence", max_length=300)
    quorum = forms.IntegerField(
        label="Quorum", help_text="Nombre de membres présents.", min_value=1, max_value=50
    )
    principal = forms.IntegerField(
        label="Noms sur la liste principale",
        help_text="Laissez vide pour autant de noms que de contrats ouverts cette année, ou l'an dernier tant que "
        "l'arrêté n'est pas publié.",
        min_value=0,
        max_value=500,
        required=False,
    )


class MemberForm(PortalForm):
    """A person who sits."""

    quality = forms.ChoiceField(label="Qualité", choices=MemberQuality.choices)
    name = forms.CharField(label="Nom et prénom", max_length=160)
    email = forms.EmailField(label="Adresse électronique")
    is_chair = forms.BooleanField(label="Préside la commission", required=False)


class OpinionForm(PortalForm):
    """Marks by criterion and the opinion on one candidate."""

    project_mark = forms.IntegerField(label="Projet professionnel (sur 20)", min_value=0, max_value=MARK_MAX)
    results_mark = forms.IntegerField(label="Résultats (sur 20)", min_value=0, max_value=MARK_MAX)
    social_mark = forms.IntegerField(label="Situation sociale (sur 20)", min_value=0, max_value=MARK_MAX)
    is_favourable = forms.TypedChoiceField(
        label="Avis",
        choices=[("True", "Favorable"), ("False", "Défavorable")],
        coerce=lambda value: value == "True",
    )
    comment = ReasonField(label="Motif de l'avis", required=False)


class ClosingForm(PortalForm):
    """The end of the meeting."""

    casting_vote = ReasonField(
        label="Voix prépondérante de l'agence",
        required=False,
        help_text="Si l'agence a tranché un partage des voix, dites pour qui et pourquoi.",
    )
