"""The annual survey of an agency: its questions, the waves of its messages."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from cesp_portal.common.accounts.models import Agency
from cesp_portal.common.db import PublicModel
from contracts.enums import FileFact, Profession, QuestionKind, SurveyPopulation, SurveyStatus

CODE = r"^[a-z][a-z0-9_]{1,39}$"

# What each fact of the file is made of.
FACT_KINDS = {
    FileFact.ADDRESS: QuestionKind.TEXT,
    FileFact.SPECIALTY: QuestionKind.TEXT,
    FileFact.INTERNSHIP_START: QuestionKind.DATE,
    FileFact.DES: QuestionKind.DATE,
    FileFact.THESIS: QuestionKind.DATE,
    FileFact.PLACE: QuestionKind.COMMUNE,
    FileFact.SHARE: QuestionKind.SHARE,
}


def _fact_fits_kind() -> Q:
    condition = Q(fact="")
    for fact, kind in FACT_KINDS.items():
        condition |= Q(fact=fact, kind=kind)
    return condition


class Survey(PublicModel):
    """A survey of one region. ``reminder_days`` counts from the opening; ``closes_on`` is the last day to answer.

    ``follows`` is the survey of the year before, for comparison. ``population_size`` is that of the frozen population.
    """

    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="surveys", verbose_name="agence"
    )
    title = models.CharField("titre", max_length=120)
    introduction = models.TextField("présentation", blank=True)
    population = models.CharField(
        "population", max_length=12, choices=SurveyPopulation, default=SurveyPopulation.EVERYONE
    )
    profession = models.CharField("profession", max_length=20, choices=Profession, blank=True)
    closes_on = models.DateField("dernier jour pour répondre")
    reminder_days = ArrayField(
        models.PositiveSmallIntegerField(), default=list, blank=True, verbose_name="jours des relances"
    )
    follows = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name="enquête précédente",
    )
    status = models.CharField("état", max_length=8, choices=SurveyStatus, default=SurveyStatus.DRAFT)
    population_size = models.PositiveIntegerField("population figée", default=0)
    created_at = models.DateTimeField("créée à")
    frozen_at = models.DateTimeField("figée à", null=True, blank=True)
    opened_at = models.DateTimeField("ouverte à", null=True, blank=True)
    closed_at = models.DateTimeField("close à", null=True, blank=True)

    class Meta:
        verbose_name = "enquête"
        ordering = ("-created_at", "id")
        constraints = (
            models.CheckConstraint(
                name="survey_status_has_its_instants",
                condition=(
                    Q(status=SurveyStatus.DRAFT, frozen_at__isnull=True, opened_at__isnull=True)
                    | Q(status=SurveyStatus.FROZEN, frozen_at__isnull=False, opened_at__isnull=True)
                    | Q(
                        status__in=(SurveyStatus.OPEN, SurveyStatus.CLOSED),
                        frozen_at__isnull=False,
                        opened_at__isnull=False,
                    )
                ),
            ),
            models.CheckConstraint(
                name="survey_closed_has_its_instant",
                condition=Q(status=SurveyStatus.CLOSED, closed_at__isnull=False)
                | (~Q(status=SurveyStatus.CLOSED) & Q(closed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="survey_does_not_follow_itself", condition=Q(follows__isnull=True) | ~Q(follows=F("id"))
            ),
        )
        indexes = (models.Index(fields=("agency", "-created_at"), name="survey_by_agency"),)

    def __str__(self) -> str:
        return self.title


class SurveyQuestion(PublicModel):
    """One question. ``code`` is kept from year to year, so that answers can be compared.

    ``choices`` are the proposed answers, in order; ``fact`` is what an answer proposes to change in the file.
    """

    survey = models.ForeignKey(
        Survey, on_delete=models.CASCADE, related_name="questions", verbose_name="enquête"
    )
    position = models.PositiveSmallIntegerField("rang")
    code = models.CharField("code", max_length=40, validators=[RegexValidator(CODE)])
    kind = models.CharField("nature", max_length=10, choices=QuestionKind)
    label = models.CharField("question", max_length=300)
    hint = models.CharField("aide", max_length=300, blank=True)
    required = models.BooleanField("réponse obligatoire", default=False)
    choices = ArrayField(models.CharField(max_length=120), default=list, blank=True, verbose_name="choix")
    fact = models.CharField("fait du dossier", max_length=24, choices=FileFact, blank=True)

    class Meta:
        verbose_name = "question"
        ordering = ("survey", "position", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("survey", "code"),
                name="question_code_once",
                violation_error_message="Ce code sert déjà à une autre question de l'enquête.",
            ),
            models.UniqueConstraint(
                fields=("survey", "fact"),
                condition=~Q(fact=""),
                name="question_fact_once",
                violation_error_message="Une autre question de l'enquête porte déjà sur ce fait du dossier.",
            ),
            models.UniqueConstraint(
                fields=("survey", "position"),
                name="question_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                name="question_choices_for_a_choice_only",
                condition=Q(kind=QuestionKind.CHOICE, choices__len__gte=2)
                | (~Q(kind=QuestionKind.CHOICE) & Q(choices__len=0)),
                violation_error_message="Une liste propose au moins deux choix ; les autres questions n'en ont pas.",
            ),
            models.CheckConstraint(
                name="question_fact_fits_its_kind",
                condition=_fact_fits_kind(),
                violation_error_message="Ce fait du dossier ne se demande pas par une question de cette nature.",
            ),
        )

    def __str__(self) -> str:
        return self.label


class SurveyWave(PublicModel):
    """One sending of personal links: number 0 invites everyone, the next ones remind those who have not answered."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="waves", verbose_name="enquête")
    number = models.PositiveSmallIntegerField("numéro")
    due_on = models.DateField("à envoyer le")
    completed_at = models.DateTimeField("achevée à", null=True, blank=True)

    class Meta:
        verbose_name = "envoi"
        ordering = ("survey", "number")
        constraints = (
            models.UniqueConstraint(fields=("survey", "number"), name="wave_number_once"),
            models.UniqueConstraint(fields=("survey", "due_on"), name="wave_once_a_day"),
        )
        indexes = (
            models.Index(
                fields=("due_on",), condition=Q(completed_at__isnull=True), name="wave_still_to_send"
            ),
        )

    def __str__(self) -> str:
        return f"{self.survey}, envoi {self.number}"
