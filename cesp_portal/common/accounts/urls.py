"""Sign-in routes: a code by e-mail; a password too in the demonstration."""

from allauth.account import views
from django.conf import settings
from django.urls import path

# In production the sign-in page is the one that sends a code: nobody has a password.
sign_in = views.login if settings.DEMONSTRATION else views.request_login_code

urlpatterns = [
    path("connexion/", sign_in, name="account_login"),
    path("connexion/code/", views.request_login_code, name="account_request_login_code"),
    path("connexion/code/saisie/", views.confirm_login_code, name="account_confirm_login_code"),
    path("deconnexion/", views.logout, name="account_logout"),
    path("inactif/", views.account_inactive, name="account_inactive"),
    path("inscription/", views.signup, name="account_signup"),
]
