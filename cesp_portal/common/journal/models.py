"""The journal: what was done, by whom, when, on what. Rows are only ever added."""

import pgtrigger
from django.conf import settings
from django.db import models

from cesp_portal.common.accounts.enums import Role


def _never_emptied(name: str) -> pgtrigger.Trigger:
    """Refuse TRUNCATE, which the triggers on rows do not see."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func="RAISE EXCEPTION 'pgtrigger: Cannot empty % table', TG_TABLE_NAME;",
    )


class Entry(models.Model):
    """One action. ``facts`` holds stable codes, dates and identifiers, never free personal text."""

    at = models.DateTimeField("instant")
    action = models.CharField("action", max_length=80)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, verbose_name="personne"
    )
    actor_name = models.CharField("acteur", max_length=200)
    actor_role = models.CharField("rôle", max_length=20, blank=True)
    agency_id = models.UUIDField("agence", null=True, blank=True)
    object_type = models.CharField("objet", max_length=60)
    object_id = models.CharField("identifiant", max_length=40)
    subject_id = models.UUIDField("dossier", null=True, blank=True)
    facts = models.JSONField("faits", default=dict)

    class Meta:
        verbose_name = "ligne du journal"
        verbose_name_plural = "journal"
        ordering = ("-at", "-id")
        indexes = (
            models.Index(fields=("object_type", "object_id", "-at"), name="entry_by_object"),
            models.Index(fields=("subject_id", "-at"), name="entry_by_subject"),
            models.Index(fields=("agency_id", "-at"), name="entry_by_agency"),
        )
        triggers = (
            pgtrigger.Protect(name="entry_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            _never_emptied("entry_never_emptied"),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"


class Reading(models.Model):
    """An agent opened somebody's file that day: one row per agent, file and day. Rows are only ever added."""

    day = models.DateField("jour")
    first_at = models.DateTimeField("première lecture")
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="compte"
    )
    reader_name = models.CharField("lu par", max_length=200)
    reader_role = models.CharField("rôle", max_length=20, choices=Role)
    subject_id = models.UUIDField("dossier")

    class Meta:
        verbose_name = "lecture du dossier"
        verbose_name_plural = "qui a lu mon dossier"
        ordering = ("-first_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=("subject_id", "reader", "day"), name="reading_once_a_day"),
        )
        triggers = (
            pgtrigger.Protect(name="reading_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            _never_emptied("reading_never_emptied"),
        )

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.reader_name}"
