from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "cesp_portal.common.documents"
    label = "documents"
    verbose_name = "documents"

    def ready(self) -> None:
        """Register the check of the seal."""
        from cesp_portal.common.documents import seal  # noqa: F401, PLC0415  # its decorator registers the check
