"""The thread between a signatory and the agency, tied to the file."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q

from cesp_portal.common.accounts.models import Agency
from cesp_portal.common.db import PublicModel
from cesp_portal.common.documents.models import StoredDocument
from contracts.enums import NoticeKind
from contracts.models.contracts import Contract
from contracts.models.suspensions import DateRange


class FileMessage(PublicModel):
    """One message; ``from_agency`` tells the side it comes from, ``read_at`` when the other side opened it."""

    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="messages", verbose_name="contrat"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="agence")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="auteur"
    )
    from_agency = models.BooleanField("de l'agence")
    body = models.TextField("texte")
    sent_at = models.DateTimeField("envoyé à")
    read_at = models.DateTimeField("lu à", null=True, blank=True)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="lu par",
    )

    class Meta:
        verbose_name = "message"
        ordering = ("sent_at", "id")
        constraints = (
            models.CheckConstraint(name="message_says_something", condition=~Q(body="")),
            models.CheckConstraint(
                name="message_read_has_its_reader",
                condition=Q(read_at__isnull=True, read_by__isnull=True)
                | Q(read_at__gte=F("sent_at"), read_by__isnull=False),
            ),
        )
        indexes = (
            models.Index(fields=("contract", "sent_at"), name="message_by_contract"),
            models.Index(fields=("sent_at", "id"), name="message_by_instant"),
            models.Index(
                fields=("sent_at", "id"),
                condition=Q(read_at__isnull=True),
                name="message_unread_by_instant",
            ),
            models.Index(
                fields=("agency", "sent_at"),
                condition=Q(read_at__isnull=True, from_agency=False),
                name="message_unread_by_agency",
            ),
        )

    def __str__(self) -> str:
        return f"{self.contract}, {self.sent_at:%d/%m/%Y %H:%M}"


class MessageAttachment(PublicModel):
    """A file joined to a message."""

    message = models.ForeignKey(
        FileMessage, on_delete=models.CASCADE, related_name="attachments", verbose_name="message"
    )
    document = models.ForeignKey(
        StoredDocument, on_delete=models.PROTECT, related_name="+", verbose_name="document"
    )

    class Meta:
        verbose_name = "pièce jointe"
        verbose_name_plural = "pièces jointes"
        ordering = ("message", "id")
        constraints = (models.UniqueConstraint(fields=("message", "document"), name="attachment_once"),)

    def __str__(self) -> str:
        return self.document.filename


class Absence(PublicModel):
    """Days on which an agent is away: what reaches them goes to the backup. ``ends_until`` is exclusive."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="absences", verbose_name="agent"
    )
    starts_on = models.DateField("premier jour")
    ends_until = models.DateField("jour du retour")

    class Meta:
        verbose_name = "absence"
        ordering = ("starts_on", "id")
        constraints = (
            models.CheckConstraint(
                name="absence_ends_after_start", condition=Q(ends_until__gt=F("starts_on"))
            ),
            ExclusionConstraint(
                name="absences_never_overlap",
                expressions=(
                    ("user", RangeOperators.EQUAL),
                    (DateRange("starts_on", "ends_until", RangeBoundary()), RangeOperators.OVERLAPS),
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}, à partir du {self.starts_on:%d/%m/%Y}"


class NoticeChoice(PublicModel):
    """Whether a person wants a kind of notice; without a row, they do."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name="personne"
    )
    kind = models.CharField("avis", max_length=10, choices=NoticeKind)
    wanted = models.BooleanField("souhaité")

    class Meta:
        verbose_name = "préférence d'avis"
        verbose_name_plural = "préférences d'avis"
        constraints = (models.UniqueConstraint(fields=("user", "kind"), name="notice_choice_once"),)

    def __str__(self) -> str:
        return f"{self.user}, {self.get_kind_display()}"
