"""Form of the project."""

from django import forms

from installations.enums import PracticeMode
from installations.forms.fields import CommuneField, DatedForm, commune_text
from installations.models import ProjectVersion
from installations.services.projects import ProjectAnswers


class ProjectForm(DatedForm):
    """Speciality, mode and place."""

    specialty = forms.CharField(label="Spécialité", max_length=120)
    mode = forms.ChoiceField(label="Mode d'exercice envisagé", choices=PracticeMode.choices)
    commune = CommuneField(label="Commune où vous voulez exercer")
    address = forms.CharField(label="Adresse, si vous la connaissez", max_length=200, required=False)
    structure = forms.CharField(label="Structure, si vous la connaissez", max_length=160, required=False)

    def answers(self) -> ProjectAnswers:
        """Return the project as the service takes it."""
        data = self.cleaned_data
        return ProjectAnswers(
            specialty=data["specialty"],
            mode=data["mode"],
            commune_code=data["commune"].code,
            address=data["address"],
            structure=data["structure"],
        )


def project_initial(version: ProjectVersion | None, specialty: str) -> dict[str, str]:
    """Return the present project as its form shows it."""
    if version is None:
        return {"specialty": specialty}
    return {
        "specialty": version.specialty,
        "mode": version.mode,
        "commune": commune_text(version.commune_code, version.commune_name),
        "address": version.address,
        "structure": version.structure,
    }
