"""Fields that several forms share."""

import datetime as dt
import re
from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm

from zonage.rules.names import place_key
from zonage.selectors.territories import CommuneRef, find_commune, search_communes

CODE_IN_TEXT = re.compile(r"\(?\b(\d[0-9ABab]\d{3})\b\)?\s*$")


class DayInput(forms.DateInput):
    """The browser's own date control."""

    input_type = "date"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%Y-%m-%d", **options)


class DayField(forms.DateField):
    """A day."""

    widget = DayInput

    def __init__(self, **options: Any) -> None:
        options.setdefault(
            "error_messages", {"invalid": "Écrivez une date qui existe, par exemple 31/03/2027."}
        )
        super().__init__(**options)


class CommuneField(forms.CharField):
    """A commune written by its name, its INSEE code or « Rodez (12202) »; gives a CommuneRef, or None when empty.

    A code that no commune has is kept as it is: the check of the whole request says whether it lies abroad.
    ``on`` is the day whose communes are meant; its form sets it.
    """

    on: dt.date

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", "Commune")
        options.setdefault("help_text", "Nom de la commune, ou code INSEE. Exemple : Rodez, ou 12202.")
        options.setdefault("max_length", 120)
        super().__init__(**options)

    def clean(self, value: Any) -> CommuneRef | None:
        """Return the commune. Raises ValidationError naming the candidates when several fit."""
        text = super().clean(value)
        return self._resolved(text) if text else None

    def _resolved(self, text: str) -> CommuneRef:
        found = CODE_IN_TEXT.search(text)
        if found:
            code = found.group(1).upper()
            return find_commune(code, self.on) or CommuneRef(code, text, "", "")
        candidates = search_communes(text, limit=8)
        exact = [place for place in candidates if place_key(place.name) == place_key(text)]
        if len(exact) == 1:
            return exact[0]
        if not candidates:
            raise forms.ValidationError(
                "Aucune commune française ne porte ce nom. Vérifiez l'orthographe, ou écrivez son code INSEE. "
                "Un lieu à l'étranger ne sert pas l'engagement."
            )
        names = ", ".join(f"{place.name} ({place.code})" for place in (exact or candidates)[:6])
        raise forms.ValidationError(
            f"Plusieurs communes portent ce nom : {names}. Recopiez celle qui est la vôtre."
            if exact
            else f"Aucune commune française ne porte exactement ce nom. Les plus proches : {names}. "
            "Recopiez celle qui est la vôtre ; un lieu à l'étranger ne sert pas l'engagement."
        )


class DatedForm(DsfrBaseForm):
    """A form whose communes are those of the day ``on``."""

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, CommuneField):
                field.on = on


class DraftForm(DatedForm):
    """A form that can be kept incomplete: ``needed`` fields are shown as required, and asked only when it is sent."""

    needed: tuple[str, ...] = ()
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._require(True)

    def full_clean(self) -> None:
        """Check the shape of what was written, without asking for what was not."""
        self._require(False)
        super().full_clean()
        self._require(True)

    def _require(self, required: bool) -> None:
        for name in self.needed:
            if name in self.fields:
                self.fields[name].required = required


def commune_text(code: str, name: str) -> str:
    """Return how a commune is written in its field."""
    return f"{name} ({code})" if code else ""
