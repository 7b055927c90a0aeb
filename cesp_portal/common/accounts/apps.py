from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "cesp_portal.common.accounts"
    label = "accounts"
    verbose_name = "comptes"
