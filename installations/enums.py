"""Value lists of practice: stable ASCII codes, French labels."""

from django.db import models


class WorkMode(models.TextChoices):
    """How a signatory practises."""

    LIBERAL = "liberal", "Libéral"
    SALARIE = "salarie", "Salarié"
    MIXTE = "mixte", "Mixte"


class PracticeStatus(models.TextChoices):
    """How sure a period of practice is; the three are never mixed."""

    PLANNED = "planned", "Prévu"
    DECLARED = "declared", "Déclaré"
    VERIFIED = "verified", "Vérifié"


class ReplacementOutcome(models.TextChoices):
    """Whether replacements count as months served."""

    COUNTS = "counts", "Compte"
    PROVISIONAL = "provisional", "Compte sous condition"
    DOES_NOT_COUNT = "does_not_count", "Ne compte pas"
    CANNOT_TELL = "cannot_tell", "À examiner par un agent"


class ZoneRightOutcome(models.TextChoices):
    """What a signatory may do at a place, on a day."""

    ELIGIBLE = "eligible", "Zone éligible"
    PROTECTED = "protected", "Projet protégé"
    KEPT = "kept", "Place conservée"
    NOT_ELIGIBLE = "not_eligible", "Zone non éligible"
    TO_CONFIRM = "to_confirm", "À confirmer"
