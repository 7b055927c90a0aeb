"""Stored files are kept byte for byte; numbers follow each other without hole."""

import datetime as dt
import hashlib

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import ProgrammingError, connection, transaction

from cesp_portal.common.documents.models import NumberSequence, StoredDocument
from cesp_portal.common.documents.services import (
    DamagedDocument,
    read_document,
    store_document,
    take_number,
)
from tests.factories.accounts import make_actor
from tests.violations import broken

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC)


def keep(content: bytes, filename: str = "liste.csv") -> StoredDocument:
    return store_document(
        actor=make_actor(), content=content, filename=filename, content_type="text/csv", at=AT
    )


def test_document_gives_back_the_bytes_and_their_fingerprint() -> None:
    content = "rang;nom\n1;Élise\n".encode("cp1252")
    document = keep(content)
    assert read_document(document) == content
    assert document.sha256 == hashlib.sha256(content).hexdigest()
    assert document.size == len(content)


def test_same_bytes_are_kept_once_on_disk_and_told_twice() -> None:
    first, second = keep(b"same bytes", "a.csv"), keep(b"same bytes", "b.csv")
    assert first.file.name == second.file.name
    assert {first.filename, second.filename} == {"a.csv", "b.csv"}


def test_damaged_file_is_never_served_as_the_original() -> None:
    document = keep(b"one decision, signed")
    default_storage.delete(document.file.name)
    default_storage.save(document.file.name, ContentFile(b"another decision"))
    with pytest.raises(DamagedDocument):
        read_document(document)


def test_stored_document_never_changes() -> None:
    document = keep(b"frozen")
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        connection.cursor().execute("UPDATE documents_storeddocument SET filename = 'autre.pdf'")
    assert StoredDocument.objects.get(id=document.id).filename == "liste.csv"


def test_fingerprint_is_64_hexadecimal_digits() -> None:
    with broken("document_sha256_is_hex"):
        StoredDocument.objects.create(
            sha256="not hexadecimal", size=1, content_type="text/plain", filename="a", file="a", stored_at=AT
        )


def test_long_file_name_keeps_its_extension() -> None:
    assert keep(b"x", "n" * 300 + ".xlsx").filename.endswith(".xlsx")


def test_numbers_follow_each_other_in_each_series() -> None:
    taken = [take_number("76-2026"), take_number("76-2026"), take_number("11-2026"), take_number("76-2026")]
    assert taken == [1, 2, 1, 3]


def test_number_of_a_failed_document_is_given_to_the_next() -> None:
    take_number("76-2026")
    with transaction.atomic():
        take_number("76-2026")
        transaction.set_rollback(True)
    assert take_number("76-2026") == 2


def test_one_row_per_series() -> None:
    NumberSequence.objects.create(series="76-2026")
    with broken("documents_numbersequence_series_key"):
        NumberSequence.objects.create(series="76-2026")


@pytest.mark.django_db(transaction=True)
def test_number_is_never_taken_outside_the_transaction_of_its_document() -> None:
    with pytest.raises(RuntimeError, match="needs the transaction"):
        take_number("76-2026")
