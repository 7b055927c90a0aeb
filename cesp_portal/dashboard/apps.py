from django.apps import AppConfig


class DashboardConfig(AppConfig):
    name = "cesp_portal.dashboard"
    label = "dashboard"
    verbose_name = "tableau de bord"

    def ready(self) -> None:
        """Read the rulebook: a wrong data file stops the start, its file and line named."""
        from cesp_portal.dashboard.rules import questions  # noqa: F401, PLC0415  # the apps must be ready first
