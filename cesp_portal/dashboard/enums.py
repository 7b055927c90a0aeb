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
