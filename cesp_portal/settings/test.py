"""Settings of the test suite: strict, quick, on a real PostgreSQL."""

import os
import tempfile
from pathlib import Path

from cesp_portal.common.embedded.environment import TEST_HOME, name_test_servers

name_test_servers()  # before the base reads the addresses

from cesp_portal.settings.base import *  # noqa: E402  # the addresses are named first

SECRET_KEY = "tests-only"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DOCUMENTS_ROOT = Path(tempfile.mkdtemp(prefix="documents-", dir=os.environ[TEST_HOME]))
STATIC_ROOT = Path(tempfile.mkdtemp(prefix="static-", dir=os.environ[TEST_HOME]))  # empty, but there
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DOCUMENTS_ROOT, "base_url": None},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
