"""Routes of the contracts."""

from django.urls import path

from contracts.views import (
    campaigns,
    candidate_files,
    candidatures,
    claims,
    commissions,
    exchanges,
    exports,
    leaves,
    lists,
    messages,
    offers,
    quotas,
    reallocations,
    seats,
    survey_answers,
    survey_proposals,
    survey_questions,
    survey_results,
    surveys,
    wishes,
)

urlpatterns = [
    # Selection: campaigns, lists, places, offers, contracts.
    path("scolarite/campagnes/", campaigns.office, name="office_campaigns"),
    path("scolarite/campagnes/<uuid:campaign_id>/liste/", lists.upload, name="list_upload"),
    path("scolarite/campagnes/<uuid:campaign_id>/modele.xlsx", lists.model_xlsx, name="list_model_xlsx"),
    path("scolarite/campagnes/<uuid:campaign_id>/modele.csv", lists.model_csv, name="list_model_csv"),
    path("scolarite/fichiers/<uuid:upload_id>/", lists.preview, name="list_preview"),
    path("scolarite/fichiers/<uuid:upload_id>/abandon/", lists.abandon, name="list_abandon"),
    path("scolarite/listes/<uuid:list_id>/", lists.receipt, name="list_receipt"),
    path("scolarite/listes/<uuid:list_id>/fichier/", lists.file, name="list_file"),
    path("scolarite/listes/<uuid:list_id>/tableau/", lists.sheet, name="list_sheet"),
    path(
        "scolarite/campagnes/<uuid:campaign_id>/candidatures/", candidate_files.files, name="candidate_files"
    ),
    path(
        "scolarite/campagnes/<uuid:campaign_id>/candidatures/nouvelle/",
        candidate_files.new,
        name="candidate_file_new",
    ),
    path("scolarite/candidatures/<uuid:candidate_id>/", candidate_files.file, name="candidate_file"),
    path(
        "scolarite/candidatures/<uuid:candidate_id>/identite/",
        candidate_files.identity,
        name="candidate_identity",
    ),
    path(
        "scolarite/candidatures/<uuid:candidate_id>/invitation/",
        candidate_files.invite,
        name="candidate_invite",
    ),
    path("scolarite/candidatures/<uuid:candidate_id>/fiche/", commissions.sheet, name="commission_sheet"),
    path(
        "scolarite/campagnes/<uuid:campaign_id>/commission/", commissions.prepare, name="commission_prepare"
    ),
    path("scolarite/commissions/<uuid:commission_id>/", commissions.detail, name="commission"),
    path("scolarite/commissions/<uuid:commission_id>/membres/", commissions.member_new, name="member_new"),
    path(
        "scolarite/commissions/<uuid:commission_id>/convocation/",
        commissions.convene,
        name="commission_convene",
    ),
    path(
        "scolarite/commissions/<uuid:commission_id>/agenda.ics",
        commissions.calendar,
        name="commission_calendar",
    ),
    path(
        "scolarite/commissions/<uuid:commission_id>/presences/",
        commissions.attendance,
        name="commission_attendance",
    ),
    path(
        "scolarite/commissions/<uuid:commission_id>/classement/",
        commissions.ranking,
        name="commission_ranking",
    ),
    path("scolarite/commissions/<uuid:commission_id>/cloture/", commissions.close, name="commission_close"),
    path(
        "scolarite/commissions/<uuid:commission_id>/proces-verbal/",
        commissions.minutes,
        name="commission_minutes",
    ),
    path(
        "scolarite/commissions/<uuid:commission_id>/envoi/", commissions.transmit, name="commission_transmit"
    ),
    path("scolarite/membres/<uuid:member_id>/retrait/", commissions.member_remove, name="member_remove"),
    path("scolarite/membres/<uuid:member_id>/convocation.pdf", commissions.letter, name="member_letter"),
    path("commission/", seats.seats, name="seats"),
    path("commission/<uuid:commission_id>/", seats.seat, name="seat"),
    path("commission/<uuid:commission_id>/convocation.pdf", seats.letter, name="seat_letter"),
    path("commission/<uuid:commission_id>/agenda.ics", seats.calendar, name="seat_calendar"),
    path("commission/candidats/<uuid:candidate_id>/", seats.opinion, name="seat_opinion"),
    path("commission/pieces/<uuid:piece_id>/", seats.piece, name="seat_piece"),
    path("candidature/pieces/<uuid:piece_id>/", candidate_files.piece, name="candidate_piece"),
    path(
        "candidature/pieces/<uuid:piece_id>/retrait/", candidate_files.remove, name="candidate_piece_remove"
    ),
    path(
        "candidature/pieces/dossier/<uuid:candidate_id>/<slug:code>/",
        candidate_files.join,
        name="candidate_piece_join",
    ),
    path("candidature/<uuid:candidate_id>/dossier/", candidate_files.mine, name="my_file"),
    path("campagnes/", campaigns.board, name="campaign_board"),
    path("campagnes/fichier/", exports.board, name="campaign_board_file"),
    path("campagnes/nouvelle/", campaigns.new, name="campaign_new"),
    path("campagnes/periodes/", reallocations.windows, name="windows"),
    path("campagnes/periodes/nouvelle/", reallocations.new, name="window_new"),
    path("campagnes/<uuid:campaign_id>/transfert/", reallocations.transfer, name="campaign_transfer"),
    path("campagnes/arretes/", quotas.orders, name="quota_orders"),
    path("campagnes/arretes/nouveau/", quotas.new, name="quota_new"),
    path("campagnes/arretes/fichier/", quotas.from_file, name="quota_file"),
    path("campagnes/arretes/modele.xlsx", quotas.model, name="quota_model"),
    path("campagnes/arretes/<uuid:order_id>/", quotas.detail, name="quota_order"),
    path("campagnes/arretes/<uuid:order_id>/correction/", quotas.correct, name="quota_correct"),
    path("campagnes/arretes/<uuid:order_id>/suppression/", quotas.remove, name="quota_remove"),
    path("campagnes/arretes/<uuid:order_id>/publication/", quotas.publish, name="quota_publish"),
    path("campagnes/<uuid:campaign_id>/", campaigns.detail, name="campaign_detail"),
    path("campagnes/<uuid:campaign_id>/lecture/", campaigns.read, name="campaign_read"),
    path(
        "campagnes/<uuid:campaign_id>/candidats/fichier/", exports.candidates, name="campaign_candidates_file"
    ),
    path("campagnes/<uuid:campaign_id>/propositions/fichier/", exports.offers, name="campaign_offers_file"),
    path("campagnes/<uuid:campaign_id>/calendrier/", campaigns.dates, name="campaign_dates"),
    path("campagnes/<uuid:campaign_id>/propositions/", campaigns.call, name="campaign_call"),
    path("campagnes/propositions/<uuid:offer_id>/", offers.detail, name="offer_detail"),
    path("campagnes/propositions/<uuid:offer_id>/reception/", offers.receipt, name="offer_receipt"),
    path("campagnes/propositions/<uuid:offer_id>/signature/", offers.signature, name="offer_signature"),
    path("campagnes/propositions/<uuid:offer_id>/depassement/", offers.lapse, name="offer_lapse"),
    path("campagnes/propositions/<uuid:offer_id>/refus/", offers.refusal, name="offer_refusal"),
    path(
        "campagnes/candidatures/<uuid:candidate_id>/retrait/", offers.withdrawal, name="candidate_withdrawal"
    ),
    path(
        "campagnes/candidatures/<uuid:candidate_id>/retablissement/",
        offers.restoration,
        name="candidate_restoration",
    ),
    path("candidature/", candidatures.mine, name="my_candidacies"),
    path("candidature/<uuid:candidate_id>/retrait/", candidatures.withdraw, name="my_withdrawal"),
    path("candidature/propositions/<uuid:offer_id>/", candidatures.offer, name="my_offer"),
    path(
        "candidature/propositions/<uuid:offer_id>/reception/", candidatures.receipt, name="my_offer_receipt"
    ),
    path("candidature/propositions/<uuid:offer_id>/signature/", candidatures.sign, name="my_offer_sign"),
    path("candidature/propositions/<uuid:offer_id>/refus/", candidatures.refuse, name="my_offer_refuse"),
    path("contrats/<uuid:contract_id>/exemplaire/", candidatures.contract_copy, name="contract_copy"),
    path("contrats/<uuid:contract_id>/diplomes/", candidatures.diplomas, name="contract_diplomas"),
    # Surveys: the referent's pages.
    path("enquetes/", surveys.survey_list, name="survey_list"),
    path("enquetes/nouvelle/", surveys.survey_new, name="survey_new"),
    path("enquetes/<uuid:survey_id>/", surveys.survey, name="survey"),
    path("enquetes/<uuid:survey_id>/reglages/", surveys.survey_change, name="survey_change"),
    path("enquetes/<uuid:survey_id>/apercu/", surveys.survey_preview, name="survey_preview"),
    path("enquetes/<uuid:survey_id>/etape/", surveys.survey_step, name="survey_step"),
    path("enquetes/<uuid:survey_id>/resultats/", survey_results.survey_results_page, name="survey_results"),
    path(
        "enquetes/<uuid:survey_id>/resultats.xlsx",
        survey_results.survey_results_file,
        name="survey_results_file",
    ),
    path("enquetes/<uuid:survey_id>/textes/", survey_results.survey_texts, name="survey_texts"),
    path("enquetes/documents/<uuid:answer_id>/", survey_results.survey_document, name="survey_document"),
    path("enquetes/<uuid:survey_id>/questions/", survey_questions.question_new, name="question_new"),
    path("enquetes/questions/<uuid:question_id>/", survey_questions.question_change, name="question_change"),
    path(
        "enquetes/questions/<uuid:question_id>/retrait/",
        survey_questions.question_remove,
        name="question_remove",
    ),
    path("enquetes/questions/<uuid:question_id>/rang/", survey_questions.question_up, name="question_up"),
    path("propositions/", survey_proposals.proposal_list, name="proposal_list"),
    path("propositions/<uuid:proposal_id>/", survey_proposals.proposal_decide, name="proposal_decide"),
    # Surveys: the pages of those who answer.
    path("enquete/lien/<str:token>/", survey_answers.survey_link, name="survey_link"),
    path("enquete/nouveau-lien/", survey_answers.survey_ask_link, name="survey_ask_link"),
    path("enquete/<uuid:invitation_id>/", survey_answers.survey_answers_page, name="survey_answers"),
    path("enquete/<uuid:invitation_id>/<int:position>/", survey_answers.survey_answer, name="survey_answer"),
    path("mes-enquetes/", survey_answers.my_surveys, name="my_surveys"),
    # A file whose address is dead.
    path("acces/reprise/", claims.claim_new, name="claim_new"),
    path("acces/reprise/lien/<str:token>/", claims.claim_link, name="claim_link"),
    path("acces/demandes/", claims.claim_list, name="claim_list"),
    path("acces/demandes/<uuid:claim_id>/", claims.claim, name="claim"),
    # The yearly exchange and the other contacts.
    path("echanges/", exchanges.agenda, name="agenda"),
    path("echanges/agenda.ics", exchanges.agenda_file, name="agenda_file"),
    path("echanges/<uuid:exchange_id>/", exchanges.exchange, name="exchange"),
    path("contacts/<uuid:contract_id>/", exchanges.contact_list, name="contact_list"),
    path("mes-echanges/", exchanges.my_exchanges, name="my_exchanges"),
    path("mes-echanges/agenda.ics", exchanges.my_exchanges_file, name="my_exchanges_file"),
    # The thread of a file.
    path("messages/", messages.inbox, name="inbox"),
    path("messages/avis/", messages.notices, name="notices"),
    path("messages/<uuid:contract_id>/", messages.thread, name="thread"),
    path("messages/<uuid:contract_id>/lecture/", messages.thread_read, name="thread_read"),
    path("messages/pieces/<uuid:attachment_id>/", messages.attachment, name="attachment"),
    # Wishes of the sixth year.
    path("voeux/", wishes.my_wish, name="my_wish"),
    path("voeux/campagnes/", wishes.wish_campaigns, name="wish_campaigns"),
    path("voeux/campagnes/<uuid:campaign_id>/", wishes.wish_campaign, name="wish_campaign"),
    path("voeux/campagnes/<uuid:campaign_id>/liste.xlsx", wishes.wish_list_xlsx, name="wish_list_xlsx"),
    path("voeux/campagnes/<uuid:campaign_id>/liste.pdf", wishes.wish_list_pdf, name="wish_list_pdf"),
    path("voeux/campagnes/<uuid:campaign_id>/envoi/", wishes.wish_list_sent, name="wish_list_sent"),
    path("voeux/<uuid:wish_id>/accord/", wishes.wish_agreement, name="wish_agreement"),
    path("voeux/<uuid:wish_id>/resultat/", wishes.wish_result, name="wish_result"),
    # Suspensions of the training years.
    path("suspensions/", leaves.my_leaves, name="my_leaves"),
    path("suspensions/<uuid:contract_id>/conge/", leaves.leave_new, name="leave_new"),
    path("suspensions/<uuid:contract_id>/troisieme-cycle/", leaves.third_cycle_new, name="third_cycle_new"),
    path("suspensions/<uuid:suspension_id>/retour/", leaves.early_return, name="early_return"),
    path("suspensions/demandes/", leaves.leave_requests, name="leave_requests"),
    path("suspensions/demandes/<uuid:request_id>/", leaves.leave_request, name="leave_request"),
    path("suspensions/demandes/<uuid:request_id>/retrait/", leaves.leave_withdraw, name="leave_withdraw"),
    path(
        "suspensions/demandes/<uuid:request_id>/justificatif/", leaves.leave_evidence, name="leave_evidence"
    ),
]
