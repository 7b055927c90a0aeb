"""Roles of the people who sign in."""

from django.db import models


class Role(models.TextChoices):
    """What a person may be in the portal; the scope of each is checked by ``membership_scope_fits_role``."""

    REFERENT = "referent", "Référent ARS"
    DIRECTION = "direction", "Direction de l'ARS"
    DELEGATION = "delegation", "Délégation départementale"
    SCOLARITE = "scolarite", "Scolarité"
    COMMISSION = "commission", "Membre de commission"
    PAYEUR = "payeur", "Autorité payeuse"
    SUPERVISION = "supervision", "Supervision nationale"
    ADMINISTRATEUR = "administrateur", "Administrateur"
    SIGNATAIRE = "signataire", "Signataire"
    CANDIDAT = "candidat", "Candidat"


class AddressPurpose(models.TextChoices):
    """What a confirmed address becomes."""

    MAIN = "main", "Adresse principale"
    SECOND = "second", "Seconde adresse"


AGENCY_ROLES = (Role.REFERENT, Role.DIRECTION, Role.DELEGATION)
FACULTY_ROLES = (Role.SCOLARITE, Role.COMMISSION)
NATIONAL_ROLES = (Role.PAYEUR, Role.SUPERVISION, Role.ADMINISTRATEUR)
PERSONAL_ROLES = (Role.SIGNATAIRE, Role.CANDIDAT)


class ApiScope(models.TextChoices):
    """What a program may read with a token."""

    DECISIONS = "decisions", "Décisions à connaître"
    PAYMENTS = "payments", "Mois dus et payés"
