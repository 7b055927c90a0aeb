"""Value lists of the pages that compose the apps."""

from django.db import models


class Sweep(models.TextChoices):
    """The periodic sweeps by the name of their task, in the order of what their silence costs."""

    DEADLINES = "contracts.sweep_deadlines", "Délais des propositions, appel du candidat suivant"
    MAILS = "mail.send_due_mails", "Courriels en attente"
    LETTERS = "installations.render_due_letters", "Lettres à produire"
    TRANSMISSIONS = "installations.send_due_transmissions", "Transmissions des décisions"
    BATCHES = "installations.merge_due_batches", "Lots de lettres"
    SURVEYS = "contracts.sweep_surveys", "Enquêtes : ouverture, relances, clôture"
    IMPACTS = "installations.study_zonings", "Effets d'un nouveau zonage"
    COPIES = "contracts.prepare_copies", "Exemplaires des contrats"
    EXCHANGES = "dashboard.plan_exchanges", "Agenda des échanges annuels"
    LISTS = "contracts.remind_lists", "Rappel des listes attendues"
    PRACTICE = "installations.remind_practice", "Rappel de l'exercice à déclarer"
    INVARIANTS = "contracts.check_invariants", "Contrôle de cohérence des données"
    MONTHS = "dashboard.count_months", "Comptage des mois servis et dus"
    HISTORIES = "dashboard.take_due_histories", "Reprises d'historique en cours"
    CHANGED = "dashboard.count_changed_files", "Recomptage des dossiers modifiés"
    MARKS = "dashboard.fold_marks", "Entretien des compteurs"


class Punctuality(models.TextChoices):
    """Whether a sweep comes round as it should."""

    ON_TIME = "on_time", "À l'heure"
    FAILING = "failing", "En échec"
    LATE = "late", "En retard"
    NEVER = "never", "Jamais passé"


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


class Alert(models.TextChoices):
    """What calls for attention in a file; a file may have several."""

    REQUEST = "request", "Demande en attente"
    PRACTICE = "practice", "Mois d'exercice à vérifier"
    ZONING = "zoning", "Zonage qui touche la personne"
    SURVEY = "survey", "Réponse d'enquête à examiner"
    PAYMENT = "payment", "Écart de paiement"
    HISTORY = "history", "Doute de la reprise"
    SETTLING = "settling", "Installation attendue depuis plus de six mois"
    REGIME = "regime", "Régime à confirmer"
    REFERENT = "referent", "Aucun référent"


class After(models.TextChoices):
    """Where somebody practises once the commitment is over, as the last reading of the RPPS says."""

    SAME_COMMUNE = "same_commune", "Exerce encore dans la même commune"
    SAME_DEPARTMENT = "same_department", "Exerce dans le même département"
    ELSEWHERE = "elsewhere", "Exerce ailleurs"
    UNKNOWN = "unknown", "Non connu"


class MonthKind(models.TextChoices):
    """What a month of practice is at the day of the count."""

    VERIFIED = "verified", "Servis, vérifiés"
    DECLARED = "declared", "Déclarés, à vérifier"
    PLANNED = "planned", "Dus, prévus si rien ne change"
    UNDATED = "undated", "Dus, sans date"
