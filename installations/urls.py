"""Routes of the installations."""

from django.urls import path

from installations.views import (
    decisions,
    delegations,
    documents,
    examinations,
    impacts,
    letters,
    payments,
    posts,
    practice,
    projects,
    requests,
    statements,
    transmissions,
)

urlpatterns = [
    path("paiements/", payments.payments, name="payments"),
    path("paiements/decisions.<slug:kind>", payments.events, name="payment_events"),
    path("paiements/lignes/", payments.lines, name="payment_lines"),
    path("paiements/lignes/rejouer/", payments.replay, name="payment_replay"),
    path("paiements/lignes/<uuid:line_id>/", payments.line, name="payment_line"),
    path("paiements/lignes/<uuid:line_id>/ecarter/", payments.dismiss, name="payment_dismiss"),
    path("paiements/ecarts/", payments.gaps, name="payment_gaps"),
    path("paiements/ecarts/<uuid:gap_id>/", payments.explain, name="payment_gap"),
    path("demarches/", requests.my_requests, name="my_requests"),
    path("demarches/projet/", projects.my_project, name="my_project"),
    path("demarches/courriers/", letters.my_letters, name="my_letters"),
    path("demarches/exercice/", practice.my_practice, name="my_practice"),
    path("demarches/exercice/declarer/", practice.declare_practice, name="declare_practice"),
    path(
        "demarches/exercice/<uuid:period_id>/justifier/", practice.support_practice, name="support_practice"
    ),
    path("demarches/exercice/<uuid:period_id>/terminer/", practice.end_practice, name="end_practice"),
    path("demarches/nouvelle/<slug:kind>/", requests.new_request, name="new_request"),
    path("demarches/<uuid:request_id>/", requests.my_request, name="my_request"),
    path("demarches/<uuid:request_id>/modifier/", requests.edit_request, name="edit_request"),
    path("demarches/<uuid:request_id>/envoyer/", requests.submit_request, name="submit_request"),
    path("demarches/<uuid:request_id>/retirer/", requests.withdraw_request, name="withdraw_request"),
    path("demarches/<uuid:request_id>/pieces/", requests.attach_document, name="attach_document"),
    path("demarches/exercice/<uuid:period_id>/employeur/", practice.ask_employer, name="ask_employer"),
    path("employeur/<str:token>/", practice.employer_answer, name="employer_answer"),
    path("pieces/<uuid:document_id>/", documents.download_document, name="download_document"),
    path("courriers/<uuid:letter_id>/", letters.download_letter, name="download_letter"),
    path("decomptes/<uuid:contract_id>/", statements.print_my_statement, name="print_statement"),
    path("verification/", letters.verify_letter, name="verify_letter"),
    path("decisions/", decisions.decisions_home, name="decisions_home"),
    path("decisions/a-signer/", decisions.decisions_to_be_signed, name="decisions_to_be_signed"),
    path("decisions/demandes/<uuid:request_id>/", examinations.examine_request, name="examine_request"),
    path(
        "decisions/demandes/<uuid:request_id>/correction/", examinations.ask_correction, name="ask_correction"
    ),
    path("decisions/signatures/", delegations.delegations, name="delegations"),
    path("decisions/signatures/nouvelle/", delegations.name_signatory, name="name_signatory"),
    path(
        "decisions/signatures/<uuid:signatory_id>/terminer/",
        delegations.end_delegation,
        name="end_delegation",
    ),
    path("decisions/relectures/", delegations.ask_second_look, name="ask_second_look"),
    path(
        "decisions/relectures/<uuid:look_id>/arreter/", delegations.stop_second_look, name="stop_second_look"
    ),
    path("decisions/transmissions/", transmissions.transmissions_sent, name="transmissions_sent"),
    path("decisions/transmissions/registre/", transmissions.register_file, name="register_file"),
    path("decisions/transmissions/lots/", transmissions.ask_letter_batch, name="ask_letter_batch"),
    path("decisions/transmissions/lots/<uuid:batch_id>/", transmissions.letter_batch, name="letter_batch"),
    path(
        "decisions/transmissions/lots/<uuid:batch_id>/fichier/",
        transmissions.letter_batch_file,
        name="letter_batch_file",
    ),
    path(
        "decisions/demandes/<uuid:request_id>/quartier/<int:position>/",
        examinations.settle_district,
        name="settle_district",
    ),
    path(
        "decisions/demandes/<uuid:request_id>/audition/", examinations.record_hearing, name="record_hearing"
    ),
    path("decisions/demandes/<uuid:request_id>/avis/", examinations.give_opinion, name="give_opinion"),
    path(
        "decisions/demandes/<uuid:request_id>/message/",
        examinations.write_case_message,
        name="write_case_message",
    ),
    path("decisions/recues/", transmissions.transmissions_received, name="transmissions_received"),
    path(
        "decisions/recues/<uuid:transmission_id>/accuser/",
        transmissions.acknowledge,
        name="acknowledge_transmission",
    ),
    path(
        "decisions/transmissions/<uuid:transmission_id>/<slug:action>/",
        transmissions.act_on_transmission,
        name="act_on_transmission",
    ),
    path("decisions/zonages/", impacts.impact_list, name="impact_list"),
    path("zonage/arretes/<uuid:snapshot_id>/publier/", impacts.publish_zoning, name="zonage_publish"),
    path("decisions/zonages/personnes/<uuid:line_id>/traiter/", impacts.handle_impact, name="handle_impact"),
    path("decisions/<uuid:decision_id>/", decisions.show_decision, name="show_decision"),
    path("decisions/<uuid:decision_id>/corriger/", decisions.correct_decision, name="correct_decision"),
    path("decisions/<uuid:decision_id>/<slug:action>/", decisions.act_on_decision, name="act_on_decision"),
    path("postes/", posts.posts_offered, name="posts_offered"),
    path("postes/agence/", posts.posts_managed, name="posts_managed"),
    path("postes/nouveau/", posts.new_post, name="new_post"),
    path("postes/<uuid:post_id>/modifier/", posts.edit_post, name="edit_post"),
    path("postes/<uuid:post_id>/retirer/", posts.withdraw_post, name="withdraw_post"),
    path("structures/", posts.structures, name="structures"),
    path("exercice/", practice.practice_to_verify, name="practice_to_verify"),
    path("exercice/<uuid:period_id>/verifier/", practice.verify_practice, name="verify_practice"),
    path("exercice/<uuid:period_id>/ecarter/", practice.reject_practice, name="reject_practice"),
    path("exercice/<uuid:period_id>/justificatif/", practice.download_support, name="download_support"),
]
