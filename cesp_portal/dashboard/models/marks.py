"""Marks that the database leaves when a fact that pages show has changed: which table, and which file."""

from django.db import models


class ChangeMark(models.Model):
    """One statement that changed rows of a table; ``weight`` counts those folded into one row.

    Triggers write the rows in the transaction of the change. The pair (sum of weights, last identifier) of a table is
    therefore never the same before and after a change that a reader sees, whichever transaction commits first.
    ``is_whole``: the change names no file.
    """

    source = models.CharField("table", max_length=63)
    is_whole = models.BooleanField("sans dossier nommé", default=True)
    weight = models.PositiveBigIntegerField("changements", default=1, db_default=1)

    class Meta:
        verbose_name = "marque de changement"
        verbose_name_plural = "marques de changement"

    def __str__(self) -> str:
        return f"{self.source} {self.pk} ({self.weight})"


class FileMark(models.Model):
    """A file of which rows of a table changed, written by triggers in the transaction of the change.

    ``xid`` is that transaction: a reader who knows what its last snapshot saw reads only what came since, whichever
    transaction commits first.
    """

    source = models.CharField("table", max_length=63)
    # Without constraint: the rows of a contract that is being erased are named too.
    file_id = models.UUIDField("contrat")
    xid = models.BigIntegerField("transaction")
    marked_at = models.DateTimeField("à")

    class Meta:
        verbose_name = "marque de dossier"
        verbose_name_plural = "marques de dossiers"
        indexes = (models.Index(fields=("xid",), name="file_mark_by_transaction"),)

    def __str__(self) -> str:
        return f"{self.source} {self.file_id}"
