"""Commissions: who sits, what they think of each candidate, and the two lists that come out."""

from django.conf import settings
from django.db import models
from django.db.models import Deferrable, Q

from cesp_portal.common.accounts.models import Agency, Faculty
from cesp_portal.common.db import PublicModel
from cesp_portal.common.documents.models import StoredDocument
from contracts.enums import CommissionStatus, ListKind, MemberQuality
from contracts.models.campaigns import Campaign
from contracts.models.candidates import Candidate

MARK_MAX = 20


class Commission(PublicModel):
    """The meeting of a campaign; ``quorum`` is the number of members who must be present.

    ``principal`` is how many names the principal list holds when the commission says so; None means the contracts
    expected.
    """

    campaign = models.OneToOneField(
        Campaign, on_delete=models.PROTECT, related_name="commission", verbose_name="campagne"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name="agence")
    faculty = models.ForeignKey(Faculty, on_delete=models.PROTECT, related_name="+", verbose_name="faculté")
    starts_at = models.DateTimeField("début")
    place = models.CharField("lieu ou lien", max_length=300)
    quorum = models.PositiveSmallIntegerField("quorum")
    principal = models.PositiveSmallIntegerField("noms sur la liste principale", null=True, blank=True)
    status = models.CharField(
        "état", max_length=10, choices=CommissionStatus, default=CommissionStatus.PREPARED
    )
    convened_at = models.DateTimeField("convoquée à", null=True, blank=True)
    closed_at = models.DateTimeField("close à", null=True, blank=True)
    casting_vote = models.TextField("voix prépondérante de l'agence", blank=True)
    minutes = models.ForeignKey(
        StoredDocument,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="procès-verbal",
    )

    class Meta:
        verbose_name = "commission"
        constraints = (
            models.CheckConstraint(name="commission_quorum_is_positive", condition=Q(quorum__gte=1)),
            models.CheckConstraint(
                name="commission_closed_has_its_minutes",
                condition=Q(status=CommissionStatus.CLOSED, closed_at__isnull=False, minutes__isnull=False)
                | (~Q(status=CommissionStatus.CLOSED) & Q(closed_at__isnull=True, minutes__isnull=True)),
            ),
        )

    def __str__(self) -> str:
        return f"Commission : {self.campaign}"


class CommissionMember(PublicModel):
    """A person who sits, in one quality; ``is_present`` stays unknown until the meeting."""

    commission = models.ForeignKey(
        Commission, on_delete=models.CASCADE, related_name="members", verbose_name="commission"
    )
    quality = models.CharField("qualité", max_length=12, choices=MemberQuality)
    name = models.CharField("nom", max_length=160)
    email = models.EmailField("adresse électronique", max_length=254)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="compte",
    )
    is_chair = models.BooleanField("préside", default=False)
    is_present = models.BooleanField("présence", null=True, blank=True)

    class Meta:
        verbose_name = "membre de commission"
        verbose_name_plural = "membres de commission"
        ordering = ("-is_chair", "quality", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("commission", "email"),
                name="member_sits_once",
                violation_error_message="Cette personne siège déjà.",
            ),
            models.UniqueConstraint(
                fields=("commission",), condition=Q(is_chair=True), name="member_one_chair"
            ),
            models.CheckConstraint(
                name="member_chair_is_the_dean",
                condition=Q(is_chair=False) | Q(quality=MemberQuality.DOYEN),
                violation_error_message="La commission est présidée par le doyen.",
            ),
        )

    def __str__(self) -> str:
        return self.name


class MemberOpinion(models.Model):
    """What one member thinks of one candidate; the commission's own opinion is another row."""

    member = models.ForeignKey(
        CommissionMember, on_delete=models.CASCADE, related_name="opinions", verbose_name="membre"
    )
    candidate = models.ForeignKey(
        Candidate, on_delete=models.PROTECT, related_name="member_opinions", verbose_name="candidat"
    )
    project_mark = models.PositiveSmallIntegerField("projet professionnel", null=True, blank=True)
    results_mark = models.PositiveSmallIntegerField("résultats", null=True, blank=True)
    social_mark = models.PositiveSmallIntegerField("situation sociale", null=True, blank=True)
    is_favourable = models.BooleanField("avis favorable")
    comment = models.TextField("avis", blank=True)
    given_at = models.DateTimeField("donné à")

    class Meta:
        verbose_name = "avis d'un membre"
        verbose_name_plural = "avis des membres"
        constraints = (
            models.UniqueConstraint(
                fields=("member", "candidate"),
                name="member_judges_once",
                violation_error_message="Ce membre a déjà donné son avis sur cette personne.",
            ),
            models.CheckConstraint(
                name="member_marks_out_of_twenty",
                condition=~Q(project_mark__gt=MARK_MAX)
                & ~Q(results_mark__gt=MARK_MAX)
                & ~Q(social_mark__gt=MARK_MAX),
                violation_error_message="Les notes vont de 0 à 20.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.member} : {self.candidate}"


class CommissionOpinion(models.Model):
    """What the commission thinks of one candidate: marks out of 20, an opinion, then a rank on one of the lists."""

    commission = models.ForeignKey(
        Commission, on_delete=models.CASCADE, related_name="opinions", verbose_name="commission"
    )
    candidate = models.OneToOneField(
        Candidate, on_delete=models.PROTECT, related_name="commission_opinion", verbose_name="candidat"
    )
    project_mark = models.PositiveSmallIntegerField("projet professionnel", null=True, blank=True)
    results_mark = models.PositiveSmallIntegerField("résultats", null=True, blank=True)
    social_mark = models.PositiveSmallIntegerField("situation sociale", null=True, blank=True)
    is_favourable = models.BooleanField("avis favorable", null=True, blank=True)
    comment = models.TextField("avis", blank=True)
    kind = models.CharField("liste", max_length=20, choices=ListKind, blank=True)
    rank = models.PositiveSmallIntegerField("rang", null=True, blank=True)

    class Meta:
        verbose_name = "avis de commission"
        verbose_name_plural = "avis de commission"
        ordering = ("-kind", "rank", "candidate__search_name")
        constraints = (
            models.UniqueConstraint(
                fields=("commission", "kind", "rank"),
                name="opinion_rank_once",
                deferrable=Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                name="opinion_marks_out_of_twenty",
                condition=~Q(project_mark__gt=MARK_MAX)
                & ~Q(results_mark__gt=MARK_MAX)
                & ~Q(social_mark__gt=MARK_MAX),
                violation_error_message="Les notes vont de 0 à 20.",
            ),
            models.CheckConstraint(
                name="opinion_rank_comes_with_its_list",
                condition=Q(kind="", rank__isnull=True) | (~Q(kind="") & Q(rank__gte=1)),
            ),
            models.CheckConstraint(
                name="opinion_only_favourable_is_ranked",
                condition=Q(kind="") | Q(is_favourable__isnull=False, is_favourable=True),
                violation_error_message="Seule une personne qui a un avis favorable est classée.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.candidate} : {self.get_kind_display() or 'non classé'}"
