"""Value lists of the installations: stable ASCII codes, French labels."""

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


class RequestKind(models.TextChoices):
    """What a signatory may ask for; one lifecycle serves them all."""

    INSTALLATION = "installation", "Installation"
    CHANGE_OF_PLACE = "change_of_place", "Changement de lieu"
    TRANSFER = "transfer", "Changement de région"
    DEFERRAL = "deferral", "Report du début d'exercice"
    REPLACEMENT = "replacement", "Remplacements comptés"
    PRACTICE_SUSPENSION = "practice_suspension", "Suspension de l'exercice"
    END_OF_COMMITMENT = "end_of_commitment", "Fin de l'engagement"
    TERMINATION = "termination", "Rupture du contrat"


PLACE_KINDS = (
    RequestKind.INSTALLATION,
    RequestKind.CHANGE_OF_PLACE,
    RequestKind.TRANSFER,
    RequestKind.REPLACEMENT,
)
SPELL_KINDS = (RequestKind.DEFERRAL, RequestKind.REPLACEMENT, RequestKind.PRACTICE_SUSPENSION)


class RequestStatus(models.TextChoices):
    """Where a request stands."""

    DRAFT = "draft", "Brouillon"
    SUBMITTED = "submitted", "Envoyée"
    CORRECTION_ASKED = "correction_asked", "Correction demandée"
    DECIDED = "decided", "Décidée"
    WITHDRAWN = "withdrawn", "Retirée"


OPEN_REQUESTS = (RequestStatus.DRAFT, RequestStatus.SUBMITTED, RequestStatus.CORRECTION_ASKED)


class PracticeMode(models.TextChoices):
    """How someone practises at one place."""

    LIBERAL = "liberal", "Libéral"
    SALARIE = "salarie", "Salarié"


class DistrictClaim(models.TextChoices):
    """What is known of a place that a person says to be in a quartier prioritaire."""

    CLAIMED = "claimed", "À confirmer"
    CONFIRMED = "confirmed", "Confirmé"
    REFUSED = "refused", "Écarté"


SETTLED_CLAIMS = (DistrictClaim.CONFIRMED, DistrictClaim.REFUSED)


class Outcome(models.TextChoices):
    """What a decision answers."""

    GRANTED = "granted", "Accordée"
    GRANTED_WITH_CONDITIONS = "granted_with_conditions", "Accordée sous conditions"
    REFUSED = "refused", "Refusée"
    ADJOURNED = "adjourned", "Ajournée"


FAVOURABLE = (Outcome.GRANTED, Outcome.GRANTED_WITH_CONDITIONS)


class DecisionStatus(models.TextChoices):
    """Where a decision stands, from the referent's table to its end."""

    DRAFT = "draft", "En préparation"
    TO_REVIEW = "to_review", "À relire"
    TO_SIGN = "to_sign", "À signer"
    SIGNED = "signed", "Signée"
    SUPERSEDED = "superseded", "Remplacée"
    RETRACTED = "retracted", "Retirée"
    ABANDONED = "abandoned", "Abandonnée"


IN_PREPARATION = (DecisionStatus.DRAFT, DecisionStatus.TO_REVIEW, DecisionStatus.TO_SIGN)
ONCE_SIGNED = (DecisionStatus.SIGNED, DecisionStatus.SUPERSEDED, DecisionStatus.RETRACTED)


class LetterKind(models.TextChoices):
    """What a letter tells."""

    DECISION = "decision", "Décision"
    CERTIFICATE = "certificate", "Attestation de fin d'engagement"
    RETRACTION = "retraction", "Retrait d'une décision"
    COVER = "cover", "Bordereau de transmission"
    SUMMONS = "summons", "Convocation"
    REMINDER = "reminder", "Rappel"
    FORMAL_NOTICE = "formal_notice", "Mise en demeure"


NOTICES = (LetterKind.SUMMONS, LetterKind.REMINDER, LetterKind.FORMAL_NOTICE)
ABOUT_A_DECISION = (LetterKind.RETRACTION, LetterKind.COVER)


class LetterStatus(models.TextChoices):
    """Whether a letter says what is still true."""

    GENUINE = "genuine", "En vigueur"
    SUPERSEDED = "superseded", "Remplacée"


class RecipientKind(models.TextChoices):
    """Who receives a letter."""

    SIGNATORY = "signatory", "Signataire"
    PAYER = "payer", "Autorité payeuse"
    OTHER_AGENCY = "other_agency", "Autre ARS"


class TransmissionStatus(models.TextChoices):
    """Where a transmission stands."""

    PENDING = "pending", "À transmettre"
    SENT = "sent", "Transmise"
    ACKNOWLEDGED = "acknowledged", "Reçue"
    FAILED = "failed", "En échec"


class PeriodStatus(models.TextChoices):
    """Where a row of practice stands; SUPPORTED months are declared months with their evidence."""

    PLANNED = "planned", "Prévue"
    DECLARED = "declared", "Déclarée"
    SUPPORTED = "supported", "Justifiée"
    VERIFIED = "verified", "Vérifiée"
    REJECTED = "rejected", "Écartée"


DECLARED_STATUSES = (PeriodStatus.DECLARED, PeriodStatus.SUPPORTED, PeriodStatus.VERIFIED)


class PracticeKind(models.TextChoices):
    """What kind of practice a period is."""

    INSTALLATION = "installation", "Installation"
    REMPLACEMENT = "remplacement", "Remplacement"


class SpellKind(models.TextChoices):
    """A stretch of days that a decision granted and that moves the end of the commitment."""

    DEFERRAL = "deferral", "Report"
    PRACTICE_SUSPENSION = "practice_suspension", "Suspension de l'exercice"


class HearingChoice(models.TextChoices):
    """What an agency decides after hearing those who want one place."""

    ONE = "one", "Une seule demande est retenue"
    ALL = "all", "Toutes sont retenues"


class ImpactSubject(models.TextChoices):
    """What of a person a new zoning touches."""

    PROJECT = "project", "Projet"
    PRACTICE = "practice", "Lieu d'exercice"


class ImpactOutcome(models.TextChoices):
    """What a new zoning does to a place of somebody."""

    KEPT = "kept", "Conservé"
    GAINED = "gained", "Devient éligible"
    LOST = "lost", "N'est plus éligible"
    PROTECTED = "protected", "Protégé"
    TO_CONFIRM = "to_confirm", "À confirmer"


class RppsOutcome(models.TextChoices):
    """What the published register says of a declared place."""

    CONFIRMED = "confirmed", "Confirmé par le RPPS"
    CONTRADICTED = "contradicted", "Le RPPS dit un autre lieu"
    ABSENT = "absent", "Absent du RPPS"
    HOMONYMS = "homonyms", "Plusieurs personnes de ce nom"


class LetterTextPlace(models.TextChoices):
    """Where a text of the agency stands in a letter."""

    PARAGRAPH = "paragraph", "Paragraphe toujours imprimé, sous la réponse"
    CLAUSE = "clause", "Clause que l'agent choisit"
