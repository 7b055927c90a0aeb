"""Forms of offers, on both sides."""

from collections.abc import Sequence
from typing import Any

from django import forms

from contracts.forms.base import DayField, PortalForm, ReasonField


class ReceiptForm(PortalForm):
    """The day on which the person received the offer, as an agent knows it."""

    received_on = DayField(label="Reçue par la personne le")
    reason = ReasonField(
        label="Motif", required=False, help_text="Seulement pour corriger une date déjà saisie."
    )


class PaperSignatureForm(PortalForm):
    """A signed contract that arrived on paper."""

    arrived_on = DayField(label="Contrat signé arrivé le")
    project = ReasonField(label="Projet professionnel indiqué", required=False)
    expected_end = DayField(
        label="Fin prévue de la formation, si le contrat la donne",
        help_text="Elle donne la durée prévisionnelle de l'allocation.",
        required=False,
    )
    reason = ReasonField(
        label="Motif de la saisie tardive",
        required=False,
        help_text="Obligatoire si le délai est passé : dites pourquoi, et quelle preuve donne la date d'arrivée.",
    )


class RefusalForm(PortalForm):
    """A refusal that reached an agent."""

    reason = ReasonField(
        label="Comment le refus vous est parvenu", help_text="Par exemple : courriel du 3 mars."
    )


class SignForm(PortalForm):
    """The signature: each condition on its own line, and the project in the person's words."""

    project = forms.CharField(
        label="Votre projet professionnel",
        help_text="Spécialité, façon d'exercer, endroit envisagé. Vous pourrez le faire évoluer.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Décrivez votre projet : deux phrases suffisent."},
    )
    expected_end = DayField(
        label="Fin prévue de votre formation",
        help_text="Le jour où vous pensez obtenir votre dernier diplôme, même approximatif : il donne la durée "
        "prévisionnelle de l'allocation. Laissez vide si vous ne savez pas.",
        required=False,
    )

    def __init__(self, *args: Any, conditions: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = [code for code, _ in conditions]
        for code, text in conditions:
            self.fields[code] = forms.BooleanField(
                label=text, required=True, error_messages={"required": "Lisez puis cochez cette condition."}
            )

    def conditions(self) -> list[Any]:
        """Return the boxes of the conditions, in reading order."""
        return [self[code] for code in self.codes]

    def acknowledged(self) -> list[str]:
        """Return the conditions that were ticked."""
        return [code for code in self.codes if self.cleaned_data.get(code)]


class ConfirmForm(PortalForm):
    """A deliberate choice: a box to tick before something that cannot be undone."""

    confirm = forms.BooleanField(
        label="Je confirme mon choix.",
        error_messages={"required": "Cochez la case pour confirmer votre choix."},
    )


class RestoreForm(PortalForm):
    """Why a withdrawal was a mistake."""

    reason = ReasonField(
        label="Pourquoi ce retrait était-il une erreur ?",
        max_length=300,
        help_text="Par exemple « retrait demandé par une autre personne, courriel du 3 mars ».",
        error_messages={"required": "Dites en quelques mots ce qui s'est passé."},
    )


class MilestonesForm(PortalForm):
    """Dates of the training, declared by the signatory or the referent."""

    internship_started_on = DayField(label="Début de l'internat", required=False)
    des_on = DayField(label="Obtention du DES", required=False)
    de_on = DayField(label="Obtention du diplôme d'État", required=False)
    training_completed_on = DayField(label="Fin du parcours de consolidation", required=False)

    def __init__(self, *args: Any, padhue: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = ("internship_started_on", "des_on", "de_on") if padhue else ("training_completed_on",)
        for name in others:
            del self.fields[name]
