"""Settings shared by every way of running the portal; the other modules of this package only differ from it."""

from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = BASE_DIR / "var"

env = environ.Env()

DEBUG = False
DEMONSTRATION = False
SECRET_KEY = env("SECRET_KEY", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Links in mails and letters are built from this address, never from the request's Host header.
PUBLIC_URL = env("PUBLIC_URL", default="http://127.0.0.1:8000")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "import_export",
    "leaflet",
    "pgtrigger",
    "widget_tweaks",
    "cesp_portal.common.accounts",
    "cesp_portal.common.journal",
    "cesp_portal.common.documents",
    "cesp_portal.common.mail",
    "zonage",
    "contracts",
    "installations",
    "cesp_portal.dashboard",
    "dsfr",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "cesp_portal.common.headers.PermissionsPolicyMiddleware",
    "cesp_portal.common.headers.AttachmentsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "cesp_portal.common.accounts.middleware.ActorMiddleware",
    "cesp_portal.dashboard.views.changed_files.changed_files_middleware",
    "cesp_portal.dashboard.views.recorded_values.recorded_values_middleware",
    "cesp_portal.dashboard.views.kept_answers.kept_answers_middleware",
    "cesp_portal.common.refusals.RefusalMiddleware",
    "cesp_portal.common.read_only.ReadOnlyMethodsMiddleware",
]

ROOT_URLCONF = "cesp_portal.urls"
WSGI_APPLICATION = "cesp_portal.wsgi.application"
ASGI_APPLICATION = "cesp_portal.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "cesp_portal.dashboard.context.page_frame",
            ],
            # In place of Django's `date` and `pluralize`: French gives the first of a month its ordinal, and counts
            # nothing in the singular.
            "builtins": [
                "cesp_portal.dashboard.templatetags.days",
                "cesp_portal.dashboard.templatetags.plurals",
            ],
        },
    },
]
FORM_RENDERER = "dsfr.forms.DsfrDjangoTemplates"
DSFR_MARK_OPTIONAL_FIELDS = True

DATABASES = {"default": env.db("DATABASE_URL", default="postgres://cesp@localhost/cesp")}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["CONN_MAX_AGE"] = 60
# Django's own cursors never prepare a statement; without this, neither do those that ask for it.
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("prepare_threshold", 5)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "cesp_portal.common.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_PREVENT_ENUMERATION = True
# An unknown address is written to like a known one: the same work and the same time, and its owner learns why no
# code comes. Nobody else learns anything.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
# How many proxies of ours add themselves to X-Forwarded-For; that header is not believed beyond.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# A lecture hall enters through one connection; a mailbox is not flooded.
ACCOUNT_RATE_LIMITS = {"request_login_code": "60/m/ip,3/m/key,10/h/key"}

SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "cesp_portal.dashboard.views.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        # The DSFR draws its icons and some controls with data: images and style attributes.
        "style-src": [SELF, "'unsafe-inline'"],
        "img-src": [SELF, "data:"],
        "font-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Stored documents are never served from a URL of their own: every download goes through a view that checks rights.
DOCUMENTS_ROOT = Path(env("DOCUMENTS_ROOT", default=str(VAR_DIR / "documents")))
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DOCUMENTS_ROOT, "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="CESP <ne-pas-repondre@example.org>")

# Addresses become points with the State's geocoder when its address is given; empty, nobody is asked anything.
GEOCODER_URL = env("GEOCODER_URL", default="")
GEOCODER_TIMEOUT_SECONDS = env.float("GEOCODER_TIMEOUT_SECONDS", default=3.0)

# Letters are sealed (PAdES) when a PKCS#12 certificate is given; without it, their code and fingerprint verify them.
SEAL_CERTIFICATE = env("SEAL_CERTIFICATE", default="")
SEAL_PASSWORD = env("SEAL_PASSWORD", default="")

REDIS_URL = env("REDIS_URL", default="redis://localhost:6379/0")
# The same server under the name Celery gives to a private socket.
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
# Attempts are counted by all the web processes together; answers that each process can find again stay its own.
CACHES = {
    "default": {
        "BACKEND": "cesp_portal.common.shared_cache.SharedCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "cesp",
        "OPTIONS": {
            "serializer": "cesp_portal.common.shared_cache.JsonSerializer",
            "socket_connect_timeout": 2,
            "socket_timeout": 2,
        },
    },
    # The least used go first; an answer weighs some thirty kilobytes at most.
    "process": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 1000},
    },
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
# Deadlines are rows swept every minute; no task is ever scheduled far ahead, so redelivery stays short.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 1200, "socket_connect_timeout": 2}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Europe/Paris"
# Pace of the sweeps that find what is due. The browser journeys, which wait for them, ask for a quicker one.
SWEEP_SECONDS = env.int("SWEEP_SECONDS", default=60)

# Warnings and errors are for whoever watches; what each process did is told by the two loggers named here. The
# addresses that nobody finds are the visitor's affair, not the operator's.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "cesp_portal": {"level": "INFO"},
        "celery": {"level": "INFO"},
        "django.request": {"level": "ERROR"},
    },
}
