"""Lists of selected candidates: the file received, then the list in force and its ranks."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cesp_portal.common.accounts.models import Agency, Faculty
from cesp_portal.common.db import PublicModel
from cesp_portal.common.documents.models import StoredDocument
from contracts.enums import ListKind, ListStatus, UploadStatus
from contracts.models.campaigns import Campaign
from contracts.models.candidates import Candidate


class ListUpload(PublicModel):
    """A file that was read and waits for its confirmation, bound to the fingerprint of what was shown.

    ``sha256`` is that of the file as sent; ``document`` may be a copy without the columns that must not be kept.
    """

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="uploads", verbose_name="campagne"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="agence")
    faculty = models.ForeignKey(Faculty, on_delete=models.PROTECT, related_name="+", verbose_name="faculté")
    document = models.ForeignKey(
        StoredDocument, on_delete=models.PROTECT, related_name="+", verbose_name="fichier"
    )
    filename = models.CharField("nom du fichier", max_length=200)
    sha256 = models.CharField("empreinte", max_length=64)
    uploaded_at = models.DateTimeField("déposé à")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, verbose_name="déposé par"
    )
    issues = models.JSONField("remarques", default=list, blank=True)
    status = models.CharField("état", max_length=10, choices=UploadStatus, default=UploadStatus.PENDING)
    decided_at = models.DateTimeField("décidé à", null=True, blank=True)

    class Meta:
        verbose_name = "fichier déposé"
        verbose_name_plural = "fichiers déposés"
        ordering = ("-uploaded_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "sha256"),
                condition=Q(status=UploadStatus.PENDING),
                name="upload_pending_once",
                violation_error_message="Ce fichier attend déjà votre confirmation.",
            ),
            models.CheckConstraint(
                name="upload_decided_has_its_instant",
                condition=Q(status=UploadStatus.PENDING, decided_at__isnull=True)
                | (~Q(status=UploadStatus.PENDING) & Q(decided_at__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return self.filename


class SelectionList(PublicModel):
    """A list transmitted by a faculty office, applied once; a later one supersedes it."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="lists", verbose_name="campagne"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="agence")
    faculty = models.ForeignKey(Faculty, on_delete=models.PROTECT, related_name="+", verbose_name="faculté")
    version = models.PositiveSmallIntegerField("version")
    document = models.ForeignKey(
        StoredDocument, on_delete=models.PROTECT, related_name="+", verbose_name="fichier"
    )
    filename = models.CharField("nom du fichier", max_length=200)
    sha256 = models.CharField("empreinte", max_length=64)
    rows = models.PositiveIntegerField("lignes")
    received_at = models.DateTimeField("reçue à")
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, verbose_name="envoyée par"
    )
    on_time = models.BooleanField("transmise dans le délai")
    status = models.CharField("état", max_length=10, choices=ListStatus, default=ListStatus.CURRENT)

    class Meta:
        verbose_name = "liste de sélection"
        verbose_name_plural = "listes de sélection"
        ordering = ("campaign", "-version")
        constraints = (
            models.UniqueConstraint(fields=("campaign", "version"), name="list_version_once"),
            models.UniqueConstraint(
                fields=("campaign", "sha256"),
                name="list_applied_once",
                violation_error_message="Ce fichier a déjà été enregistré pour cette campagne.",
            ),
            models.UniqueConstraint(
                fields=("campaign",),
                condition=Q(status=ListStatus.CURRENT),
                name="list_one_current_per_campaign",
            ),
        )

    def __str__(self) -> str:
        return f"{self.campaign}, liste n° {self.version}"


class ListEntry(models.Model):
    """A rank on a list; ``called_at`` is when its person was first offered a contract from this list."""

    list = models.ForeignKey(
        SelectionList, on_delete=models.PROTECT, related_name="entries", verbose_name="liste"
    )
    candidate = models.ForeignKey(
        Candidate, on_delete=models.PROTECT, related_name="entries", verbose_name="candidat"
    )
    kind = models.CharField("liste", max_length=20, choices=ListKind)
    rank = models.PositiveSmallIntegerField("rang")
    opinion = models.TextField("avis", blank=True)
    called_at = models.DateTimeField("appelé à", null=True, blank=True)

    class Meta:
        verbose_name = "rang"
        ordering = ("list", "-kind", "rank")
        constraints = (
            models.UniqueConstraint(
                fields=("list", "kind", "rank"),
                name="entry_rank_once",
                violation_error_message="Deux personnes ont le même rang.",
            ),
            models.UniqueConstraint(
                fields=("list", "candidate"),
                name="entry_person_once",
                violation_error_message="Une personne figure deux fois sur la liste.",
            ),
            models.CheckConstraint(name="entry_rank_starts_at_one", condition=Q(rank__gte=1)),
        )
        # The next person is found at once, however many were called before.
        indexes = (
            models.Index(
                "list",
                F("kind").desc(),
                "rank",
                condition=Q(called_at__isnull=True),
                name="entry_still_to_call",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, rang {self.rank}"
