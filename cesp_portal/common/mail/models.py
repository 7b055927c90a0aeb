"""Outgoing mail: each message is a row with a state of its own."""

from django.db import models
from django.db.models import Q

from cesp_portal.common.db import PublicModel
from cesp_portal.common.documents.models import StoredDocument


class MailStatus(models.TextChoices):
    """Where a message stands."""

    PENDING = "pending", "à envoyer"
    SENDING = "sending", "envoi en cours"
    SENT = "sent", "envoyé"
    FAILED = "failed", "en échec"


class OutgoingMail(PublicModel):
    """A message to one person. ``(kind, key)`` says which event it tells: told twice, sent once.

    ``documents`` are joined to it, byte for byte as they were stored.
    """

    kind = models.CharField("nature", max_length=80)
    key = models.CharField("événement", max_length=120)
    recipient = models.EmailField("destinataire", max_length=254)
    subject = models.CharField("objet", max_length=250)
    body = models.TextField("texte", blank=True)
    documents = models.ManyToManyField(
        StoredDocument, related_name="+", blank=True, verbose_name="fichiers joints"
    )
    erase_body_once_sent = models.BooleanField("texte effacé après envoi", default=False)
    status = models.CharField("état", max_length=10, choices=MailStatus, default=MailStatus.PENDING)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    created_at = models.DateTimeField("créé à")
    due_at = models.DateTimeField("à envoyer à partir de")
    claimed_at = models.DateTimeField("pris à", null=True, blank=True)
    sent_at = models.DateTimeField("envoyé à", null=True, blank=True)
    last_error = models.CharField("dernière erreur", max_length=300, blank=True)

    class Meta:
        verbose_name = "message sortant"
        verbose_name_plural = "messages sortants"
        constraints = (
            models.UniqueConstraint(fields=("kind", "key"), name="mail_told_once"),
            models.CheckConstraint(
                name="mail_sent_has_its_instant",
                condition=Q(status=MailStatus.SENT, sent_at__isnull=False)
                | (~Q(status=MailStatus.SENT) & Q(sent_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="mail_being_sent_is_claimed",
                condition=~Q(status=MailStatus.SENDING) | Q(claimed_at__isnull=False),
            ),
        )
        indexes = (
            models.Index(
                fields=("due_at",),
                condition=Q(status__in=(MailStatus.PENDING, MailStatus.SENDING)),
                name="mail_still_to_send",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} → {self.recipient}"
