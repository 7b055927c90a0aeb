"""What passes between an office and a person: exchanges, messages, claims of a file."""

from django.db import models


class ExchangeStatus(models.TextChoices):
    """Where a yearly exchange stands."""

    DUE = "due", "À convoquer"
    PLANNED = "planned", "Convoqué"
    HELD = "held", "Tenu"
    MISSED = "missed", "Absence"


class ContactKind(models.TextChoices):
    """How an office and a signatory were in touch."""

    MEETING = "meeting", "Rendez-vous"
    VIDEO = "video", "Visioconférence"
    PHONE = "phone", "Téléphone"
    MAIL = "mail", "Courriel"
    LETTER = "letter", "Courrier"


class Visibility(models.TextChoices):
    """Who reads a note of the file."""

    OFFICE = "office", "L'agence seulement"
    SHARED = "shared", "L'agence et le signataire"


class NoticeKind(models.TextChoices):
    """Notices by e-mail that a person may do without; summons and decisions always leave."""

    MESSAGE = "message", "Un nouveau message m'attend"
    READ = "read", "Mon message a été lu"


class ClaimStatus(models.TextChoices):
    """Where the claim of a file stands, from the public form to the referent."""

    ASKED = "asked", "Adresse à confirmer"
    WAITING = "waiting", "À examiner"
    LINKED = "linked", "Dossier rattaché"
    REFUSED = "refused", "Refusée"


class IdentityCheck(models.TextChoices):
    """How the referent made sure of who claims a file."""

    IN_PERSON = "in_person", "Pièce d'identité vue au guichet"
    VIDEO = "video", "Pièce d'identité montrée en visioconférence"
    CALL_BACK = "call_back", "Rappel au numéro déjà connu du dossier, et réponses exactes"
    FACULTY = "faculty", "Identité confirmée par la scolarité"


class DirectoryKind(models.TextChoices):
    """What an entry of an agency's directory is for."""

    DEPARTMENT = "department", "Département"
    AUTHORITY = "authority", "Autorité ou partenaire"
    FACULTY = "faculty", "Faculté"
