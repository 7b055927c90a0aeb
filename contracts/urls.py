"""Routes of the contracts."""

from django.urls import path

from contracts.views import survey_answers, surveys

urlpatterns = [
    # Surveys: the referent's pages.
    path("enquetes/", surveys.survey_list, name="survey_list"),
    path("enquetes/nouvelle/", surveys.survey_new, name="survey_new"),
    path("enquetes/<uuid:survey_id>/", surveys.survey, name="survey"),
    path("enquetes/<uuid:survey_id>/reglages/", surveys.survey_change, name="survey_change"),
    path("enquetes/<uuid:survey_id>/apercu/", surveys.survey_preview, name="survey_preview"),
    path("enquetes/<uuid:survey_id>/etape/", surveys.survey_step, name="survey_step"),
    path("enquetes/<uuid:survey_id>/resultats/", surveys.survey_results_page, name="survey_results"),
    path("enquetes/<uuid:survey_id>/resultats.xlsx", surveys.survey_results_file, name="survey_results_file"),
    path("enquetes/<uuid:survey_id>/questions/", surveys.question_new, name="question_new"),
    path("enquetes/questions/<uuid:question_id>/", surveys.question_change, name="question_change"),
    path("enquetes/questions/<uuid:question_id>/retrait/", surveys.question_remove, name="question_remove"),
    path("enquetes/questions/<uuid:question_id>/rang/", surveys.question_up, name="question_up"),
    path("propositions/", surveys.proposal_list, name="proposal_list"),
    path("propositions/<uuid:proposal_id>/", surveys.proposal_decide, name="proposal_decide"),
    # Surveys: the pages of those who answer.
    path("enquete/lien/<str:token>/", survey_answers.survey_link, name="survey_link"),
    path("enquete/nouveau-lien/", survey_answers.survey_ask_link, name="survey_ask_link"),
    path("enquete/<uuid:invitation_id>/", survey_answers.survey_answers_page, name="survey_answers"),
    path("enquete/<uuid:invitation_id>/<int:position>/", survey_answers.survey_answer, name="survey_answer"),
    path("mes-enquetes/", survey_answers.my_surveys, name="my_surveys"),
]
