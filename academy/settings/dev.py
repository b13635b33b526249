"""Settings for a person's own machine: `make run` and `make serve`."""

import contextlib
import os

from .base import *
from .base import CERTIFICATE_SIGNING_KEYS, CONTENT_HOST, STORAGES, VAR_DIR, env

DEMONSTRATION = env.bool("DEMONSTRATION", default=True)
# Everyone may try signing up on their own machine; messages are kept in var/mail.
SIGNUP = env.str("SIGNUP", default="open")
DEBUG = env.bool("DEBUG", default=False)
# Another host than lms.localhost, and not only another port: cookies ignore ports.
CONTENT_HOST = CONTENT_HOST or "content.localhost"
ALLOWED_HOSTS = ["localhost", ".localhost", "127.0.0.1", "[::1]"]


def _own_secret_key() -> str:
    """Return the key of this machine, made once and kept beside its database."""
    from django.core.management.utils import get_random_secret_key

    path = VAR_DIR / "secret_key"
    if not path.exists():
        path.write_text(get_random_secret_key())
        path.chmod(0o600)
    return path.read_text().strip()


SECRET_KEY = env.str("SECRET_KEY", default="") or _own_secret_key()


def _own_certificate_key() -> str:
    """Return the key that signs certificates on this machine, made once."""
    from courses.recognition.signing import new_key

    path = VAR_DIR / "certificate_key"
    if not path.exists():
        draft = VAR_DIR / f"certificate_key.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(new_key())
        # Several processes may start at once: the first one's key is the key.
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()


CERTIFICATE_SIGNING_KEYS = CERTIFICATE_SIGNING_KEYS or [_own_certificate_key()]
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"

# Nobody downloads from this server over a slow line: compressing every file would only delay it.
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "academy.core.static_storage.GatheringStaticFilesStorage"}
}
