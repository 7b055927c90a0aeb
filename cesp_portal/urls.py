"""Routes of the portal."""

from django.urls import include, path

handler403 = "cesp_portal.dashboard.views.errors.forbidden"
handler404 = "cesp_portal.dashboard.views.errors.not_found"
handler500 = "cesp_portal.dashboard.views.errors.server_error"

urlpatterns = [
    path("", include("cesp_portal.dashboard.urls")),
    path("", include("contracts.urls")),
    path("", include("installations.urls")),
    path("compte/", include("cesp_portal.common.accounts.urls")),
    path("", include("zonage.urls")),
]
