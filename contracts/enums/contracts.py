"""Contracts: regimes, authorities, suspensions, early ends, payments."""

from django.db import models


class Track(models.TextChoices):
    """The way into the scheme: student, or practitioner with a diploma from outside the Union."""

    ETUDIANT = "etudiant", "Étudiant ou interne"
    PADHUE = "padhue", "Praticien à diplôme hors Union européenne"


class Regime(models.TextChoices):
    """Which set of rules a contract lives under; ``TO_CONFIRM`` stops every automatic conclusion."""

    R1_MED = "R1-MED", "Médecine, contrat conclu avant le 20 mars 2020"
    R1_ODO = "R1-ODO", "Odontologie, contrat conclu avant le 20 mars 2020"
    R2 = "R2", "Contrat conclu du 20 mars 2020 au 25 mars 2025"
    R3 = "R3", "Contrat conclu à partir du 26 mars 2025"
    R4 = "R4", "Candidature déposée à partir du 16 janvier 2026"
    TO_CONFIRM = "TO_CONFIRM", "À confirmer"


class ContractStatus(models.TextChoices):
    """What a decision has made of a contract; what runs on a given day is computed, never stored."""

    ACTIVE = "active", "En cours"
    COMPLETED = "completed", "Engagement accompli"
    TERMINATED = "terminated", "Rompu"
    CANCELLED = "cancelled", "Annulé"


class LeaveMotive(models.TextChoices):
    """Why training stops for a while; which of them may suspend the allowance is a parameter."""

    MATERNITE = "maternite", "Maternité"
    PATERNITE = "paternite", "Paternité"
    ADOPTION = "adoption", "Adoption"
    MALADIE = "maladie", "Maladie"
    ACCIDENT = "accident", "Accident"
    MALADIE_SERVICE = "maladie_service", "Maladie imputable au service"
    ACCIDENT_SERVICE = "accident_service", "Accident de service"
    DISPONIBILITE_CONJOINT = "disponibilite_conjoint", "Disponibilité pour un conjoint malade"
    DISPONIBILITE_ENFANT = "disponibilite_enfant", "Disponibilité pour un enfant malade"
    DISPONIBILITE_ASCENDANT = "disponibilite_ascendant", "Disponibilité pour un ascendant malade"
    DISPONIBILITE_ETUDES = "disponibilite_etudes", "Disponibilité pour études ou recherches"
    DISPONIBILITE_FORMATION = "disponibilite_formation", "Disponibilité pour un stage de formation"
    DISPONIBILITE_CONVENANCES = "disponibilite_convenances", "Disponibilité pour convenances personnelles"
    REDOUBLEMENT = "redoublement", "Redoublement"
    CESURE = "cesure", "Année de césure"


class Authority(models.TextChoices):
    """Who signs and pays the contract."""

    CNG = "CNG", "Centre national de gestion"
    ASP = "ASP", "Agence de services et de paiement"


class Population(models.TextChoices):
    """Where a person stands in training when a leave starts."""

    SECOND_CYCLE = "2e_cycle", "2e cycle"
    THIRD_CYCLE = "3e_cycle", "3e cycle"
    PADHUE = "padhue", "Parcours de consolidation"
    DES_WITHOUT_THESIS = "des_sans_these", "DES obtenu, thèse non soutenue"


class Outcome(models.TextChoices):
    """The answer to a request."""

    ACCEPTED = "accepted", "Accepté"
    MANUAL_REVIEW = "manual_review", "À examiner par un agent"
    CANNOT_TELL = "cannot_tell", "Impossible de conclure"
    REFUSED = "refused", "Refusé"


class Stage(models.TextChoices):
    """How far a person has come when the contract ends early."""

    BEFORE_DIPLOMA = "avant_diplome", "Avant le diplôme ou la fin du parcours"
    AFTER_DIPLOMA = "apres_diplome", "Après le diplôme, avant d'exercer"
    IN_PRACTICE = "en_exercice", "En exercice"


class Cause(models.TextChoices):
    """Why the contract ends early."""

    SIGNATAIRE = "signataire", "Décision du signataire ou manquement"
    DECES = "deces", "Décès"
    INCAPACITE = "incapacite", "Incapacité reconnue"
    RADIATION = "radiation", "Radiation de l'ordre"
    ZONAGE = "zonage", "Zone devenue inéligible"


class LeaveRequestKind(models.TextChoices):
    """What a signatory asks for during training."""

    LEAVE = "leave", "Suspension pendant un congé"
    EARLY_RETURN = "early_return", "Retour anticipé"
    THIRD_CYCLE = "third_cycle", "Suspension pendant le 3e cycle"


class LeaveRequestStatus(models.TextChoices):
    """Where such a request stands; the authority decides, the referent records it."""

    SUBMITTED = "submitted", "Envoyée"
    GRANTED = "granted", "Accordée"
    REFUSED = "refused", "Refusée"
    WITHDRAWN = "withdrawn", "Retirée"


class PaymentLineStatus(models.TextChoices):
    """What became of a line that says what was paid."""

    APPLIED = "applied", "Rattachée au contrat"
    TO_FIX = "to_fix", "À corriger"
    DISMISSED = "dismissed", "Écartée"


class PaymentGapKind(models.TextChoices):
    """How what was paid differs from what the file says."""

    UNPAID = "unpaid", "Dû, non payé"
    OVERPAID = "overpaid", "Payé, non dû"
