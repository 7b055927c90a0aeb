"""People who sign in, the offices they act for, and for how long."""

import datetime as dt
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from cesp_portal.common.accounts.enums import AGENCY_ROLES, FACULTY_ROLES, AddressPurpose, Role
from cesp_portal.common.db import PublicModel


class UserManager(BaseUserManager["User"]):
    """Creates people by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a person; without a password only the code by e-mail opens the door."""
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(PublicModel, AbstractBaseUser):
    """A person who signs in, by a code sent to this address."""

    email = models.EmailField(
        "adresse électronique",
        max_length=254,
        unique=True,
        error_messages={"unique": "Cette adresse est déjà utilisée par une autre personne."},
    )
    first_name = models.CharField("prénom", max_length=100, blank=True)
    last_name = models.CharField("nom", max_length=100, blank=True)
    is_active = models.BooleanField("actif", default=True)
    created_at = models.DateTimeField("créé à", auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "personne"
        constraints = (
            models.CheckConstraint(
                name="user_email_is_lower_case",
                condition=Q(email=Lower("email")),
                violation_error_message="L'adresse s'écrit en minuscules.",
            ),
        )
        indexes = (GinIndex(OpClass("email", name="gin_trgm_ops"), name="user_email_trigram"),)

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def get_full_name(self) -> str:
        """Return first name and last name as written by the person."""
        return f"{self.first_name} {self.last_name}".strip()


class Agency(PublicModel):
    """An agence régionale de santé; ``region_code`` is the INSEE code of its region."""

    region_code = models.CharField("code de la région", max_length=3, unique=True)
    name = models.CharField("nom", max_length=120)
    region_name = models.CharField("région", max_length=80)
    directorate = models.CharField("direction", max_length=160, blank=True)
    address = models.TextField("adresse postale", blank=True)
    email = models.EmailField("boîte fonctionnelle", blank=True)
    court = models.CharField("tribunal administratif compétent", max_length=120, blank=True)
    logo = models.ForeignKey(
        "documents.StoredDocument",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="logo",
    )

    class Meta:
        verbose_name = "agence"
        verbose_name_plural = "agences"
        ordering = ("region_name",)

    def __str__(self) -> str:
        return self.name


class Faculty(PublicModel):
    """A faculty (UFR) whose office selects candidates and sends ranked lists."""

    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="faculties", verbose_name="agence"
    )
    code = models.SlugField("code", max_length=40, unique=True)
    name = models.CharField("nom", max_length=160)
    university = models.CharField("université", max_length=160)
    email = models.EmailField("boîte de la scolarité", blank=True)

    class Meta:
        verbose_name = "faculté"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Membership(PublicModel):
    """What a person may do, for which office, from one day to another.

    ``ends_until`` is exclusive and may be absent. ``department_code`` narrows a departmental delegation.
    """

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="memberships", verbose_name="personne"
    )
    role = models.CharField("rôle", max_length=20, choices=Role)
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name="agence",
    )
    faculty = models.ForeignKey(
        Faculty,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name="faculté",
    )
    department_code = models.CharField("département", max_length=3, blank=True)
    starts_on = models.DateField("à partir du")
    ends_until = models.DateField("jusqu'au (exclu)", null=True, blank=True)

    class Meta:
        verbose_name = "habilitation"
        ordering = ("starts_on", "id")
        # Who pays or supervises is looked for among tens of thousands of signatories.
        indexes = (models.Index(fields=["role"], name="membership_by_role"),)
        constraints = (
            models.CheckConstraint(
                name="membership_scope_fits_role",
                condition=(
                    Q(role__in=AGENCY_ROLES, agency__isnull=False, faculty__isnull=True)
                    | Q(role__in=FACULTY_ROLES, agency__isnull=True, faculty__isnull=False)
                    | (
                        ~Q(role__in=AGENCY_ROLES + FACULTY_ROLES)
                        & Q(agency__isnull=True, faculty__isnull=True)
                    )
                ),
                violation_error_message="Une habilitation porte sur l'office que son rôle demande, et sur lui seul.",
            ),
            models.CheckConstraint(
                name="membership_ends_after_start",
                condition=Q(ends_until__isnull=True) | Q(ends_until__gt=F("starts_on")),
                violation_error_message="Une habilitation se termine après avoir commencé.",
            ),
            models.CheckConstraint(
                name="membership_department_for_delegation_only",
                condition=Q(department_code="") | Q(role=Role.DELEGATION),
                violation_error_message="Seule une délégation départementale porte sur un département.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} : {self.get_role_display()}"

    @property
    def last_day(self) -> dt.date | None:
        """The last day of the role, included."""
        return self.ends_until - dt.timedelta(days=1) if self.ends_until else None


class AddressChange(PublicModel):
    """An address that a person asks for, until each side has confirmed it by its own link.

    A second address is confirmed by itself; a new main address also by the present one. Only the hashes of the
    links are kept; ``expires_at`` is exclusive.
    """

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="address_changes", verbose_name="personne"
    )
    purpose = models.CharField("objet", max_length=10, choices=AddressPurpose)
    email = models.EmailField("adresse demandée", max_length=254)
    present_email = models.EmailField("adresse principale ce jour-là", max_length=254)
    new_hash = models.CharField("empreinte du lien de la nouvelle adresse", max_length=64, unique=True)
    present_hash = models.CharField(
        "empreinte du lien de l'adresse actuelle", max_length=64, unique=True, null=True, blank=True
    )
    asked_at = models.DateTimeField("demandé à")
    expires_at = models.DateTimeField("expire à")
    new_confirmed_at = models.DateTimeField("nouvelle adresse confirmée à", null=True, blank=True)
    present_confirmed_at = models.DateTimeField("adresse actuelle confirmée à", null=True, blank=True)
    done_at = models.DateTimeField("fait à", null=True, blank=True)
    dropped_at = models.DateTimeField("abandonné à", null=True, blank=True)

    class Meta:
        verbose_name = "changement d'adresse"
        verbose_name_plural = "changements d'adresse"
        ordering = ("-asked_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("user",),
                condition=Q(done_at__isnull=True, dropped_at__isnull=True),
                name="address_change_one_open_per_person",
            ),
            models.CheckConstraint(
                name="address_change_main_has_two_sides",
                condition=Q(purpose=AddressPurpose.MAIN, present_hash__isnull=False)
                | Q(purpose=AddressPurpose.SECOND, present_hash__isnull=True),
            ),
            models.CheckConstraint(
                name="address_change_done_is_confirmed",
                condition=Q(done_at__isnull=True)
                | Q(new_confirmed_at__isnull=False, dropped_at__isnull=True)
                & (Q(purpose=AddressPurpose.SECOND) | Q(present_confirmed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="address_change_is_in_lower_case",
                condition=Q(email=Lower("email")),
            ),
            models.CheckConstraint(
                name="address_change_expires_after_asking", condition=Q(expires_at__gt=F("asked_at"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} : {self.get_purpose_display().lower()}"


class ApiToken(PublicModel):
    """What lets a program of an agency read; only the fingerprint of its secret is kept.

    ``agency`` is empty for a token of the paying authority, which reads the whole country. ``scopes`` holds codes of
    ``ApiScope``.
    """

    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="agence"
    )
    name = models.CharField("à quoi il sert", max_length=80)
    scopes = models.JSONField("ce qu'il peut lire")
    secret_sha256 = models.CharField("empreinte du secret", max_length=64, unique=True)
    created_at = models.DateTimeField("créé à")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="créé par")
    expires_on = models.DateField("valable jusqu'au (exclu)")
    revoked_at = models.DateTimeField("retiré à", null=True, blank=True)

    class Meta:
        verbose_name = "jeton d'accès"
        verbose_name_plural = "jetons d'accès"
        ordering = ("-created_at", "id")
        constraints = (
            models.CheckConstraint(name="api_token_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(name="api_token_reads_something", condition=~Q(scopes=[])),
        )

    def __str__(self) -> str:
        return self.name
