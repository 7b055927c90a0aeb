"""The form of a role given to somebody."""

from django import forms

from cesp_portal.common.accounts.enums import PERSONAL_ROLES, Role
from cesp_portal.common.accounts.models import Agency, Faculty
from contracts.forms.base import DayField, PortalForm


class RoleForm(PortalForm):
    """Who, what, where, from when."""

    email = forms.EmailField(label="Courriel")
    first_name = forms.CharField(label="Prénom", max_length=100)
    last_name = forms.CharField(label="Nom", max_length=100)
    role = forms.TypedChoiceField(
        label="Rôle",
        coerce=Role,
        choices=[choice for choice in Role.choices if choice[0] not in PERSONAL_ROLES],
    )
    agency = forms.ModelChoiceField(Agency.objects.all(), label="Agence", required=False)
    faculty = forms.ModelChoiceField(Faculty.objects.all(), label="Faculté", required=False)
    department_code = forms.RegexField(
        r"^([0-9]{2,3}|2A|2B)$",
        label="Département",
        required=False,
        help_text="Pour une délégation départementale, par exemple 34.",
        error_messages={"invalid": "Écrivez le code du département, par exemple 34 ou 2A."},
    )
    starts_on = DayField(label="À partir du")


class EndForm(PortalForm):
    """The last day of a role; without one, it ends at once."""

    last_day = DayField(label="Dernier jour (inclus)", required=False)
