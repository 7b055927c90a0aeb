"""The list file and the ranks it stands for: each column is declared once, for what comes in and for what leaves."""

from collections.abc import Iterable
from types import MappingProxyType
from typing import Any

from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import DateWidget, IntegerWidget

from cesp_portal.common.tabular.writing import OutputColumn, OutputSheet, Value
from contracts.models import ListEntry, SelectionList
from contracts.rules.selection_files import COLUMN_NAMES

_OF_THE_PERSON = "candidate__"
_NEVER_CORRECTED = ("ine", "filiere")  # they say who the person is, and in which campaign


class ListEntryResource(ModelResource):  # type: ignore[misc]  # the library has no types
    """One line of the list file, column by column: where each value is kept, and as what it is written."""

    nom = Field("candidate__last_name", "nom")
    prenom = Field("candidate__first_name", "prenom")
    date_naissance = Field("candidate__born_on", "date_naissance", DateWidget(coerce_to_string=False))
    email = Field("candidate__email", "email")
    ine = Field("candidate__ine", "ine")
    filiere = Field("candidate__stream", "filiere")
    cycle = Field("candidate__cycle", "cycle", IntegerWidget(coerce_to_string=False))
    annee = Field("candidate__year_of_study", "annee", IntegerWidget(coerce_to_string=False))
    specialite = Field("candidate__specialty", "specialite")
    liste = Field("kind", "liste")
    rang = Field("rank", "rang", IntegerWidget(coerce_to_string=False))
    avis = Field("opinion", "avis")

    class Meta:
        model = ListEntry
        fields = COLUMN_NAMES
        export_order = COLUMN_NAMES


_RESOURCE = ListEntryResource()
# Column of the file -> attribute of the candidate that it fills and corrects.
PERSON = MappingProxyType(
    {
        column: field.attribute.removeprefix(_OF_THE_PERSON)
        for column, field in _RESOURCE.fields.items()
        if field.attribute.startswith(_OF_THE_PERSON) and column not in _NEVER_CORRECTED
    }
)


def lines_of(entries: Iterable[ListEntry]) -> list[list[Any]]:
    """Return the entries, saved or not, as lines of the file: texts, days and numbers in the order of its columns."""
    return [_RESOURCE.export_resource(entry) for entry in entries]


def list_sheet(selection: SelectionList) -> OutputSheet:
    """Return a list as the table that its file held: filled in, it may be sent again."""
    entries = selection.entries.select_related("candidate").order_by("-kind", "rank")
    rows: list[list[Value]] = lines_of(entries)
    return OutputSheet("Candidats", [OutputColumn(name, 24) for name in COLUMN_NAMES], rows)
