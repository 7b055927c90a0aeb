"""Routes of the pages that compose the three apps."""

from django.urls import path

from cesp_portal.dashboard.views import demonstration, home, pages, roles

urlpatterns = [
    path("", home.home, name="home"),
    path("demonstration/", demonstration.enter, name="demonstration_enter"),
    path("role/", roles.switch_role, name="switch_role"),
    path("accessibilite/", pages.accessibility, name="footer-accessibility-status"),
    path("mentions-legales/", pages.legal_notice, name="footer-legal-notice"),
    path("donnees-personnelles/", pages.personal_data, name="footer-personal-data"),
]
