"""Settings of the test suite: strict, quick, on a real PostgreSQL."""

import tempfile
from pathlib import Path

from .base import *  # noqa: F403  (a settings module is its base plus its differences)

SECRET_KEY = "tests-only"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DOCUMENTS_ROOT = Path(tempfile.mkdtemp(prefix="cesp-documents-"))
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DOCUMENTS_ROOT, "base_url": None},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
