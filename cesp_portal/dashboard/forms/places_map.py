"""Shape of a question to the map of projects and places."""

from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm

from zonage.enums import ZONED_PROFESSIONS


class MapForm(DsfrBaseForm):
    """A profession, and a region for those who read the country. What is not understood gets its usual value."""

    region = forms.ChoiceField(label="Région")
    profession = forms.ChoiceField(
        label="Profession",
        choices=[(item.value, item.label) for item in ZONED_PROFESSIONS],
    )

    def __init__(self, *args: Any, regions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if regions:
            self.fields["region"].choices = regions
        else:
            del self.fields["region"]

    def answers(self, own: str) -> tuple[str, str, str]:
        """Return region, profession and the commune whose people are asked; ``own`` is the agency's region."""
        self.is_valid()
        kept = self.cleaned_data
        first = self.fields["region"].choices[0][0] if "region" in self.fields else ""
        asked = str(self.data.get("commune", ""))
        return (
            own or kept.get("region") or first,
            kept.get("profession") or ZONED_PROFESSIONS[0].value,
            asked if len(asked) == 5 and asked.isalnum() else "",
        )
