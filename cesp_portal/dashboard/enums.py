"""Value lists of the pages that compose the apps."""

from django.db import models


class Standing(models.TextChoices):
    """Where a signatory stands on a day: computed from the contract's rows, never stored."""

    TRAINING = "training", "En formation"
    ALLOWANCE_SUSPENDED = "allowance_suspended", "Allocation suspendue"
    ALLOWANCE_STOPPED = "allowance_stopped", "Allocation arrêtée pour le troisième cycle"
    LOOKING = "looking", "Formation terminée, installation attendue"
    DEFERRED = "deferred", "Report accordé"
    PRACTISING = "practising", "En exercice"
    PRACTICE_SUSPENDED = "practice_suspended", "Exercice suspendu"
    FULFILLED = "fulfilled", "Engagement accompli"
    TERMINATED = "terminated", "Contrat rompu"
    CANCELLED = "cancelled", "Contrat annulé"
