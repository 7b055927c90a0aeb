"""Letters: every printed fact frozen in a row, and the PDF made of that row only."""

import pgtrigger
from django.db import models
from django.db.models import Q

from cesp_portal.common.db import PublicModel
from installations.enums import ABOUT_A_DECISION, NOTICES, LetterKind, LetterStatus
from installations.models.decisions import Decision


class Letter(PublicModel):
    """One letter: ``facts`` holds every printed text, ``template_version`` the layout, ``document`` the PDF.

    ``decision`` is the decision that it tells; ``concerns`` the one that it takes back or accompanies; ``exchange`` the
    yearly exchange that a convocation, a reminder or a formal notice is about.
    """

    contract = models.ForeignKey(
        "contracts.Contract", on_delete=models.PROTECT, related_name="letters", verbose_name="contrat"
    )
    agency = models.ForeignKey(
        "accounts.Agency", on_delete=models.PROTECT, related_name="+", verbose_name="agence"
    )
    decision = models.OneToOneField(
        Decision,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="letter",
        verbose_name="décision",
    )
    concerns = models.ForeignKey(
        Decision,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="other_letters",
        verbose_name="décision concernée",
    )
    exchange = models.ForeignKey(
        "contracts.Exchange",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="letters",
        verbose_name="échange annuel",
    )
    kind = models.CharField("nature", max_length=20, choices=LetterKind)
    number = models.CharField("numéro", max_length=20, unique=True)
    title = models.CharField("titre", max_length=250)
    dated_on = models.DateField("datée du")
    facts = models.JSONField("faits imprimés")
    template_version = models.CharField("version du modèle", max_length=40)
    verification_code = models.CharField("code de vérification", max_length=20, unique=True)
    status = models.CharField("état", max_length=10, choices=LetterStatus, default=LetterStatus.GENUINE)
    created_at = models.DateTimeField("rédigée à")
    document = models.ForeignKey(
        "documents.StoredDocument",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="fichier",
    )
    rendered_at = models.DateTimeField("mise en page à", null=True, blank=True)
    superseded_at = models.DateTimeField("remplacée à", null=True, blank=True)

    class Meta:
        verbose_name = "courrier"
        verbose_name_plural = "courriers"
        ordering = ("-created_at", "id")
        constraints = (
            models.CheckConstraint(
                name="letter_rendered_has_its_file",
                condition=Q(document__isnull=True, rendered_at__isnull=True)
                | Q(document__isnull=False, rendered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="letter_superseded_has_its_instant",
                condition=Q(status=LetterStatus.SUPERSEDED, superseded_at__isnull=False)
                | Q(status=LetterStatus.GENUINE, superseded_at__isnull=True),
            ),
            models.CheckConstraint(
                name="letter_decision_fits_kind",
                condition=Q(kind=LetterKind.DECISION, decision__isnull=False)
                | (~Q(kind=LetterKind.DECISION) & Q(decision__isnull=True)),
            ),
            models.CheckConstraint(
                name="letter_names_the_decision_it_concerns",
                condition=Q(kind__in=ABOUT_A_DECISION, concerns__isnull=False)
                | (~Q(kind__in=ABOUT_A_DECISION) & Q(concerns__isnull=True)),
            ),
            models.CheckConstraint(
                name="letter_of_an_exchange_is_a_notice",
                condition=Q(exchange__isnull=True) | Q(kind__in=NOTICES),
            ),
        )
        indexes = (
            models.Index(fields=("created_at",), condition=Q(document=None), name="letter_still_to_render"),
        )
        triggers = (
            pgtrigger.ReadOnly(
                name="letter_says_what_it_said",
                fields=[
                    "contract",
                    "concerns",
                    "exchange",
                    "number",
                    "title",
                    "dated_on",
                    "facts",
                    "template_version",
                    "verification_code",
                ],
            ),
            pgtrigger.Protect(
                name="letter_keeps_its_file",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__document__isnull=False)
                & pgtrigger.Q(old__document__df=pgtrigger.F("new__document")),
            ),
            pgtrigger.Protect(name="letter_is_kept", operation=pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return f"{self.number} – {self.title}"
