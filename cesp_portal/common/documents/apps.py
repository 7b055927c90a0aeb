from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "cesp_portal.common.documents"
    label = "documents"
    verbose_name = "documents"
