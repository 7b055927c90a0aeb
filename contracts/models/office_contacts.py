"""The directory of an agency: whom to call in a department, at an authority, at a faculty; from which day to which."""

import datetime as dt

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q

from cesp_portal.common.accounts.models import Agency, Faculty
from cesp_portal.common.db import PublicModel
from contracts.enums import Authority, DirectoryKind
from contracts.models.suspensions import DateRange


class OfficeContact(PublicModel):
    """One entry. ``ends_until`` is exclusive; an entry that changes is ended and written anew, so the past stays.

    ``authority`` is set on the one entry to which decisions go, on a day, for an authority that pays.
    """

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+", verbose_name="agence")
    kind = models.CharField("sorte", max_length=12, choices=DirectoryKind)
    department_code = models.CharField("département", max_length=3, blank=True)
    faculty = models.ForeignKey(
        Faculty, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name="faculté"
    )
    authority = models.CharField("reçoit les décisions pour", max_length=3, choices=Authority, blank=True)
    name = models.CharField("service ou personne", max_length=160)
    role = models.CharField("fonction", max_length=160, blank=True)
    email = models.EmailField("courriel", blank=True)
    phone = models.CharField("téléphone", max_length=30, blank=True)
    address = models.TextField("adresse postale", max_length=400, blank=True)
    starts_on = models.DateField("à partir du")
    ends_until = models.DateField("jusqu'au (exclu)", null=True, blank=True)

    class Meta:
        # The name that the table was born with: its rows and its triggers stay where they are.
        db_table = "dashboard_officecontact"
        verbose_name = "contact de l'annuaire"
        verbose_name_plural = "contacts de l'annuaire"
        ordering = ("kind", "department_code", "name", "starts_on", "id")
        constraints = (
            models.CheckConstraint(
                name="office_contact_scope_fits_kind",
                condition=(Q(kind=DirectoryKind.DEPARTMENT, faculty__isnull=True) & ~Q(department_code=""))
                | Q(kind=DirectoryKind.FACULTY, faculty__isnull=False, department_code="")
                | Q(kind=DirectoryKind.AUTHORITY, faculty__isnull=True, department_code=""),
            ),
            models.CheckConstraint(
                name="office_contact_can_be_reached", condition=~Q(email="") | ~Q(phone="") | ~Q(address="")
            ),
            models.CheckConstraint(
                name="office_contact_ends_after_start",
                condition=Q(ends_until__isnull=True) | Q(ends_until__gt=F("starts_on")),
            ),
            models.CheckConstraint(
                name="office_contact_authority_fits_kind",
                condition=Q(authority="") | Q(kind=DirectoryKind.AUTHORITY),
            ),
            ExclusionConstraint(
                name="office_contact_one_per_authority",
                expressions=(
                    ("agency", RangeOperators.EQUAL),
                    ("authority", RangeOperators.EQUAL),
                    (DateRange("starts_on", "ends_until", RangeBoundary()), RangeOperators.OVERLAPS),
                ),
                condition=~Q(authority=""),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def last_day(self) -> dt.date | None:
        """The last day on which it holds, included."""
        return self.ends_until - dt.timedelta(days=1) if self.ends_until else None
