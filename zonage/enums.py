"""Value lists of the zonings."""

from django.db import models

from cesp_portal.common.enums import Profession

__all__ = [
    "FROZEN_STATUSES",
    "ZONED_PROFESSIONS",
    "CommuneKind",
    "FileFormat",
    "PlaceListKind",
    "Profession",
    "SnapshotStatus",
    "Unit",
]

# Pharmacists have no zoning yet, and the pages say so.
ZONED_PROFESSIONS = (Profession.MEDECINE, Profession.ODONTOLOGIE, Profession.MAIEUTIQUE)


class Unit(models.TextChoices):
    """What the rows of a snapshot are: one kind for all of them."""

    COMMUNE = "commune", "Commune ou arrondissement municipal"
    QPV = "qpv", "Quartier prioritaire (QPV)"
    GRAND_QUARTIER = "grand_quartier", "Grand quartier"


class FileFormat(models.TextChoices):
    """Formats of zoning files that are recognised."""

    ATLASANTE = "atlasante", "AtlaSanté"
    CARTOSANTE = "cartosante", "CartoSanté"
    DREES = "drees", "classeur de la DREES"
    QPV = "qpv", "liste de quartiers prioritaires"
    POSTAL = "postal", "code postal, nom et niveau"
    PLAIN = "plain", "code et niveau"


class SnapshotStatus(models.TextChoices):
    """Life of a snapshot; from ``published`` on, nothing in it changes."""

    DRAFT = "draft", "Brouillon"
    CHECKED = "checked", "Contrôlé"
    PUBLISHED = "published", "Publié"
    SUPERSEDED = "superseded", "Remplacé"


FROZEN_STATUSES = (SnapshotStatus.PUBLISHED, SnapshotStatus.SUPERSEDED)


class CommuneKind(models.TextChoices):
    """Kinds of the official geographic code; one code may carry several."""

    COMMUNE = "COM", "Commune"
    ARRONDISSEMENT = "ARM", "Arrondissement municipal"
    DELEGATED = "COMD", "Commune déléguée"
    ASSOCIATED = "COMA", "Commune associée"


class PlaceListKind(models.TextChoices):
    """Lists of communes on which aids depend."""

    FRR = "frr", "France ruralités revitalisation (FRR)"
    ZRR = "zrr", "Zone de revitalisation rurale (ZRR)"
    MASSIF = "massif", "Massif"
