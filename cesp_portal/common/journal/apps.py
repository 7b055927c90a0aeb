from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "cesp_portal.common.journal"
    label = "journal"
    verbose_name = "journal"
