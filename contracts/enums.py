"""Value lists of the contracts: stable ASCII codes, French labels."""

from django.db import models


class Profession(models.TextChoices):
    """What the signatory will practise."""

    MEDECINE = "medecine", "Médecine"
    ODONTOLOGIE = "odontologie", "Odontologie"
    MAIEUTIQUE = "maieutique", "Maïeutique"
    PHARMACIE = "pharmacie", "Pharmacie"


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


class Stream(models.TextChoices):
    """The stream (filière) of a campaign, a list and a quota."""

    MEDECINE = "medecine", "Médecine"
    ODONTOLOGIE = "odontologie", "Odontologie"
    PHARMACIE = "pharmacie", "Pharmacie"
    MAIEUTIQUE = "maieutique", "Maïeutique"
    PADHUE = "padhue", "PADHUE"


class ListKind(models.TextChoices):
    """The two lists of a selection: the principal one is called first."""

    PRINCIPALE = "principale", "Liste principale"
    COMPLEMENTAIRE = "complementaire", "Liste complémentaire"


class UploadStatus(models.TextChoices):
    """Where a file stands between its reading and its confirmation."""

    PENDING = "pending", "à confirmer"
    APPLIED = "applied", "enregistré"
    ABANDONED = "abandoned", "abandonné"


class ListStatus(models.TextChoices):
    """Whether a transmitted list is the one that offers follow."""

    CURRENT = "current", "en vigueur"
    SUPERSEDED = "superseded", "remplacée"


class OrderKind(models.TextChoices):
    """What a quota order does to the places of the year."""

    FIRST = "first", "Arrêté initial"
    REDISTRIBUTION = "redistribution", "Redistribution en cours d'année"
    AUTUMN = "autumn", "Arrêté d'automne"


class OfferStatus(models.TextChoices):
    """The life of one proposal of contract."""

    SENT = "sent", "Proposition en cours"
    SIGNED = "signed", "Contrat signé"
    REFUSED = "refused", "Proposition refusée"
    LAPSED = "lapsed", "Délai dépassé"
    WITHDRAWN = "withdrawn", "Candidature retirée"


# An offer in one of these statuses holds its place; in one of the others it has given it back.
HOLDING = (OfferStatus.SENT, OfferStatus.SIGNED)
FREED = (OfferStatus.REFUSED, OfferStatus.LAPSED, OfferStatus.WITHDRAWN)


class SignatureChannel(models.TextChoices):
    """How the signed contract reached the authority."""

    PORTAL = "portal", "Signé sur le portail"
    PAPER = "paper", "Contrat papier reçu"
    EARLIER = "earlier", "Contrat antérieur au portail"


class ContractStatus(models.TextChoices):
    """What a decision has made of a contract; what runs on a given day is computed, never stored."""

    ACTIVE = "active", "En cours"
    COMPLETED = "completed", "Engagement accompli"
    TERMINATED = "terminated", "Rompu"
    CANCELLED = "cancelled", "Annulé"


class LeaveMotive(models.TextChoices):
    """Why training is interrupted, for a suspension of the contract that was expressly asked."""

    MATERNITE = "maternite", "Maternité"
    PATERNITE = "paternite", "Paternité ou accueil de l'enfant"
    ADOPTION = "adoption", "Adoption"
    MALADIE = "maladie", "Maladie"
    ACCIDENT = "accident", "Accident"
    DISPONIBILITE = "disponibilite", "Disponibilité"


class ThirdCycleOutcome(models.TextChoices):
    """What becomes of a request to suspend the contract during the third cycle."""

    ACCEPTED = "accepted", "Acceptée"
    MANUAL_REVIEW = "manual_review", "À décider par un agent"
    REFUSED = "refused", "Refusée"
