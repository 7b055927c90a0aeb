"""The yearly exchange with each signatory, and every other contact."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cesp_portal.common.accounts.models import Agency
from cesp_portal.common.db import PublicModel
from contracts.enums import ContactKind, ExchangeStatus, Visibility
from contracts.models.contracts import Contract


class Exchange(PublicModel):
    """One yearly exchange, due on an anniversary of the contract; ``starts_at`` is that of the last summons."""

    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="exchanges", verbose_name="contrat"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="agence")
    due_on = models.DateField("à tenir pour le")
    status = models.CharField("état", max_length=8, choices=ExchangeStatus, default=ExchangeStatus.DUE)
    mode = models.CharField("forme", max_length=8, choices=ContactKind, blank=True)
    place = models.CharField("lieu ou adresse de connexion", max_length=200, blank=True)
    starts_at = models.DateTimeField("convoqué pour", null=True, blank=True)
    summoned_at = models.DateTimeField("convocation envoyée à", null=True, blank=True)
    summons = models.PositiveSmallIntegerField("convocations", default=0)
    closed_at = models.DateTimeField("clos à", null=True, blank=True)

    class Meta:
        verbose_name = "échange annuel"
        verbose_name_plural = "échanges annuels"
        ordering = ("due_on", "id")
        constraints = (
            models.UniqueConstraint(fields=("contract", "due_on"), name="exchange_once_per_anniversary"),
            models.CheckConstraint(
                name="exchange_summoned_has_its_hour",
                condition=Q(status=ExchangeStatus.DUE, starts_at__isnull=True, summoned_at__isnull=True)
                | (~Q(status=ExchangeStatus.DUE) & Q(starts_at__isnull=False, summoned_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="exchange_closed_has_its_instant",
                condition=Q(status__in=(ExchangeStatus.HELD, ExchangeStatus.MISSED), closed_at__isnull=False)
                | Q(status__in=(ExchangeStatus.DUE, ExchangeStatus.PLANNED), closed_at__isnull=True),
            ),
        )
        indexes = (models.Index(fields=("agency", "status", "due_on"), name="exchange_by_agency"),)

    def __str__(self) -> str:
        return f"{self.contract}, échange du {self.due_on:%d/%m/%Y}"


class ContactRecord(PublicModel):
    """What was said and when; ``visibility`` says who may read it."""

    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="contacts", verbose_name="contrat"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="agence")
    exchange = models.ForeignKey(
        Exchange,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contacts",
        verbose_name="échange",
    )
    kind = models.CharField("forme", max_length=8, choices=ContactKind)
    happened_on = models.DateField("date")
    summary = models.TextField("compte rendu")
    visibility = models.CharField("lu par", max_length=8, choices=Visibility, default=Visibility.OFFICE)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="auteur"
    )
    recorded_at = models.DateTimeField("noté à")

    class Meta:
        verbose_name = "contact"
        ordering = ("-happened_on", "-recorded_at", "id")
        constraints = (models.CheckConstraint(name="contact_says_something", condition=~Q(summary="")),)
        indexes = (models.Index(fields=("contract", "-happened_on"), name="contact_by_contract"),)

    def __str__(self) -> str:
        return f"{self.contract}, {self.get_kind_display()} du {self.happened_on:%d/%m/%Y}"
