"""The campaign's tables as files: which columns they have, and the rows behind the page."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import DateWidget, IntegerWidget

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.tabular.writing import OutputColumn, OutputSheet
from contracts.models import Campaign, Candidate, Offer
from contracts.selectors.campaigns import FUNNEL, Funnel, shown_counts


def _text(column_name: str, attribute: str) -> Field:
    return Field(attribute, column_name)


def _day(column_name: str, attribute: str) -> Field:
    """A day stays a day: the writer decides how each format shows it."""
    return Field(attribute, column_name, DateWidget(coerce_to_string=False))


def _number(column_name: str, attribute: str) -> Field:
    return Field(attribute, column_name, IntegerWidget(coerce_to_string=False))


class CandidateResource(ModelResource):  # type: ignore[misc]  # the library has no types
    """The candidates of a campaign; the columns shared with the list file keep its order."""

    last_name = _text("Nom", "last_name")
    first_name = _text("Prénom", "first_name")
    born_on = _day("Date de naissance", "born_on")
    email = _text("Adresse électronique", "email")
    ine = _text("INE", "ine")
    cycle = _number("Cycle", "cycle")
    year_of_study = _number("Année d'études", "year_of_study")
    specialty = _text("Spécialité", "specialty")
    applied_on = _day("Date de la candidature", "applied_on")
    state = Field(column_name="État")

    class Meta:
        model = Candidate
        fields = (
            *("last_name", "first_name", "born_on", "email", "ine", "cycle", "year_of_study"),
            *("specialty", "applied_on", "state"),
        )
        export_order = fields

    def dehydrate_state(self, candidate: Candidate) -> str:
        """Return what the page says of the candidature."""
        return "retirée" if candidate.withdrawn_at else "en cours"


class OfferResource(ModelResource):  # type: ignore[misc]  # the library has no types
    """The offers of a campaign, in the order of the list."""

    kind = _text("Liste", "entry__get_kind_display")
    rank = _number("Rang", "entry__rank")
    last_name = _text("Nom", "candidate__last_name")
    first_name = _text("Prénom", "candidate__first_name")
    place = _number("Place", "place__number")
    status = _text("État", "get_status_display")
    sent_on = _day("Envoyée le", "sent_on")
    received_on = _day("Reçue le", "received_on")
    last_day = _day("Dernier jour", "last_day")
    signed_on = _day("Contrat signé le", "signed_on")
    contract = _text("Contrat", "contract__number")
    late_reason = _text("Motif de la saisie tardive", "late_reason")

    class Meta:
        model = Offer
        fields = (
            *("kind", "rank", "last_name", "first_name", "place", "status", "sent_on", "received_on"),
            *("last_day", "signed_on", "contract", "late_reason"),
        )
        export_order = fields


def candidates_sheet(campaign: Campaign) -> OutputSheet:
    """Return the candidates of a campaign, by name."""
    return _sheet("Candidats", CandidateResource(), campaign.candidates.all())


def offers_sheet(campaign: Campaign) -> OutputSheet:
    """Return the offers of a campaign, principal list first."""
    offers = Offer.objects.filter(campaign=campaign).select_related("entry", "candidate", "place", "contract")
    return _sheet("Propositions", OfferResource(), offers.order_by("-entry__kind", "entry__rank", "sent_at"))


FUNNEL_COLUMNS = [
    OutputColumn(title, 20)
    for title in (
        *("Faculté", "Filière", "Année", "Liste reçue le", "Candidats", "Places", "Propositions en cours"),
        *("Contrats signés", "Refus", "Délais dépassés", "Retraits", "Places libres", "En attente"),
    )
]


def funnels_sheet(actor: Actor, funnels: Sequence[Funnel]) -> OutputSheet:
    """Return the funnels of the board as the actor may read them, a line per campaign."""
    counts, _ = shown_counts(actor, funnels)
    rows = [
        (
            funnel.campaign.faculty.name,
            funnel.campaign.get_stream_display(),
            funnel.campaign.academic_year,
            funnel.current_list.received_at if funnel.current_list else None,
            *("masqué" if shown[name] is None else shown[name] for name in FUNNEL),
        )
        for funnel, shown in zip(funnels, counts, strict=True)
    ]
    return OutputSheet("Campagnes", FUNNEL_COLUMNS, rows)


def _sheet(name: str, resource: Any, rows: QuerySet[Any]) -> OutputSheet:
    table = resource.export(queryset=rows)
    return OutputSheet(name, [OutputColumn(title, 22) for title in table.headers], table)
