"""Sign-in routes: a code by e-mail; a password too in the demonstration."""

from allauth.account import views as allauth
from django.urls import path

from cesp_portal.common.accounts import views

urlpatterns = [
    path("connexion/", views.sign_in, name="account_login"),
    path("connexion/code/", allauth.request_login_code, name="account_request_login_code"),
    path("connexion/code/saisie/", allauth.confirm_login_code, name="account_confirm_login_code"),
    path("deconnexion/", allauth.logout, name="account_logout"),
    path("adresses/", views.my_addresses, name="my_addresses"),
    path("adresses/abandon/", views.address_drop, name="address_drop"),
    path("adresses/retrait/", views.address_remove, name="address_remove"),
    path("adresses/lien/<str:token>/", views.address_link, name="address_link"),
    path("inactif/", allauth.account_inactive, name="account_inactive"),
    path("inscription/", allauth.signup, name="account_signup"),
]
