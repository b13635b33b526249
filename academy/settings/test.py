"""Settings of the test suite: fast and closed to the outside."""

import os
import tempfile
from pathlib import Path

from courses.recognition.signing import new_key

from .base import *
from .base import DATABASES

SECRET_KEY = "only for tests, which hold nothing to protect"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "localhost", ".localhost", "127.0.0.1"]
CONTENT_HOST = "content.localhost"
CHECK_OUTSIDE_LINKS = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SIGNUP = "open"
# Tests that sign people in by a shortcut have used no factor. The tests of accounts and the
# journeys in a browser turn it on.
SECOND_FACTOR_COMPULSORY = False
CERTIFICATE_SIGNING_KEYS = [new_key()]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = Path(tempfile.gettempdir()) / "academy-test-media"
PACKAGES_ROOT = Path(tempfile.gettempdir()) / f"academy-test-packages-{os.getpid()}"
WHITENOISE_AUTOREFRESH = True

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in real life: a database in memory knows no waiting between writers, so that
    # races can't be tested on it. It need not survive a power cut.
    DATABASES["default"]["TEST"] = {
        "NAME": str(Path(tempfile.gettempdir()) / f"academy-test-{os.getpid()}.sqlite3")
    }
    DATABASES["default"]["OPTIONS"]["init_command"] += ";PRAGMA synchronous=OFF"
