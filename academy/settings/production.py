"""Settings of a served academy. Unsafe values are refused when the process starts."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from .base import *
from .base import (
    ACADEMY_IRI_BASE,
    ALLOWED_HOSTS,
    CERTIFICATE_SIGNING_KEYS,
    CONTENT_HOST,
    PUBLIC_ADDRESS,
    SECRET_KEY,
    env,
)

DEBUG = False
DEMONSTRATION = False
SECOND_FACTOR_COMPULSORY = True


def _refuse(problem: str, remedy: str) -> None:
    raise ImproperlyConfigured(f"{problem} {remedy}")


if len(SECRET_KEY) < 50:
    _refuse(
        "SECRET_KEY is missing or shorter than 50 characters.",
        "Set it to a long random value that this installation alone knows.",
    )
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    _refuse(
        "ALLOWED_HOSTS is empty or allows every host.",
        "List the host names under which the academy is served.",
    )
if not PUBLIC_ADDRESS.startswith("https://"):
    _refuse(
        "PUBLIC_ADDRESS does not start with https://.",
        "Set it to the address that people type, with https.",
    )
if ACADEMY_IRI_BASE == "https://academie.example":
    _refuse(
        "ACADEMY_IRI_BASE is still the example address.",
        "Set it to an address that your administration owns; statements carry it for ever.",
    )
if not CONTENT_HOST:
    _refuse(
        "CONTENT_HOST is missing.",
        "Set it to a host below which packages made elsewhere are served, another than the "
        "academy's: docs/how-to/put-into-service.md says what it needs.",
    )
_own_host = urlsplit(PUBLIC_ADDRESS).hostname or ""
if _own_host == CONTENT_HOST or f".{_own_host}".endswith(f".{CONTENT_HOST}"):
    _refuse(
        "CONTENT_HOST is the host of PUBLIC_ADDRESS, or stands above it.",
        "Set it to another host: what packages hold must never be served where people sign in.",
    )
if env.str("DATABASE_URL", default="") == "":
    _refuse(
        "DATABASE_URL is missing.",
        "Set it to the address of the database, such as postgres://user:password@host/name.",
    )
if not CERTIFICATE_SIGNING_KEYS:
    _refuse(
        "CERTIFICATE_SIGNING_KEYS is missing.",
        "Set it to a key that signs certificates: docs/reference/settings.md says how one is made.",
    )

ALLOWED_HOSTS = [*ALLOWED_HOSTS, f".{CONTENT_HOST}"]
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
LANGUAGE_COOKIE_NAME = "__Host-language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
LANGUAGE_COOKIE_PATH = SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/"
SECURE_SSL_REDIRECT = True
# Probes of the machine room speak plain HTTP to the process itself.
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
if env.bool("BEHIND_TLS_PROXY", default=True):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
