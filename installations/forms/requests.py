"""Forms of the requests: shape only; what the law asks is checked when the request is sent."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from cesp_portal.common.accounts.models import Agency
from contracts.enums import Cause
from installations.enums import PLACE_KINDS, SPELL_KINDS, PracticeMode, RequestKind
from installations.forms.fields import CommuneField, DayField, DraftForm, commune_text
from installations.models import Request
from installations.rules.submissions import NEEDS_EXPLANATION, Problem
from installations.services.request_answers import RequestAnswers, SiteAnswers
from zonage.selectors.districts import districts_of

MAX_SITES = 4
SITES_PREFIX = "sites"
RECEIVED = "Jour où l'agence a reçu votre lettre de dénonciation"
RECEIVED_HELP = "Celui de l'avis de réception. Les sommes se calculent à ce jour."
NO_HEALTH = "N'écrivez rien sur votre santé ni sur celle de vos proches."


class RequestForm(DraftForm):
    """The fields of a request, according to its kind."""

    needed = ("starts_on", "ends_on", "target_agency", "cause")

    starts_on = DayField(label="Premier jour", required=False)
    ends_on = DayField(label="Dernier jour (inclus)", required=False)
    target_agency = forms.ModelChoiceField(
        label="Région d'arrivée",
        queryset=Agency.objects.none(),
        required=False,
        empty_label="Choisissez une région",
    )
    cause = forms.ChoiceField(label="Motif", required=False)
    explanation = forms.CharField(
        label="Explications",
        help_text=NO_HEALTH,
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, kind: RequestKind, agency_id: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        if kind not in SPELL_KINDS:
            del self.fields["ends_on"]
        if kind == RequestKind.END_OF_COMMITMENT:
            del self.fields["starts_on"]
        if kind == RequestKind.TRANSFER:
            self.fields["target_agency"].queryset = Agency.objects.exclude(id=agency_id)
            self.fields["target_agency"].label_from_instance = lambda agency: agency.region_name
        else:
            del self.fields["target_agency"]
        if kind == RequestKind.TERMINATION:
            self.fields["cause"].choices = [("", "Choisissez un motif"), *Cause.choices]
            # The bound field, already made by the component, keeps a label of its own.
            self.fields["starts_on"].label = self["starts_on"].label = RECEIVED
            self.fields["starts_on"].help_text = self["starts_on"].help_text = RECEIVED_HELP
        else:
            del self.fields["cause"]
        if kind in NEEDS_EXPLANATION:
            self.needed = (*self.needed, "explanation")
            self.fields["explanation"].required = True

    def lock_except(self, names: Sequence[str]) -> None:
        """Show what a correction does not open as it is, and name what it opens."""
        for name in self.fields:
            if name in names:
                self[name].label = f"{self[name].label} (à corriger)"
            else:
                _lock(self, name)


def _lock(form: forms.Form, name: str) -> None:
    """Keep a field readable and sent back unchanged; the service refuses any other value all the same."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        field.widget.attrs["readonly"] = True
    elif isinstance(field, forms.ModelChoiceField):
        field.queryset = field.queryset.filter(pk=form.initial[name])
        field.empty_label = None
    else:
        field.choices = [choice for choice in field.choices if choice[0] == form[name].value()]


class SiteForm(DraftForm):
    """One place of a request. An empty form is an absent place."""

    needed = ("commune", "structure", "mode")

    commune = CommuneField(required=False)
    structure = forms.CharField(label="Structure, cabinet ou employeur", max_length=160, required=False)
    address = forms.CharField(label="Adresse (numéro et voie)", max_length=200, required=False)
    in_district = forms.BooleanField(
        label="Ce lieu est dans un quartier prioritaire de la ville (QPV)",
        help_text="Vous choisirez le quartier ; votre référent le confirmera.",
        required=False,
    )
    district = forms.ChoiceField(label="Quartier prioritaire", required=False)
    mode = forms.ChoiceField(label="Mode d'exercice", choices=PracticeMode.choices, required=False)
    half_days = forms.DecimalField(
        label="Demi-journées par semaine (libéral)",
        help_text="De 0,5 à 14. Un temps plein compte 8 demi-journées.",
        required=False,
        min_value=0,
        max_value=14,
        decimal_places=2,
        localize=True,
    )
    hours = forms.DecimalField(
        label="Heures par semaine (salarié)",
        help_text="De 1 à 60. Un temps plein compte 35 heures.",
        required=False,
        min_value=0,
        max_value=60,
        decimal_places=2,
        localize=True,
    )

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, on=on, **kwargs)
        self._offer_districts(on)

    def lock(self) -> None:
        """Show a place that a correction does not open as it is."""
        for name in self.fields:
            _lock(self, name)

    @property
    def is_absent(self) -> bool:
        """Whether nothing was written here."""
        return not any(self.cleaned_data.get(name) for name in ("commune", "structure", "half_days", "hours"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.is_absent:
            return data
        if "commune" in data and not data["commune"]:
            self.add_error("commune", "Indiquez la commune.")
        if not data.get("structure"):
            self.add_error("structure", "Indiquez la structure, le cabinet ou l'employeur.")
        self._check_time(data)
        self._check_district(data)
        return data

    def _offer_districts(self, on: dt.date) -> None:
        """Offer the districts of the commune that is written, when it is known and has some."""
        try:
            commune = self.fields["commune"].clean(self["commune"].value())
        except forms.ValidationError:
            commune = None
        known = districts_of(commune.code, on).order_by("name") if commune else ()
        choices = [(district.code, f"{district.name} ({district.code})") for district in known]
        if choices:
            self.fields["district"].choices = [("", "Choisissez le quartier"), *choices]
        else:
            del self.fields["district"]

    def _check_district(self, data: dict[str, Any]) -> None:
        if not data.get("in_district"):
            data["district"] = ""
        elif data.get("commune") and "district" not in self.fields:
            self.add_error(
                "in_district",
                f"Aucun quartier prioritaire n'est connu à {data['commune'].name}. Vérifiez la commune, ou décochez.",
            )
        elif "district" in self.fields and not data.get("district"):
            self.add_error("district", "Choisissez le quartier dans la liste, ou décochez la case ci-dessus.")

    def _check_time(self, data: dict[str, Any]) -> None:
        liberal = data.get("mode") == PracticeMode.LIBERAL
        wanted, other = ("half_days", "hours") if liberal else ("hours", "half_days")
        if wanted in data and not data.get(wanted):
            self.add_error(
                wanted,
                "Indiquez les demi-journées de la semaine."
                if liberal
                else "Indiquez les heures de la semaine.",
            )
        data[other] = None

    def answers(self) -> SiteAnswers:
        """Return the place as the service takes it."""
        data = self.cleaned_data
        return SiteAnswers(
            commune_code=data["commune"].code,
            commune_name=data["commune"].name,
            structure=data["structure"],
            mode=data["mode"],
            address=data.get("address", ""),
            half_days=data.get("half_days"),
            hours=data.get("hours"),
            district_code=data.get("district", ""),
        )


class SiteFormSet(BaseFormSet):
    """The places of a request."""

    def answers(self) -> tuple[SiteAnswers, ...]:
        """Return the places that were written, in order."""
        return tuple(form.answers() for form in self.forms if not form.is_absent)


SitesForm = formset_factory(SiteForm, formset=SiteFormSet, extra=1, max_num=MAX_SITES, validate_max=True)


def show_problems(form: RequestForm, sites: SiteFormSet | None, problems: Sequence[Problem]) -> None:
    """Put each problem beside its field: on a place, on a field, or at the top."""
    for problem in problems:
        text = f"{problem.message} {problem.advice}"
        name, _, number = problem.field.partition("-")
        written = [site for site in sites.forms if not site.is_absent] if sites is not None else []
        if name == "sites" and number and int(number) < len(written):
            written[int(number)].add_error("commune", text)
        else:
            form.add_error(problem.field if problem.field in form.fields else None, text)


def typed_sites(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the places as they were just typed, unchecked: for a form that only grows by one."""
    total = str(data.get(f"{SITES_PREFIX}-TOTAL_FORMS", "0"))
    count = min(int(total) if total.isdigit() else 0, MAX_SITES - 1)
    names = tuple(SiteForm.base_fields)
    return [
        {name: data.get(f"{SITES_PREFIX}-{number}-{name}", "") for name in names} for number in range(count)
    ]


def answers_of(form: RequestForm, sites: SiteFormSet | None) -> RequestAnswers:
    """Return what was written, as the service takes it."""
    data = form.cleaned_data
    target = data.get("target_agency")
    return RequestAnswers(
        starts_on=data.get("starts_on"),
        ends_on=data.get("ends_on"),
        cause=data.get("cause", ""),
        explanation=data.get("explanation", ""),
        target_agency_id=target.id if target else None,
        sites=sites.answers() if sites is not None else (),
    )


def initial_of(request: Request) -> dict[str, Any]:
    """Return a request as its form shows it."""
    return {
        "starts_on": request.starts_on,
        "ends_on": request.ends_on,
        "cause": request.cause,
        "explanation": request.explanation,
        "target_agency": request.target_agency_id,
    }


def sites_initial(request: Request) -> list[dict[str, Any]]:
    """Return the places of a request as their forms show them."""
    return [
        {
            "commune": commune_text(site.commune_code, site.commune_name),
            "structure": site.structure,
            "address": site.address,
            "mode": site.mode,
            "half_days": site.half_days,
            "hours": site.hours,
            "in_district": bool(site.district_code),
            "district": site.district_code,
        }
        for site in request.sites.all()
    ]


def asks_places(kind: RequestKind) -> bool:
    """Tell whether a request of this kind names places."""
    return kind in PLACE_KINDS
