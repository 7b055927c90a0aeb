"""What is kept beside a request: hearings of people who want one place, opinions and messages of a transfer."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cesp_portal.common.db import PublicModel
from installations.enums import HearingChoice
from installations.models.requests import Request


class Hearing(PublicModel):
    """The hearing of the people who asked for the same liberal place, and what the agency chose."""

    agency = models.ForeignKey(
        "accounts.Agency", on_delete=models.PROTECT, related_name="+", verbose_name="agence"
    )
    place_key = models.CharField("clé du lieu", max_length=180)
    requests = models.ManyToManyField(Request, related_name="hearings", verbose_name="demandes")
    heard_on = models.DateField("entendus le")
    choice = models.CharField("choix", max_length=10, choices=HearingChoice)
    chosen = models.ForeignKey(
        Request,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="demande retenue",
    )
    grounds = models.TextField("critères et raisons", max_length=2000)
    recorded_at = models.DateTimeField("enregistrée à")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="enregistrée par"
    )

    class Meta:
        verbose_name = "audition"
        ordering = ("-heard_on", "id")
        constraints = (
            models.CheckConstraint(
                name="hearing_names_whom_it_keeps",
                condition=Q(choice=HearingChoice.ONE, chosen__isnull=False)
                | Q(choice=HearingChoice.ALL, chosen__isnull=True),
            ),
            models.CheckConstraint(name="hearing_says_why", condition=~Q(grounds="")),
        )

    def __str__(self) -> str:
        return f"Audition du {self.heard_on:%d/%m/%Y}"


class TransferOpinion(PublicModel):
    """The opinion of one of the two agencies of a transfer."""

    request = models.ForeignKey(
        Request, on_delete=models.CASCADE, related_name="opinions", verbose_name="demande"
    )
    agency = models.ForeignKey(
        "accounts.Agency", on_delete=models.PROTECT, related_name="+", verbose_name="agence"
    )
    is_favourable = models.BooleanField("favorable")
    text = models.TextField("avis motivé", max_length=2000)
    given_on = models.DateField("donné le")
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="donné par"
    )

    class Meta:
        verbose_name = "avis sur un changement de région"
        verbose_name_plural = "avis sur un changement de région"
        ordering = ("given_on", "id")
        constraints = (
            models.UniqueConstraint(fields=("request", "agency"), name="transfer_opinion_once_per_agency"),
            models.CheckConstraint(name="transfer_opinion_is_worded", condition=~Q(text="")),
        )

    def __str__(self) -> str:
        return f"{self.agency} : {'favorable' if self.is_favourable else 'défavorable'}"


class CaseMessage(PublicModel):
    """One message of the thread that two agencies keep on a transfer."""

    request = models.ForeignKey(
        Request, on_delete=models.CASCADE, related_name="messages", verbose_name="demande"
    )
    agency = models.ForeignKey(
        "accounts.Agency", on_delete=models.PROTECT, related_name="+", verbose_name="agence"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="auteur"
    )
    text = models.TextField("message", max_length=2000)
    written_at = models.DateTimeField("écrit à")

    class Meta:
        verbose_name = "message entre agences"
        verbose_name_plural = "messages entre agences"
        ordering = ("written_at", "id")
        constraints = (models.CheckConstraint(name="case_message_is_worded", condition=~Q(text="")),)

    def __str__(self) -> str:
        return f"{self.author}, {self.written_at:%d/%m/%Y}"
