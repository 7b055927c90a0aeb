"""Settings of the demonstration: invented people, password sign-in, mails and details written as files."""

from pathlib import Path

from cesp_portal.settings.base import *
from cesp_portal.settings.base import LOGGING, STORAGES, VAR_DIR, env

DEMONSTRATION = True
SECRET_KEY = env("SECRET_KEY", default="demonstration-only-no-secret-is-kept-here")
# Letters, codes and messages lead to the portal where it listens.
PUBLIC_URL = env("PUBLIC_URL", default=f"http://127.0.0.1:{env('PORT', default='8000')}")
# No mail leaves: each is a file there, which a page of the demonstration shows.
EMAIL_FILE_PATH = env("EMAIL_FILE_PATH", default=str(VAR_DIR / "mails"))
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
# Static files are read where the packages keep them: nothing to collect before the first start.
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
WHITENOISE_USE_FINDERS = True
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}

# The terminal is for the address, the accounts and what goes wrong. Each process of `make run` also tells what it
# does in a file of its own; a command typed by hand has no name, and tells it to the terminal alone.
LOG_DIR = Path(env("LOG_DIR", default=str(VAR_DIR / "log")))
PROCESS_NAME = env("PROCESS_NAME", default="")
LOGGING["handlers"]["console"]["level"] = "WARNING"
if PROCESS_NAME:
    LOG_DIR.mkdir(parents=True, exist_ok=True)
    LOGGING["handlers"]["file"] = {
        "class": "logging.handlers.WatchedFileHandler",
        "filename": str(LOG_DIR / f"{PROCESS_NAME}.log"),
        "formatter": "line",
        "delay": True,
    }
    LOGGING["root"]["handlers"] = ["console", "file"]
