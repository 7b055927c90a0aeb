from django.apps import AppConfig


class DashboardConfig(AppConfig):
    name = "cesp_portal.dashboard"
    label = "dashboard"
    verbose_name = "tableau de bord"
