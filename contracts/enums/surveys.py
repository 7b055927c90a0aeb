"""Surveys: questions, answers, links."""

from django.db import models


class SurveyStatus(models.TextChoices):
    """The life of an annual survey; its population is fixed from ``FROZEN`` on."""

    DRAFT = "draft", "En préparation"
    FROZEN = "frozen", "Population figée"
    OPEN = "open", "Ouverte"
    CLOSED = "closed", "Close"


class SurveyPopulation(models.TextChoices):
    """Which active contracts of the region a survey is sent to."""

    EVERYONE = "everyone", "Tous les signataires"
    TRAINING = "training", "Les signataires en formation"
    GRADUATED = "graduated", "Les signataires diplômés"


class QuestionKind(models.TextChoices):
    """What an answer is made of."""

    CHOICE = "choice", "Choix dans une liste"
    TEXT = "text", "Texte"
    DATE = "date", "Date"
    COMMUNE = "commune", "Commune"
    SHARE = "share", "Quotité de travail"
    DOCUMENT = "document", "Document"


class FileFact(models.TextChoices):
    """A fact of the file that an answer may propose to change."""

    ADDRESS = "address", "Adresse postale"
    SPECIALTY = "specialty", "Spécialité"
    INTERNSHIP_START = "internship_started_on", "Début de l'internat"
    DES = "des_on", "Obtention du DES"
    THESIS = "de_on", "Soutenance de la thèse (diplôme d'État)"
    PLACE = "place", "Lieu d'exercice envisagé"
    SHARE = "share", "Quotité envisagée"


class LinkKind(models.TextChoices):
    """Why a personal link was sent."""

    INVITATION = "invitation", "Invitation"
    REMINDER = "reminder", "Relance"
    ASKED = "asked", "Lien redemandé"


class ProposalStatus(models.TextChoices):
    """What an agent made of an answer that touches the file."""

    PENDING = "pending", "À examiner"
    ACCEPTED = "accepted", "Acceptée"
    REFUSED = "refused", "Refusée"
