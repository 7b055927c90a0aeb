"""The directory of an agency: whom to call in a department, at an authority, at a faculty; from which day to which."""

import datetime as dt

from django.db import models
from django.db.models import F, Q

from cesp_portal.common.accounts.models import Agency, Faculty
from cesp_portal.common.db import PublicModel
from cesp_portal.dashboard.enums import ContactKind


class OfficeContact(PublicModel):
    """One entry. ``ends_until`` is exclusive; an entry that changes is ended and written anew, so the past stays."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+", verbose_name="agence")
    kind = models.CharField("sorte", max_length=12, choices=ContactKind)
    department_code = models.CharField("département", max_length=3, blank=True)
    faculty = models.ForeignKey(
        Faculty, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name="faculté"
    )
    name = models.CharField("service ou personne", max_length=160)
    role = models.CharField("fonction", max_length=160, blank=True)
    email = models.EmailField("courriel", blank=True)
    phone = models.CharField("téléphone", max_length=30, blank=True)
    address = models.TextField("adresse postale", max_length=400, blank=True)
    starts_on = models.DateField("à partir du")
    ends_until = models.DateField("jusqu'au (exclu)", null=True, blank=True)

    class Meta:
        verbose_name = "contact de l'annuaire"
        verbose_name_plural = "contacts de l'annuaire"
        ordering = ("kind", "department_code", "name", "starts_on", "id")
        constraints = (
            models.CheckConstraint(
                name="office_contact_scope_fits_kind",
                condition=(Q(kind=ContactKind.DEPARTMENT, faculty__isnull=True) & ~Q(department_code=""))
                | Q(kind=ContactKind.FACULTY, faculty__isnull=False, department_code="")
                | Q(kind=ContactKind.AUTHORITY, faculty__isnull=True, department_code=""),
            ),
            models.CheckConstraint(
                name="office_contact_can_be_reached", condition=~Q(email="") | ~Q(phone="") | ~Q(address="")
            ),
            models.CheckConstraint(
                name="office_contact_ends_after_start",
                condition=Q(ends_until__isnull=True) | Q(ends_until__gt=F("starts_on")),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def last_day(self) -> dt.date | None:
        """The last day on which it holds, included."""
        return self.ends_until - dt.timedelta(days=1) if self.ends_until else None
