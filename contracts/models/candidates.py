"""A candidate: one person in one campaign."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q

from cesp_portal.common.accounts.models import Agency, Faculty
from cesp_portal.common.db import PublicModel
from cesp_portal.common.documents.models import StoredDocument
from contracts.enums import Profession, Stream, Track
from contracts.models.campaigns import Campaign


class Candidate(PublicModel):
    """A person's file in a campaign; its identifier is the subject of the journal lines of the whole contract.

    ``search_name`` is the unaccented lower-case name. ``cycle`` is 1, 2 or 3 (empty for a PADHUE).
    ``restored_at`` is when a withdrawal made by mistake was last undone: who was called before it keeps the place.
    """

    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="candidates", verbose_name="campagne"
    )
    faculty = models.ForeignKey(Faculty, on_delete=models.PROTECT, related_name="+", verbose_name="faculté")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="agence")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="candidacies",
        verbose_name="compte",
    )
    stream = models.CharField("filière", max_length=20, choices=Stream)
    profession = models.CharField("profession", max_length=20, choices=Profession)
    track = models.CharField("voie", max_length=10, choices=Track)
    last_name = models.CharField("nom", max_length=100)
    first_name = models.CharField("prénom", max_length=100)
    search_name = models.CharField("nom de recherche", max_length=210, editable=False)
    born_on = models.DateField("date de naissance")
    email = models.EmailField("adresse électronique", max_length=254)
    ine = models.CharField("INE", max_length=11, blank=True)
    cycle = models.PositiveSmallIntegerField("cycle", null=True, blank=True)
    year_of_study = models.PositiveSmallIntegerField("année d'études", null=True, blank=True)
    specialty = models.CharField("spécialité", max_length=120, blank=True)
    applied_on = models.DateField("date de la candidature")
    project = models.TextField("projet professionnel", blank=True)
    enrolled_in_france = models.BooleanField("inscription en France", null=True, blank=True)
    auditor = models.BooleanField("auditeur libre", null=True, blank=True)
    industrial_pharmacy = models.BooleanField("pharmacie industrielle", null=True, blank=True)
    other_commitment = models.BooleanField("autre engagement du même type", null=True, blank=True)
    other_region_agreement = models.BooleanField("accord écrit d'une autre ARS", null=True, blank=True)
    withdrawn_at = models.DateTimeField("retirée à", null=True, blank=True)
    restored_at = models.DateTimeField("rétablie à", null=True, blank=True)

    class Meta:
        verbose_name = "candidature"
        ordering = ("search_name", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "ine"),
                condition=~Q(ine=""),
                name="candidate_once_per_campaign",
                violation_error_message="Cette personne est déjà dans la campagne (même INE).",
            ),
            models.CheckConstraint(
                name="candidate_cycle_is_one_two_three",
                condition=Q(cycle__isnull=True) | Q(cycle__in=(1, 2, 3)),
                violation_error_message="Le cycle est 1, 2 ou 3.",
            ),
            models.CheckConstraint(
                name="candidate_withdrawn_again_after_restored",
                condition=Q(withdrawn_at__isnull=True)
                | Q(restored_at__isnull=True)
                | Q(withdrawn_at__gte=F("restored_at")),
            ),
            models.CheckConstraint(
                name="candidate_padhue_stream_and_track_agree",
                condition=Q(stream=Stream.PADHUE, track=Track.PADHUE)
                | (~Q(stream=Stream.PADHUE) & Q(track=Track.ETUDIANT)),
                violation_error_message="La filière PADHUE et la voie PADHUE vont ensemble.",
            ),
        )
        indexes = (
            GinIndex(OpClass("search_name", name="gin_trgm_ops"), name="candidate_search_trigram"),
            models.Index(fields=("agency", "search_name"), name="candidate_by_agency"),
            models.Index(fields=("search_name", "id"), name="candidate_by_name"),
        )

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """First name and last name, as people write them."""
        return f"{self.first_name} {self.last_name}"


class CandidatePiece(PublicModel):
    """A file joined to a candidature, for the piece of the checklist that ``code`` names."""

    candidate = models.ForeignKey(
        Candidate, on_delete=models.PROTECT, related_name="pieces", verbose_name="candidature"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="agence")
    faculty = models.ForeignKey(Faculty, on_delete=models.PROTECT, related_name="+", verbose_name="faculté")
    code = models.SlugField("pièce", max_length=40)
    document = models.ForeignKey(
        StoredDocument, on_delete=models.PROTECT, related_name="+", verbose_name="fichier"
    )
    added_at = models.DateTimeField("jointe à")

    class Meta:
        verbose_name = "pièce jointe"
        verbose_name_plural = "pièces jointes"
        ordering = ("added_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("candidate", "code", "document"),
                name="piece_joined_once",
                violation_error_message="Ce fichier est déjà joint.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} : {self.document}"
