"""Keeping files and giving numbers."""

import datetime as dt
import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.documents.models import NumberSequence, StoredDocument


class DamagedDocument(RuntimeError):
    """The bytes on disk are not those that were stored."""


def store_document(
    *, actor: Actor, content: bytes, filename: str, content_type: str, at: dt.datetime
) -> StoredDocument:
    """Keep ``content`` byte for byte under its fingerprint and return its row.

    The bytes reach the disk before the row is committed: a rollback leaves an unused file, never a row without file.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    path = f"{sha256[:2]}/{sha256[2:4]}/{sha256}"
    if not default_storage.exists(path):
        path = default_storage.save(path, ContentFile(content))
    return StoredDocument.objects.create(
        sha256=sha256,
        size=len(content),
        content_type=content_type,
        filename=filename[-200:],
        file=path,
        stored_at=at,
        stored_by_id=actor.user_id,
    )


def read_document(document: StoredDocument) -> bytes:
    """Return the stored bytes, checked against their fingerprint.

    Raises DamagedDocument when the file on disk is not the one that was stored.
    """
    with document.file.open("rb") as file:
        content: bytes = file.read()
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise DamagedDocument(f"Document {document.id}: fingerprint differs from {document.sha256}.")
    return content


def take_number(series: str) -> int:
    """Return the next number of a series, without hole: it is given back if the transaction fails.

    Must run inside a transaction, as late as possible: the series stays locked until its end.
    """
    return take_numbers(series, 1)[0]


def take_numbers(series: str, count: int) -> range:
    """Return the next ``count`` numbers of a series, under the same conditions as one."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("take_number needs the transaction of the document that it numbers.")
    NumberSequence.objects.bulk_create([NumberSequence(series=series)], ignore_conflicts=True)
    sequence = NumberSequence.objects.select_for_update().get(series=series)
    first = sequence.last_number + 1
    sequence.last_number += count
    sequence.save(update_fields=["last_number"])
    return range(first, first + count)
