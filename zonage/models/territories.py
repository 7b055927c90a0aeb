"""Places of the official geographic code, with their history."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q

from zonage.enums import CommuneKind

# Once a zoning is published, answers rest on what the code said: it may be completed, never rewritten.
_WAS_ANSWERED_WITH = """
IF EXISTS (SELECT 1 FROM zonage_snapshot WHERE status IN ('published', 'superseded')) THEN
    RAISE EXCEPTION 'What was answered with stays (%)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END IF;
RETURN {returned};
"""
# A row may only learn once when it stopped being known.
_MORE_THAN_ITS_END = pgtrigger.Condition(
    "OLD.known_until_id IS NOT NULL OR to_jsonb(NEW) - 'known_until_id' <> to_jsonb(OLD) - 'known_until_id'"
)


def _told_stays(name: str, changed: pgtrigger.Condition | None = None) -> tuple[pgtrigger.Trigger, ...]:
    """Refuse, once a zoning is published, to delete or empty rows, and to update those whose ``changed`` holds."""
    whole = pgtrigger.Trigger(
        name=f"{name}_told_stays",
        operation=pgtrigger.Delete | pgtrigger.Truncate,
        when=pgtrigger.Before,
        level=pgtrigger.Statement,
        func=_WAS_ANSWERED_WITH.format(returned="NULL"),
    )
    row = pgtrigger.Trigger(
        name=f"{name}_told_never_changes",
        operation=pgtrigger.Update,
        when=pgtrigger.Before,
        condition=changed,
        func=_WAS_ANSWERED_WITH.format(returned="NEW"),
    )
    return whole, row


class Region(models.Model):
    """A region, or an overseas collectivity that stands alone (977, 978…)."""

    code = models.CharField("code", max_length=3, primary_key=True)
    name = models.CharField("nom", max_length=80)

    class Meta:
        verbose_name = "région"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    """A department (code of two characters, three overseas)."""

    code = models.CharField("code", max_length=3, primary_key=True)
    name = models.CharField("nom", max_length=80)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="departments", verbose_name="région"
    )

    class Meta:
        verbose_name = "département"
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class TerritoryLoad(models.Model):
    """One loading of the official code: its source and what it held."""

    loaded_at = models.DateTimeField("chargé à")
    source = models.CharField("source", max_length=120)
    communes = models.PositiveIntegerField("nombre de communes")
    changes = models.PositiveIntegerField("nombre de mouvements")

    class Meta:
        verbose_name = "chargement des territoires"
        verbose_name_plural = "chargements des territoires"
        ordering = ("-loaded_at", "-id")

    def __str__(self) -> str:
        return f"{self.source} ({self.loaded_at:%d/%m/%Y})"


def _edition(words: str) -> "models.ForeignKey[TerritoryLoad | None, TerritoryLoad | None]":
    return models.ForeignKey(
        TerritoryLoad,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=words,
        db_index=False,
    )


class KnownCommunes(models.Manager["Commune"]):
    """The communes as the last loading tells them; ``Commune.told`` has those of every loading."""

    def get_queryset(self) -> models.QuerySet["Commune"]:
        return super().get_queryset().filter(known_until__isnull=True)


class Commune(models.Model):
    """A commune, municipal arrondissement, delegated or associated commune, as one or more loadings told it.

    A code may appear once per kind and period. ``starts_on`` and ``ends_until`` are empty when no dated movement
    is known; ``parent_code`` is the commune that a delegated or associated commune, or an arrondissement, is part of.
    ``known_from`` is the loading that first said so (empty: before any zoning was published), ``known_until`` the
    one that no longer did: an answer for an earlier day is given with the code as it was known then.
    """

    code = models.CharField("code", max_length=5)
    kind = models.CharField("sorte", max_length=4, choices=CommuneKind)
    name = models.CharField("nom", max_length=100)
    search_name = models.CharField("nom pour la recherche", max_length=100)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="communes", verbose_name="département"
    )
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="communes", verbose_name="région"
    )
    population = models.PositiveIntegerField("population municipale", null=True, blank=True)
    parent_code = models.CharField("commune dont elle fait partie", max_length=5, blank=True)
    postal_codes = ArrayField(
        models.CharField(max_length=5), verbose_name="codes postaux", default=list, blank=True
    )
    starts_on = models.DateField("à partir du", null=True, blank=True)
    ends_until = models.DateField("jusqu'au (exclu)", null=True, blank=True)
    known_from = _edition("connue depuis")
    known_until = _edition("connue jusqu'à (exclu)")

    objects = KnownCommunes()
    told = models.Manager["Commune"]()

    class Meta:
        verbose_name = "commune"
        ordering = ("code", "kind", "id")
        constraints = (
            models.UniqueConstraint(
                name="commune_once_per_code_kind_and_period",
                fields=("code", "kind", "starts_on"),
                condition=Q(known_until__isnull=True),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="commune_ends_after_start",
                condition=Q(starts_on__isnull=True)
                | Q(ends_until__isnull=True)
                | Q(ends_until__gt=F("starts_on")),
            ),
            models.CheckConstraint(
                name="commune_known_until_a_later_loading",
                condition=Q(known_from__isnull=True)
                | Q(known_until__isnull=True)
                | Q(known_until__gt=F("known_from")),
            ),
        )
        indexes = (
            GinIndex(OpClass("search_name", name="gin_trgm_ops"), name="commune_search_name_trigram"),
            GinIndex("postal_codes", name="commune_by_postal_code"),
            models.Index(fields=("parent_code",), name="commune_by_parent"),
            models.Index(fields=("region", "kind"), name="commune_by_region"),
            models.Index(fields=("code",), name="commune_by_code"),
        )
        triggers = _told_stays("commune", _MORE_THAN_ITS_END)

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class CommuneChange(models.Model):
    """One movement of the official code: what was before, what is from ``effective_on`` on.

    ``movement`` is INSEE's number: 32 new commune, 21 re-establishment, 41 change of department, 50 of chief town…
    ``known_from`` is the loading that brought it (empty: before any zoning was published).
    """

    movement = models.PositiveSmallIntegerField("mouvement")
    effective_on = models.DateField("à partir du")
    before_kind = models.CharField("sorte avant", max_length=4)
    before_code = models.CharField("code avant", max_length=5)
    before_name = models.CharField("nom avant", max_length=100)
    after_kind = models.CharField("sorte après", max_length=4)
    after_code = models.CharField("code après", max_length=5)
    after_name = models.CharField("nom après", max_length=100)
    known_from = _edition("connu depuis")

    class Meta:
        verbose_name = "mouvement de commune"
        verbose_name_plural = "mouvements de communes"
        ordering = ("effective_on", "id")
        constraints = (
            models.UniqueConstraint(
                name="commune_change_once",
                fields=("movement", "effective_on", "before_kind", "before_code", "after_kind", "after_code"),
            ),
        )
        indexes = (
            models.Index(fields=("before_code", "effective_on"), name="commune_change_by_before"),
            models.Index(fields=("after_code", "effective_on"), name="commune_change_by_after"),
        )
        triggers = _told_stays("commune_change")

    def __str__(self) -> str:
        return f"{self.before_code} → {self.after_code} ({self.effective_on:%d/%m/%Y})"


class RegionOutline(models.Model):
    """Outlines of a region's communes, simplified once: ``content`` is the gzipped JSON that the map reads."""

    region = models.OneToOneField(
        Region, on_delete=models.CASCADE, primary_key=True, related_name="outline", verbose_name="région"
    )
    content = models.BinaryField("contours")
    sha256 = models.CharField("empreinte", max_length=64)
    communes = models.PositiveIntegerField("nombre de communes")
    source = models.CharField("source", max_length=120)

    class Meta:
        verbose_name = "contours d'une région"
        verbose_name_plural = "contours des régions"

    def __str__(self) -> str:
        return f"Contours : {self.region_id}"
