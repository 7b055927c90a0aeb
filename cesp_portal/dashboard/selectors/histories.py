"""The journal of a file in readable French."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.journal.models import Entry

SENTENCES = {
    "accounts.person_created": "Compte ouvert",
    "accounts.role_granted": "Habilitation donnée",
    "accounts.role_ended": "Habilitation terminée",
    "accounts.address_asked": "Confirmation d'une adresse demandée",
    "accounts.address_change_dropped": "Changement d'adresse abandonné",
    "accounts.main_address_replaced": "Adresse principale remplacée",
    "accounts.second_address_added": "Seconde adresse ajoutée",
    "accounts.second_address_removed": "Seconde adresse retirée",
    "contracts.claim_asked": "Dossier réclamé",
    "contracts.claim_confirmed": "Adresse de la réclamation confirmée",
    "contracts.claim_linked": "Dossier rattaché à une nouvelle adresse",
    "contracts.claim_refused": "Réclamation refusée",
    "contracts.wish_campaign_opened": "Campagne de vœux ouverte",
    "contracts.wish_campaign_changed": "Dates de la campagne de vœux modifiées",
    "contracts.wish_filed": "Vœu de sixième année déposé",
    "contracts.wish_withdrawn": "Vœu de sixième année retiré",
    "contracts.wish_agreed": "Accord de l'agence d'accueil donné",
    "contracts.wish_declined": "Accord de l'agence d'accueil refusé",
    "contracts.wish_list_sent": "Liste nominative envoyée au ministère",
    "contracts.wish_result_recorded": "Résultat du choix enregistré",
    "contracts.campaign_opened": "Campagne ouverte",
    "contracts.campaign_changed": "Dates de la campagne modifiées",
    "contracts.list_read": "Fichier de liste lu",
    "contracts.list_confirmed": "Liste enregistrée",
    "contracts.list_received": "Liste enregistrée",
    "contracts.quota_recorded": "Arrêté de quota saisi",
    "contracts.quota_corrected": "Arrêté de quota corrigé avant sa publication",
    "contracts.quota_removed": "Arrêté de quota supprimé avant sa publication",
    "contracts.quota_published": "Arrêté de quota publié",
    "contracts.offer_sent": "Contrat proposé",
    "contracts.offer_received": "Réception de la proposition enregistrée",
    "contracts.offer_signed": "Proposition signée",
    "contracts.offer_refused": "Proposition refusée",
    "contracts.offer_lapsed": "Délai de signature dépassé",
    "contracts.offer_withdrawn": "Proposition close par le retrait de la candidature",
    "contracts.candidate_restored": "Candidature rétablie après un retrait par erreur",
    "contracts.candidate_withdrawn": "Candidature retirée",
    "contracts.contract_concluded": "Contrat conclu",
    "contracts.milestones_declared": "Étapes de la formation déclarées",
    "contracts.referents_assigned": "Référents désignés",
    "contracts.survey_link_used": "Lien d'enquête ouvert",
    "contracts.survey_link_asked": "Nouveau lien d'enquête demandé",
    "contracts.survey_answer_started": "Réponse à l'enquête commencée",
    "contracts.survey_answers_sent": "Réponses à l'enquête envoyées",
    "contracts.survey_proposal_accepted": "Réponse à l'enquête portée au dossier",
    "contracts.survey_proposal_refused": "Réponse à l'enquête écartée",
    "contracts.exchange_due": "Échange annuel inscrit à l'agenda",
    "contracts.exchange_summoned": "Convocation envoyée",
    "contracts.exchange_held": "Échange annuel tenu",
    "contracts.exchange_missed": "Absence à une convocation",
    "contracts.contact_recorded": "Contact noté",
    "contracts.message_sent": "Message envoyé",
    "contracts.message_read": "Message lu",
    "contracts.leave_asked": "Suspension demandée",
    "contracts.third_cycle_asked": "Suspension du 3e cycle demandée",
    "contracts.early_return_asked": "Retour anticipé demandé",
    "contracts.leave_request_withdrawn": "Demande de suspension retirée",
    "contracts.leave_request_granted": "Suspension accordée",
    "contracts.leave_request_refused": "Suspension refusée",
    "dashboard.regional_value_recorded": "Règle régionale enregistrée",
    "dashboard.regional_value_withdrawn": "Règle régionale retirée",
    "dashboard.identity_changed": "Identité de l'agence modifiée",
    "dashboard.contact_written": "Contact ajouté à l'annuaire",
    "dashboard.contact_ended": "Contact de l'annuaire terminé",
    "installations.letter_text_written": "Texte de lettre écrit",
    "installations.letter_text_ended": "Texte de lettre terminé",
    "dashboard.correction_asked": "Correction d'une donnée demandée",
    "dashboard.work_taken": "Travail pris",
    "dashboard.work_handed_over": "Travail confié à un collègue",
    "dashboard.work_set_aside": "Travail mis de côté",
    "dashboard.work_brought_back": "Travail remis dans la liste",
    "dashboard.view_saved": "Vue enregistrée",
    "dashboard.view_forgotten": "Vue supprimée",
    "installations.statement_printed": "Décompte imprimé",
    "installations.project_filed": "Projet déposé",
    "installations.request_opened": "Demande ouverte",
    "installations.request_revised": "Demande modifiée",
    "installations.request_submitted": "Demande envoyée",
    "installations.request_withdrawn": "Demande retirée",
    "installations.correction_asked": "Correction demandée",
    "installations.document_joined": "Pièce jointe",
    "installations.decision_prepared": "Décision préparée",
    "installations.decision_revised": "Projet de décision modifié",
    "installations.decision_proposed": "Décision proposée à la signature",
    "installations.decision_approved": "Décision relue",
    "installations.decision_returned": "Décision renvoyée au référent",
    "installations.decision_abandoned": "Projet de décision abandonné",
    "installations.decision_signed": "Décision signée",
    "installations.decision_superseded": "Décision remplacée",
    "installations.decision_retracted": "Décision retirée",
    "installations.letter_frozen": "Lettre rédigée",
    "installations.letter_rendered": "Lettre mise en page",
    "installations.letter_transmitted": "Lettre transmise",
    "installations.signatory_named": "Délégation de signature enregistrée",
    "installations.practice_declared": "Période d'exercice déclarée",
    "installations.practice_supported": "Justificatif d'exercice joint",
    "installations.practice_verified": "Période d'exercice vérifiée",
    "installations.practice_rejected": "Période d'exercice écartée",
    "contracts.absence_announced": "Absence annoncée",
    "contracts.attendance_noted": "Présence notée",
    "contracts.candidate_file_changed": "Dossier de candidature modifié",
    "contracts.candidate_invited_again": "Invitation renvoyée",
    "contracts.candidate_file_opened": "Dossier de candidature ouvert",
    "contracts.candidates_ranked": "Candidats classés",
    "contracts.commission_closed": "Commission close",
    "contracts.commission_convened": "Commission convoquée",
    "contracts.commission_prepared": "Commission préparée",
    "contracts.copy_printed": "Exemplaire du contrat imprimé",
    "contracts.list_applied": "Liste enregistrée",
    "contracts.member_added": "Membre ajouté à la commission",
    "contracts.member_removed": "Membre retiré de la commission",
    "contracts.notices_chosen": "Préférences de message choisies",
    "contracts.opinion_recorded": "Avis enregistré",
    "contracts.member_opinion_given": "Avis donné par un membre de la commission",
    "contracts.piece_joined": "Pièce jointe au dossier de candidature",
    "contracts.piece_removed": "Pièce retirée du dossier de candidature",
    "contracts.places_transferred": "Places transférées",
    "contracts.survey_links_sent": "Liens d'enquête envoyés",
    "contracts.window_opened": "Période de redistribution ouverte",
    "installations.case_message_written": "Message entre agences écrit",
    "installations.delegation_ended": "Délégation de signature terminée",
    "installations.second_look_asked": "Relecture par un second agent demandée",
    "installations.second_look_stopped": "Relecture par un second agent arrêtée",
    "installations.batch_asked": "Lot de courriers demandé",
    "installations.batch_made": "Lot de courriers prêt",
    "installations.post_proposed": "Poste proposé",
    "installations.post_revised": "Poste proposé modifié",
    "installations.post_withdrawn": "Poste proposé retiré",
    "installations.structures_imported": "Répertoire des structures lu",
    "installations.contract_moved": "Contrat confié à une autre agence",
    "installations.district_settled": "Quartier prioritaire confirmé ou écarté",
    "installations.employer_answered": "Réponse de l'employeur reçue",
    "installations.employer_asked": "Confirmation demandée à l'employeur",
    "installations.hearing_recorded": "Audition enregistrée",
    "installations.letter_acknowledged": "Réception de la lettre notée",
    "installations.letter_posted": "Lettre envoyée par la poste",
    "installations.opinion_given": "Avis donné",
    "installations.practice_reminded": "Rappel annuel de l'exercice envoyé",
    "installations.practice_ended": "Fin d'exercice enregistrée",
    "installations.transmission_retried": "Transmission relancée",
    "zonage.districts_loaded": "Quartiers prioritaires chargés",
    "zonage.draft_discarded": "Projet de zonage abandonné",
    "zonage.place_list_loaded": "Liste de lieux chargée",
    "zonage.snapshot_checked": "Zonage contrôlé",
    "zonage.snapshot_imported": "Zonage importé",
    "zonage.snapshot_published": "Zonage publié",
    "zonage.territories_loaded": "Territoires chargés",
    "contracts.contract_reopened": "Contrat rouvert",
    "installations.contract_given_back": "Contrat rendu à l'agence de départ",
    "installations.impact_handled": "Effet d'un nouveau zonage traité",
    "installations.rpps_read": "Extraction du RPPS lue",
    "installations.zoning_studied": "Effets d'un zonage étudiés",
}
SENTENCES |= {
    "contracts.payments_taken": "Fichier de paiements pris en compte",
    "contracts.payment_line_corrected": "Paiement rattaché au contrat",
    "contracts.payment_line_dismissed": "Ligne de paiement écartée",
    "contracts.payment_gap_explained": "Écart de paiement expliqué",
    "dashboard.history_kept": "Tableau d'historique envoyé",
    "dashboard.history_mapped": "Colonnes du tableau choisies",
    "dashboard.history_applied": "Historique repris",
    "dashboard.history_asked": "Reprise de l'historique demandée",
    "dashboard.history_doubts_settled": "Doutes d'une ligne reprise levés",
    "dashboard.mail_queued": "Courriel envoyé à une sélection",
    "dashboard.token_created": "Jeton d'accès créé",
    "dashboard.token_revoked": "Jeton d'accès retiré",
    "installations.payments_compared": "Paiements comparés au décompte",
}
FACT_LABELS = {
    "number": "numéro",
    "regime": "régime",
    "concluded_on": "conclu le",
    "month": "mois",
    "received_on": "reçue le",
    "last_day": "dernier jour",
    "signed_on": "signée le",
    "starts_on": "à partir du",
    "filed_on": "déposé le",
    "until": "jusqu'au",
    "commune": "commune",
    "rank": "rang",
    "version": "version",
    "internship_started_on": "début de l'internat",
    "des_on": "DES",
    "de_on": "diplôme d'État",
    "training_completed_on": "fin de la formation",
}


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of a file's history, as people read it."""

    at: dt.datetime
    who: str
    role: str
    sentence: str
    facts: tuple[tuple[str, str], ...]
    is_new: bool


def history_of(
    subject_id: uuid.UUID, *, seen_at: dt.datetime | None = None, limit: int = 200
) -> list[HistoryLine]:
    """Return the last lines of a file, newest first; those after ``seen_at`` are marked new.

    The caller has checked that the file is in the reader's reach.
    """
    lines = Entry.objects.filter(subject_id=subject_id).order_by("-at", "-id")[:limit]
    return [_line(entry, seen_at) for entry in lines]


def new_lines(subject_ids: Sequence[uuid.UUID], seen_at: dt.datetime) -> int:
    """Return how many lines these files gained since an instant."""
    return Entry.objects.filter(Q(subject_id__in=subject_ids), at__gt=seen_at).count()


def _line(entry: Entry, seen_at: dt.datetime | None) -> HistoryLine:
    return HistoryLine(
        at=entry.at,
        who=entry.actor_name,
        role=Role(entry.actor_role).label if entry.actor_role in Role.values else "",
        sentence=SENTENCES.get(entry.action, entry.action),
        facts=tuple(
            (FACT_LABELS[name], _text(value))
            for name, value in entry.facts.items()
            if name in FACT_LABELS and value not in (None, "")
        ),
        is_new=seen_at is not None and entry.at > seen_at,
    )


def _text(value: Any) -> str:
    try:
        return f"{dt.date.fromisoformat(value):%d/%m/%Y}"
    except (TypeError, ValueError):
        return str(value)
