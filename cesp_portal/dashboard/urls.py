"""Routes of the pages that compose the three apps."""

from django.urls import include, path

from cesp_portal.dashboard.views import (
    api,
    api_tokens,
    demonstration,
    desk,
    figures,
    history,
    home,
    my_data,
    pages,
    places_map,
    roles,
    saved_views,
    signatory,
    work,
)
from cesp_portal.dashboard.views import simulator as simulator_views

urlpatterns = [
    path("api/v1/openapi.json", api.openapi, name="api_openapi"),
    path("api/v1/", include(api.routes())),
    path("reglages/jetons/", api_tokens.tokens, name="api_tokens"),
    path("reglages/jetons/<uuid:token_id>/retrait/", api_tokens.revoke, name="api_token_revoke"),
    path("", home.home, name="home"),
    path("demonstration/", demonstration.enter, name="demonstration_enter"),
    path("role/", roles.switch_role, name="switch_role"),
    path("mon-espace/", signatory.home, name="signatory_home"),
    path("mon-espace/decompte/", signatory.statement, name="signatory_statement"),
    path("bureau/reprise/", history.histories, name="histories"),
    path("bureau/reprise/<uuid:history_id>/", history.history, name="history"),
    path("bureau/reprise/lignes/<uuid:line_id>/", history.settle, name="history_settle"),
    path("bureau/", desk.to_do, name="desk"),
    path("bureau/a-traiter/<slug:code>/", desk.pile, name="desk_pile"),
    path("bureau/a-traiter/<slug:code>/lot/", work.batch, name="desk_batch"),
    path("pilotage/", figures.steering, name="steering"),
    path("pilotage/carte/", places_map.steering_map, name="steering_map"),
    path("bureau/signataires/vues/", saved_views.save, name="view_save"),
    path("bureau/signataires/vues/<uuid:view_id>/suppression/", saved_views.forget, name="view_forget"),
    path("bureau/signataires/", desk.signatories, name="signatories"),
    path("bureau/dossiers/<uuid:contract_id>/", desk.dossier, name="dossier"),
    path("bureau/dossiers/<uuid:contract_id>/lu/", saved_views.read, name="dossier_read"),
    path("simulateur/", simulator_views.simulator, name="simulator"),
    path("mes-donnees/", my_data.my_data, name="my_data"),
    path("mes-donnees/fichier.json", my_data.my_data_json, name="my_data_json"),
    path("mes-donnees/fichier.pdf", my_data.my_data_pdf, name="my_data_pdf"),
    path("accessibilite/", pages.accessibility, name="footer-accessibility-status"),
    path("mentions-legales/", pages.legal_notice, name="footer-legal-notice"),
    path("donnees-personnelles/", pages.personal_data, name="footer-personal-data"),
]
