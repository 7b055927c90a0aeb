"""Forms of the posts: what an agent writes, what people filter by."""

from typing import Any

from django import forms
from dsfr.forms import DsfrBaseForm

from cesp_portal.common.enums import Profession
from installations.enums import PracticeMode
from installations.forms.fields import CommuneField, DatedForm, DayField, commune_text
from installations.models import Post
from installations.services.posts import PostAnswers


class PostForm(DatedForm):
    """A post that an agency proposes."""

    structure = forms.CharField(label="Structure, cabinet ou employeur", max_length=160)
    commune = CommuneField()
    address = forms.CharField(label="Adresse (numéro et voie)", max_length=200, required=False)
    profession = forms.ChoiceField(label="Profession", choices=Profession.choices)
    specialty = forms.CharField(label="Spécialité", max_length=120, required=False)
    mode = forms.ChoiceField(label="Mode d'exercice", choices=PracticeMode.choices)
    starts_on = DayField(label="Poste libre à partir du", required=False)
    opens_on = DayField(label="Proposé du")
    closes_on = DayField(label="Au (inclus)")
    description = forms.CharField(
        label="Description",
        help_text="Le lieu, l'équipe, le temps de travail. N'écrivez le nom d'aucun patient.",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    contact_name = forms.CharField(label="Personne à contacter", max_length=120)
    contact_email = forms.EmailField(label="Son adresse électronique", max_length=254, required=False)
    contact_phone = forms.CharField(
        label="Son téléphone", help_text="L'adresse ou le téléphone suffit.", max_length=30, required=False
    )

    def answers(self) -> PostAnswers:
        """Return the post as the service takes it."""
        data = dict(self.cleaned_data)
        commune = data.pop("commune")
        return PostAnswers(commune_code=commune.code, **data)


class PostFilterForm(DsfrBaseForm):
    """What people look for among the posts; whatever is not understood is left out."""

    q = forms.CharField(label="Commune, structure ou spécialité", max_length=80, required=False)
    profession = forms.ChoiceField(
        label="Profession", choices=[("", "Toutes"), *Profession.choices], required=False
    )
    region = forms.ChoiceField(label="Région", required=False)

    def __init__(self, *args: Any, regions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [("", "Toutes"), *regions]

    def asked(self, name: str) -> str:
        """Return a filter as it was asked, or nothing when it is not understood."""
        self.is_valid()
        return str(self.cleaned_data.get(name, ""))


class StructureSearchForm(DsfrBaseForm):
    """The words of a search among the establishments."""

    q = forms.CharField(
        label="Nom, ville, code postal ou numéro FINESS",
        help_text="Trois caractères au moins.",
        max_length=80,
        required=False,
    )


def post_initial(post: Post) -> dict[str, Any]:
    """Return a post as its form shows it."""
    shown = {name: getattr(post, name) for name in PostForm.base_fields if name != "commune"}
    return {**shown, "commune": commune_text(post.commune_code, post.commune_name)}
