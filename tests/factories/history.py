"""Rows of the takeover of an agency's history, each valid alone."""

import factory
from factory.django import DjangoModelFactory

from cesp_portal.dashboard.models import HistoryImport, HistoryLine
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.factories.contracts import NOON, StoredDocumentFactory


class HistoryImportFactory(DjangoModelFactory):
    class Meta:
        model = HistoryImport

    agency = factory.SubFactory(AgencyFactory)
    document = factory.SubFactory(StoredDocumentFactory)
    filename = "suivi.csv"
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    headers = ["Nom"]
    uploaded_at = NOON
    uploaded_by = factory.SubFactory(UserFactory)


class HistoryLineFactory(DjangoModelFactory):
    """A row that became no file."""

    class Meta:
        model = HistoryLine

    history = factory.SubFactory(HistoryImportFactory)
    agency = factory.SelfAttribute("history.agency")
    line = 2
    name = "Alix Inventé"
    doubts = ["Courriel : absent."]
    taken_at = NOON
