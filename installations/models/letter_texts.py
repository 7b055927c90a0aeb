"""The texts that an agency adds to its letters: paragraphs always printed, clauses that an agent chooses."""

import datetime as dt

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q

from cesp_portal.common.db import PublicModel
from contracts.models.suspensions import DateRange
from installations.enums import LetterTextPlace


class LetterText(PublicModel):
    """One version of a text. What it says never changes: a new version is written and this one is ended.

    ``kinds`` and ``outcomes`` are codes of ``RequestKind`` and ``Outcome``; ``ends_until`` is exclusive.
    """

    agency = models.ForeignKey(
        "accounts.Agency", on_delete=models.PROTECT, related_name="+", verbose_name="agence"
    )
    code = models.SlugField("code", max_length=60)
    version = models.PositiveSmallIntegerField("version")
    place = models.CharField("place", max_length=10, choices=LetterTextPlace)
    title = models.CharField("intitulé", max_length=120)
    text = models.TextField("texte", max_length=1500)
    kinds = models.JSONField("natures de demande")
    outcomes = models.JSONField("réponses")
    source = models.CharField("source", max_length=250)
    since_on = models.DateField("à partir du")
    ends_until = models.DateField("jusqu'au (exclu)", null=True, blank=True)
    written_at = models.DateTimeField("écrit à")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="écrit par"
    )

    class Meta:
        verbose_name = "texte de lettre"
        verbose_name_plural = "textes de lettres"
        ordering = ("place", "title", "code", "-version")
        constraints = (
            models.UniqueConstraint(fields=("agency", "code", "version"), name="letter_text_version_once"),
            ExclusionConstraint(
                name="letter_text_versions_never_overlap",
                expressions=(
                    ("agency", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    (DateRange("since_on", "ends_until", RangeBoundary()), RangeOperators.OVERLAPS),
                ),
            ),
            models.CheckConstraint(
                name="letter_text_says_something", condition=~Q(text="") & ~Q(title="") & ~Q(source="")
            ),
            models.CheckConstraint(
                name="letter_text_fits_some_letter", condition=~Q(kinds=[]) & ~Q(outcomes=[])
            ),
            models.CheckConstraint(
                name="letter_text_ends_from_its_start",
                condition=Q(ends_until__isnull=True) | Q(ends_until__gte=F("since_on")),
            ),
        )
        triggers = (
            pgtrigger.ReadOnly(
                name="letter_text_says_what_it_said",
                fields=[
                    "agency",
                    "code",
                    "version",
                    "place",
                    "title",
                    "text",
                    "kinds",
                    "outcomes",
                    "since_on",
                ],
            ),
            pgtrigger.Protect(name="letter_text_is_kept", operation=pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return f"{self.title} (version {self.version})"

    @property
    def last_day(self) -> dt.date | None:
        """The last day on which it holds, included."""
        return self.ends_until - dt.timedelta(days=1) if self.ends_until else None
