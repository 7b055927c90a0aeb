"""Who was invited to a survey, the personal links, the answers, and what they propose to change."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cesp_portal.common.accounts.models import Agency
from cesp_portal.common.db import PublicModel
from cesp_portal.common.documents.models import StoredDocument
from contracts.enums import FileFact, LinkKind, ProposalStatus
from contracts.models.contracts import Contract
from contracts.models.surveys import Survey, SurveyQuestion, SurveyWave


class Invitation(PublicModel):
    """One person of the frozen population of a survey."""

    survey = models.ForeignKey(
        Survey, on_delete=models.PROTECT, related_name="invitations", verbose_name="enquête"
    )
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="invitations", verbose_name="contrat"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="agence")
    started_at = models.DateTimeField("commencée à", null=True, blank=True)
    submitted_at = models.DateTimeField("envoyée à", null=True, blank=True)

    class Meta:
        verbose_name = "invitation"
        ordering = ("survey", "id")
        constraints = (
            models.UniqueConstraint(fields=("survey", "contract"), name="invitation_once_per_contract"),
            models.CheckConstraint(
                name="invitation_sent_after_being_started",
                condition=Q(submitted_at__isnull=True)
                | Q(started_at__isnull=False, submitted_at__gte=F("started_at")),
            ),
        )
        indexes = (
            models.Index(
                fields=("survey", "id"), condition=Q(submitted_at__isnull=True), name="invitation_unanswered"
            ),
        )

    def __str__(self) -> str:
        return f"{self.survey}, {self.contract}"


class SurveyLink(PublicModel):
    """A personal link, of which only the hash is kept; it opens the answers once.

    ``expires_at`` is exclusive. A new link supersedes the one before: at most one is live.
    """

    invitation = models.ForeignKey(
        Invitation, on_delete=models.CASCADE, related_name="links", verbose_name="invitation"
    )
    wave = models.ForeignKey(
        SurveyWave,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="links",
        verbose_name="envoi",
    )
    kind = models.CharField("nature", max_length=10, choices=LinkKind)
    token_hash = models.CharField("empreinte du jeton", max_length=64, unique=True)
    issued_at = models.DateTimeField("émis à")
    expires_at = models.DateTimeField("expire à")
    used_at = models.DateTimeField("utilisé à", null=True, blank=True)
    superseded_at = models.DateTimeField("remplacé à", null=True, blank=True)

    class Meta:
        verbose_name = "lien personnel"
        verbose_name_plural = "liens personnels"
        ordering = ("invitation", "issued_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("invitation", "wave"), name="link_once_per_wave"),
            models.UniqueConstraint(
                fields=("invitation",),
                condition=Q(used_at__isnull=True, superseded_at__isnull=True),
                name="link_one_live_per_invitation",
            ),
            models.CheckConstraint(
                name="link_expires_after_issue", condition=Q(expires_at__gt=F("issued_at"))
            ),
            models.CheckConstraint(
                name="link_of_a_wave_unless_asked",
                condition=Q(kind=LinkKind.ASKED, wave__isnull=True)
                | (~Q(kind=LinkKind.ASKED) & Q(wave__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.invitation}, {self.get_kind_display()}"


class SurveyAnswer(PublicModel):
    """The last saved answer of a person to a question; a draft until the invitation is submitted.

    ``value`` is normalised by the rules: the choice, the text, an ISO date, a share such as "0.6".
    """

    invitation = models.ForeignKey(
        Invitation, on_delete=models.CASCADE, related_name="answers", verbose_name="invitation"
    )
    question = models.ForeignKey(
        SurveyQuestion, on_delete=models.PROTECT, related_name="answers", verbose_name="question"
    )
    value = models.TextField("réponse", blank=True)
    document = models.ForeignKey(
        StoredDocument,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="document",
    )
    saved_at = models.DateTimeField("enregistrée à")

    class Meta:
        verbose_name = "réponse"
        ordering = ("invitation", "question__position")
        constraints = (
            models.UniqueConstraint(fields=("invitation", "question"), name="answer_once_per_question"),
            models.CheckConstraint(
                name="answer_says_something", condition=~Q(value="") | Q(document__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return f"{self.question} : {self.value}"


class Proposal(PublicModel):
    """An answer that would change the file, until an agent accepts or refuses it."""

    invitation = models.ForeignKey(
        Invitation, on_delete=models.PROTECT, related_name="proposals", verbose_name="invitation"
    )
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="proposals", verbose_name="contrat"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="agence")
    fact = models.CharField("fait du dossier", max_length=24, choices=FileFact)
    value_on_file = models.TextField("valeur au dossier", blank=True)
    proposed_value = models.TextField("valeur proposée")
    status = models.CharField("état", max_length=10, choices=ProposalStatus, default=ProposalStatus.PENDING)
    proposed_at = models.DateTimeField("proposée à")
    decided_at = models.DateTimeField("examinée à", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="examinée par",
    )
    reason = models.CharField("motif du refus", max_length=300, blank=True)

    class Meta:
        verbose_name = "proposition"
        ordering = ("proposed_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("invitation", "fact"), name="proposal_once_per_fact"),
            models.CheckConstraint(
                name="proposal_decided_has_its_instant",
                condition=Q(status=ProposalStatus.PENDING, decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(status=ProposalStatus.PENDING) & Q(decided_at__isnull=False, decided_by__isnull=False)),
            ),
        )
        indexes = (
            models.Index(
                fields=("agency", "proposed_at"),
                condition=Q(status=ProposalStatus.PENDING),
                name="proposal_to_examine",
            ),
        )

    def __str__(self) -> str:
        return f"{self.contract}, {self.get_fact_display()}"


class LinkRequest(PublicModel):
    """Somebody typed this address to get their survey link again; answered in the background, then erased.

    It is written in the same way whoever holds the address, so that nothing tells whether it is known.
    """

    email = models.EmailField("adresse", max_length=254)
    asked_at = models.DateTimeField("demandé à")

    class Meta:
        verbose_name = "demande de lien"
        verbose_name_plural = "demandes de lien"
        ordering = ("asked_at", "id")
        constraints = (models.UniqueConstraint(fields=("email",), name="link_request_once_per_address"),)

    def __str__(self) -> str:
        return f"Lien demandé à {self.asked_at:%d/%m/%Y %H:%M}"
