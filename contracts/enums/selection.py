"""Campaigns, lists, orders, offers and commissions."""

from django.db import models


class Stream(models.TextChoices):
    """The stream (filière) of a campaign and a quota; medicine goes whole, or each cycle apart as its orders do."""

    MEDECINE = "medecine", "Médecine"
    MEDECINE_2 = "medecine_2", "Médecine, 2e cycle"
    MEDECINE_3 = "medecine_3", "Médecine, 3e cycle"
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


class ListOutcome(models.TextChoices):
    """The answer to the check of a ranked list."""

    MET = "met", "Conforme"
    WARNING = "warning", "À vérifier"
    NOT_MET = "not_met", "Non conforme"


class OfferEvent(models.TextChoices):
    """What may happen to a candidate of a ranked list."""

    OFFER = "offer", "Contrat proposé"
    ACCEPT = "accept", "Contrat signé"
    REFUSE = "refuse", "Refus"
    EXPIRE = "expire", "Délai dépassé"
    WITHDRAW = "withdraw", "Désistement"


class CommissionStatus(models.TextChoices):
    """How far a commission has come."""

    PREPARED = "prepared", "En préparation"
    CONVENED = "convened", "Convoquée"
    CLOSED = "closed", "Close"


class MemberQuality(models.TextChoices):
    """In which quality a person sits on a commission."""

    DOYEN = "doyen", "Doyen ou directeur de l'UFR"
    ARS = "ars", "Agence régionale de santé"
    ORDRE = "ordre", "Conseil de l'ordre"
    URPS = "urps", "Union régionale des professionnels de santé"
    FHF = "fhf", "Fédération hospitalière"
    PRATICIEN = "praticien", "Praticien de la région"
    ETUDIANT_2 = "etudiant_2", "Étudiant de deuxième cycle"
    ETUDIANT_3 = "etudiant_3", "Étudiant de troisième cycle"
    AUTRE = "autre", "Autre membre"


class ReallocationKind(models.TextChoices):
    """How free places change hands."""

    FUNGIBILITY = "fungibility", "Entre filières d'une université"
    REDISTRIBUTION = "redistribution", "Entre facultés d'une région"
