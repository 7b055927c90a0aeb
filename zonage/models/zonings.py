"""Snapshots of the zonings: from their publication on, the database itself refuses any change."""

import pgtrigger
from django.db import models
from django.db.models import Q

from cesp_portal.common.db import PublicModel
from cesp_portal.common.documents.models import StoredDocument
from cesp_portal.common.enums import Profession
from zonage.enums import FROZEN_STATUSES, SnapshotStatus, Unit
from zonage.models.territories import Region, TerritoryLoad

# A published snapshot only ever becomes superseded, everything else in its row staying as it is.
_ONLY_SUPERSEDED = """
IF OLD.status = 'published' AND NEW.status = 'superseded'
    AND (to_jsonb(NEW) - '{status,superseded_at}'::text[]) = (to_jsonb(OLD) - '{status,superseded_at}'::text[])
THEN
    RETURN NEW;
END IF;
RAISE EXCEPTION 'A published snapshot never changes (%)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
"""
_PARENT_IS_FROZEN = """
IF EXISTS (
    SELECT 1 FROM zonage_snapshot
    WHERE id = {row}.snapshot_id AND status IN ('published', 'superseded')
) THEN
    RAISE EXCEPTION 'A published snapshot never changes (%)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END IF;
IF TG_OP = 'DELETE' THEN
    RETURN OLD;
END IF;
RETURN NEW;
"""
_NEW_ROWS_IN_A_FROZEN_PARENT = """
IF EXISTS (
    SELECT 1 FROM (SELECT DISTINCT snapshot_id FROM added) touched
    JOIN zonage_snapshot ON zonage_snapshot.id = touched.snapshot_id
    WHERE zonage_snapshot.status IN ('published', 'superseded')
) THEN
    RAISE EXCEPTION 'A published snapshot never grows (%)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END IF;
RETURN NULL;
"""

# Emptying a table at once passes by the triggers of its rows.
_NOTHING_PUBLISHED = """
IF EXISTS (SELECT 1 FROM zonage_snapshot WHERE status IN ('published', 'superseded')) THEN
    RAISE EXCEPTION 'A published snapshot never goes (%)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END IF;
RETURN NULL;
"""


def _never_emptied(name: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Truncate,
        when=pgtrigger.Before,
        level=pgtrigger.Statement,
        func=_NOTHING_PUBLISHED,
    )


class Snapshot(PublicModel):
    """The zoning of a region for a profession, as one order fixed it.

    ``order_on`` and ``order_number`` are empty when neither the file nor the agent gave them. ``effective_on`` is the
    first day on which places are judged with it; ``summary`` holds the counts of the difference frozen at publication,
    ``territories`` the official code known then: what is learnt later speaks for the days after only.
    """

    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="snapshots", verbose_name="région"
    )
    profession = models.CharField("profession", max_length=12, choices=Profession)
    unit = models.CharField("unité", max_length=16, choices=Unit, default=Unit.COMMUNE)
    order_number = models.CharField("numéro de l'arrêté", max_length=60, blank=True)
    order_on = models.DateField("date de l'arrêté", null=True, blank=True)
    effective_on = models.DateField("en vigueur à partir du", null=True, blank=True)
    status = models.CharField("état", max_length=12, choices=SnapshotStatus, default=SnapshotStatus.DRAFT)
    is_demonstration = models.BooleanField("zonage inventé pour la démonstration", default=False)
    document = models.ForeignKey(
        StoredDocument,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="fichier reçu",
    )
    file_format = models.CharField("format", max_length=20)
    file_date = models.DateField("date du fichier", null=True, blank=True)
    rows = models.PositiveIntegerField("nombre de lignes", default=0)
    problems = models.JSONField("remarques à la lecture", default=list, blank=True)
    summary = models.JSONField("résumé de la comparaison", default=dict, blank=True)
    territories = models.ForeignKey(
        TerritoryLoad,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="code officiel connu à la publication",
        db_index=False,
    )
    imported_at = models.DateTimeField("importé à")
    checked_at = models.DateTimeField("contrôlé à", null=True, blank=True)
    published_at = models.DateTimeField("publié à", null=True, blank=True)
    superseded_at = models.DateTimeField("remplacé à", null=True, blank=True)

    class Meta:
        verbose_name = "zonage"
        ordering = ("region", "profession", "unit", "-effective_on", "-imported_at")
        constraints = (
            models.UniqueConstraint(
                name="one_snapshot_in_force_per_region_profession_and_unit",
                fields=("region", "profession", "unit"),
                condition=Q(status=SnapshotStatus.PUBLISHED),
            ),
            models.UniqueConstraint(
                name="one_published_snapshot_per_first_day",
                fields=("region", "profession", "unit", "effective_on"),
                condition=Q(status__in=FROZEN_STATUSES),
            ),
            models.CheckConstraint(
                name="snapshot_status_has_its_milestones",
                condition=(
                    Q(status=SnapshotStatus.DRAFT, checked_at__isnull=True, published_at__isnull=True)
                    | Q(status=SnapshotStatus.CHECKED, checked_at__isnull=False, published_at__isnull=True)
                    | Q(
                        status=SnapshotStatus.PUBLISHED,
                        checked_at__isnull=False,
                        published_at__isnull=False,
                        superseded_at__isnull=True,
                        effective_on__isnull=False,
                    )
                    | Q(
                        status=SnapshotStatus.SUPERSEDED,
                        checked_at__isnull=False,
                        published_at__isnull=False,
                        superseded_at__isnull=False,
                        effective_on__isnull=False,
                    )
                ),
            ),
            models.CheckConstraint(
                name="snapshot_takes_effect_on_or_after_its_order",
                condition=Q(order_on__isnull=True)
                | Q(effective_on__isnull=True)
                | Q(effective_on__gte=models.F("order_on")),
                violation_error_message="Un zonage ne s'applique pas avant la date de son arrêté.",
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="snapshot_published_stays",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__status__in=[str(status) for status in FROZEN_STATUSES]),
            ),
            pgtrigger.Trigger(
                name="snapshot_published_never_changes",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(old__status__in=[str(status) for status in FROZEN_STATUSES]),
                func=_ONLY_SUPERSEDED,
            ),
            _never_emptied("snapshot_published_is_not_emptied"),
        )

    def __str__(self) -> str:
        day = f"{self.effective_on:%d/%m/%Y}" if self.effective_on else "sans date"
        return f"{self.region} – {self.get_profession_display()} – {day}"


class Level(models.Model):
    """A level of a snapshot, as published. ``is_eligible`` is None when the place alone cannot tell."""

    snapshot = models.ForeignKey(
        Snapshot, on_delete=models.CASCADE, related_name="levels", verbose_name="zonage"
    )
    code = models.CharField("code", max_length=20)
    label = models.CharField("libellé publié", max_length=120)
    name = models.CharField("nom", max_length=120)
    is_eligible = models.BooleanField("éligible", null=True, blank=True)
    rank = models.PositiveSmallIntegerField("rang")
    colour = models.CharField("couleur", max_length=7)
    pattern = models.CharField("motif", max_length=10)
    reason = models.CharField("source", max_length=200, blank=True)

    class Meta:
        verbose_name = "niveau"
        verbose_name_plural = "niveaux"
        ordering = ("rank", "code", "id")
        constraints = (
            models.UniqueConstraint(name="one_level_per_label_of_a_snapshot", fields=("snapshot", "label")),
        )
        triggers = (
            pgtrigger.Trigger(
                name="level_published_never_changes",
                operation=pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func=_PARENT_IS_FROZEN.format(row="OLD"),
            ),
            pgtrigger.Trigger(
                name="level_published_never_grows",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func=_PARENT_IS_FROZEN.format(row="NEW"),
            ),
            _never_emptied("level_published_is_not_emptied"),
        )

    def __str__(self) -> str:
        return self.label


class Zone(models.Model):
    """The level of one place in a snapshot. ``order_on`` is filled only where it differs from the snapshot's."""

    pk = models.CompositePrimaryKey("snapshot_id", "code")
    snapshot = models.ForeignKey(
        Snapshot, on_delete=models.CASCADE, related_name="zones", verbose_name="zonage", db_index=False
    )
    code = models.CharField("code", max_length=12)
    level = models.ForeignKey(
        Level, on_delete=models.CASCADE, related_name="+", verbose_name="niveau", db_index=False
    )
    tvs_code = models.CharField("territoire de vie-santé", max_length=6, blank=True, db_default="")
    order_on = models.DateField("date de l'arrêté", null=True, blank=True)

    class Meta:
        verbose_name = "zone"
        triggers = (
            pgtrigger.Protect(name="zone_never_changes", operation=pgtrigger.Update),
            pgtrigger.Trigger(
                name="zone_published_stays",
                operation=pgtrigger.Delete,
                when=pgtrigger.Before,
                func=_PARENT_IS_FROZEN.format(row="OLD"),
            ),
            pgtrigger.Trigger(
                name="zone_published_never_grows",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                level=pgtrigger.Statement,
                referencing=pgtrigger.Referencing(new="added"),  # type: ignore[no-untyped-call]  # theirs has none
                func=_NEW_ROWS_IN_A_FROZEN_PARENT,
            ),
            _never_emptied("zone_published_is_not_emptied"),
        )

    def __str__(self) -> str:
        return self.code
