"""Settings of the demonstration: invented people, password sign-in, mails printed on the console."""

from cesp_portal.settings.base import *
from cesp_portal.settings.base import STORAGES, VAR_DIR, env

DEMONSTRATION = True
SECRET_KEY = env("SECRET_KEY", default="demonstration-only-no-secret-is-kept-here")
# Letters, codes and messages lead to the portal where it listens.
PUBLIC_URL = env("PUBLIC_URL", default=f"http://127.0.0.1:{env('PORT', default='8000')}")
# Mails are written as files when a folder is given (the browser journeys read the sign-in code there).
EMAIL_FILE_PATH = env("EMAIL_FILE_PATH", default=str(VAR_DIR / "mails"))
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
# Static files are read where the packages keep them: nothing to collect before the first start.
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
WHITENOISE_USE_FINDERS = True
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
