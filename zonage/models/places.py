"""Parts of communes and lists of communes that count besides the zonings: QPV, FRR, massifs."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from zonage.enums import PlaceListKind


class District(models.Model):
    """A quartier prioritaire (QPV) with the days of its generation; ``shape`` is its outline as WKB, when known."""

    code = models.CharField("code", max_length=9, unique=True)
    name = models.CharField("nom", max_length=160)
    commune_codes = ArrayField(
        models.CharField(max_length=5), verbose_name="communes", default=list, blank=True
    )
    starts_on = models.DateField("à partir du")
    ends_until = models.DateField("jusqu'au (exclu)", null=True, blank=True)
    shape = models.BinaryField("contour", null=True, blank=True)

    class Meta:
        verbose_name = "quartier prioritaire"
        verbose_name_plural = "quartiers prioritaires"
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                name="district_ends_after_start",
                condition=Q(ends_until__isnull=True) | Q(ends_until__gt=F("starts_on")),
            ),
        )
        indexes = (GinIndex("commune_codes", name="district_by_commune"),)

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class PlaceList(models.Model):
    """One edition of a list of communes: it applies from ``starts_on`` until the next edition."""

    kind = models.CharField("liste", max_length=8, choices=PlaceListKind)
    starts_on = models.DateField("à partir du")
    source = models.CharField("source", max_length=160)
    loaded_at = models.DateTimeField("chargée à")

    class Meta:
        verbose_name = "liste de communes"
        verbose_name_plural = "listes de communes"
        ordering = ("kind", "-starts_on")
        constraints = (
            models.UniqueConstraint(name="one_edition_of_a_list_per_day", fields=("kind", "starts_on")),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.starts_on:%d/%m/%Y})"


class ListedPlace(models.Model):
    """What a list says of a commune, in its own words."""

    list = models.ForeignKey(PlaceList, on_delete=models.CASCADE, related_name="places", verbose_name="liste")
    code = models.CharField("code de la commune", max_length=5)
    value = models.CharField("classement", max_length=80)

    class Meta:
        verbose_name = "commune d'une liste"
        verbose_name_plural = "communes des listes"
        constraints = (
            models.UniqueConstraint(name="one_line_per_commune_of_a_list", fields=("list", "code")),
        )

    def __str__(self) -> str:
        return f"{self.code} : {self.value}"
