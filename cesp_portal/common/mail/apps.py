from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "cesp_portal.common.mail"
    label = "mail"
    verbose_name = "courriels"
