"""Settings that every environment shares; the environment is read here and nowhere else.

Each variable is described in docs/reference/settings.md.
"""

from pathlib import Path
from zoneinfo import available_timezones

import environ
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.utils.translation import gettext_lazy as _

from .sign_in import *
from .sign_in import SIGN_IN_ORIGINS

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

VAR_DIR = Path(env.str("ACADEMY_VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = False
# True in development alone: demonstration accounts and their codes are shown.
DEMONSTRATION = False
SECRET_KEY = env.str("SECRET_KEY", default="")
# Keys that were in use before: what they signed and sealed can still be read.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

# --- Addresses -------------------------------------------------------------
PORT = env.int("PORT", default=8000)
PUBLIC_ADDRESS = env.str("PUBLIC_ADDRESS", default=f"http://lms.localhost:{PORT}")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
# Packages made elsewhere are served by hosts below this one, which serve nothing else: never a host
# of the academy's own pages.
CONTENT_HOST = env.str("CONTENT_HOST", default="").strip(".").lower()
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[PUBLIC_ADDRESS])
# Activity and account identifiers of the record store start with this address. It never changes
# once statements exist, whatever host serves the site.
ACADEMY_IRI_BASE = env.str("ACADEMY_IRI_BASE", default="https://academie.example")
# The origins (https://content.example) whose pages may speak to the record store from a browser.
XAPI_CONTENT_ORIGINS = env.list("XAPI_CONTENT_ORIGINS", default=[])

# --- Applications ----------------------------------------------------------
INSTALLED_APPS = [
    "home",
    "barometer",
    "courses",
    "academy.lrs",
    "academy.organisms",
    "academy.accounts",
    "academy.core",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.locales",
    "wagtail.admin",
    "wagtail",
    "wagtailmedia",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.saml",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "courses.packages.middleware.ContentOrigin",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "academy.core.compression.LighterPagesMiddleware",
    "academy.lrs.api.door.RecordStoreDoor",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "academy.core.middleware.AcademyLocaleMiddleware",
    "academy.core.middleware.ImpossibleAddressesMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "academy.core.middleware.BrowserPolicyMiddleware",
    "academy.accounts.middleware.PrivatePagesMiddleware",
    "academy.accounts.middleware.LanguagePreferenceMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "academy.accounts.middleware.AdminDoorMiddleware",
    "academy.accounts.middleware.SecondFactorMiddleware",
    "academy.accounts.middleware.ProviderAnswersMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "academy.core.middleware.MovedPagesMiddleware",
    "academy.core.visitors.EditionMiddleware",
    "academy.core.middleware.NotFoundMiddleware",
    "courses.views.publication_desk.PublicationRefusedMiddleware",
]

ROOT_URLCONF = "academy.urls"
WSGI_APPLICATION = "academy.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Database --------------------------------------------------------------
# CONN_MAX_AGE keeps connections open: opening one costs more than most pages.
DATABASES = {
    "default": env.db_url_config(
        env.str("DATABASE_URL", default="") or f"sqlite:///{VAR_DIR / 'academy.sqlite3'}"
    )
}
DATABASES["default"]["CONN_MAX_AGE"] = 600
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE: with DEFERRED, two read-then-write transactions at once make one fail.
    # synchronous=FULL: what was acknowledged survives a power cut.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;"
            "PRAGMA synchronous=FULL;"
            "PRAGMA temp_store=MEMORY;"
            "PRAGMA cache_size=-65536;"
            "PRAGMA mmap_size=268435456;"
            # 32 MB: pages that every batch changes are copied back once for many of them.
            "PRAGMA wal_autocheckpoint=8000"
        ),
    }
else:
    # A database that doesn't answer is noticed while the person still waits.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
    # What the record store asks again and again is planned once a connection: `off` for a pooler
    # that gives each transaction another one.
    if DATABASES["default"]["OPTIONS"].setdefault("prepare_threshold", 5) == "off":
        DATABASES["default"]["OPTIONS"]["prepare_threshold"] = None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Caches ----------------------------------------------------------------
CACHES = {
    # Shared by all the processes: attempts, used codes, states of sign-ins under way.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "academy_shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    },
    # Of one process and without a query: what may be a little old or computed twice.
    "local": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "academy-local",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    # Of one process too: pictures under all that is seen in them, which makes them never old.
    "pictures": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "academy-pictures",
        "OPTIONS": {"MAX_ENTRIES": 5_000},
    },
}

# --- Languages -------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("fr", _("French")), ("en", _("English"))]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
USE_I18N = True
PATHS_WITHOUT_LANGUAGE = (
    "/.well-known/",
    "/admin/",
    "/api/",
    "/badges/",
    "/documents/",
    "/hooks/",
    "/media/",
    "/oidc/",
    "/saml/",
    "/xapi/",
)
# The second says in better French what libraries say; tests/library_messages.py checks it.
LOCALE_PATHS = [
    BASE_DIR / "academy" / "locale",
    BASE_DIR / "academy" / "locale_of_libraries",
]
FORMAT_MODULE_PATH = ["academy.formats"]
TIME_ZONE = env.str("TIME_ZONE", default="America/Toronto")
USE_TZ = True

# --- Files -----------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "academy.core.static_storage.CompressedGatheringStaticFilesStorage"},
}
# Hosts elsewhere whose AUs (cmi5) may be launched: they learn a number for each learner.
CMI5_HOSTS = [host.lower() for host in env.list("CMI5_HOSTS", default=[])]
# Files of packages: served by hosts of their own alone, so never below the media.
PACKAGES_ROOT = VAR_DIR / "packages"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# --- Background work -------------------------------------------------------
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- Mail ------------------------------------------------------------------
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="academie@academie.example")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Whom to tell of a weakness (/.well-known/security.txt): a mailto: or https: address.
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default=f"mailto:{DEFAULT_FROM_EMAIL}")
# Days without weekly mails: MM-DD every year, YYYY-MM-DD in one. Québec's that never move.
PUBLIC_HOLIDAYS = env.list(
    "PUBLIC_HOLIDAYS",
    default=["01-01", "01-02", "06-24", "07-01", "12-24", "12-25", "12-26", "12-31"],
)

# --- Wagtail ---------------------------------------------------------------
WAGTAIL_SITE_NAME = _("Academy")
WAGTAILADMIN_BASE_URL = PUBLIC_ADDRESS
# Addresses are read aloud and typed: « Ma première leçon » is at ma-premiere-lecon.
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILIMAGES_IMAGE_MODEL = "courses.AcademyImage"
WAGTAILDOCS_DOCUMENT_MODEL = "courses.AcademyDocument"
WAGTAILMEDIA = {
    "MEDIA_MODEL": "courses.AcademyMedia",
    "MEDIA_FORM_BASE": "courses.models.media_forms.CaptionedMediaForm",
}
# Documents are handed over as attachments, never opened inside the site.
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "pptx", "txt", "vtt", "xlsx", "zip"]
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
# Nothing calls home and no face is fetched from elsewhere.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
# "localtime" is a file of the machine, which browsers don't know.
WAGTAIL_USER_TIME_ZONES = sorted(available_timezones() - {"localtime"})
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILSIMPLETRANSLATION_SYNC_PAGE_TREE = False
# Days in which a translation that people are asked to read has to follow its source.
TRANSLATION_DAYS = env.int("TRANSLATION_DAYS", default=30)
TAGGIT_CASE_INSENSITIVE = True
# Whether the worker asks, at night, the addresses elsewhere to which lessons lead.
CHECK_OUTSIDE_LINKS = env.bool("CHECK_OUTSIDE_LINKS", default=True)

# --- Content security policy ----------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [SELF],
        "form-action": [SELF, *SIGN_IN_ORIGINS],
        "frame-ancestors": [NONE],
        "frame-src": [NONE],
        "img-src": [SELF, "data:"],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "worker-src": [SELF],
    }
}
# Added for Wagtail's desk alone, which shows previews in frames and sets styles on elements.
ADMIN_CONTENT_SECURITY_POLICY: dict[str, list[str]] = {
    "frame-ancestors": [SELF],
    "frame-src": [SELF],
    # The editor of rich text writes styles, in elements and attributes. They run nothing: scripts
    # stay in files, here as everywhere.
    "style-src": [SELF, UNSAFE_INLINE],
}
PERMISSIONS_POLICY = ", ".join(
    [
        "accelerometer=()",
        "browsing-topics=()",
        "camera=()",
        "display-capture=()",
        "fullscreen=(self)",
        "geolocation=()",
        "gyroscope=()",
        "hid=()",
        "idle-detection=()",
        "magnetometer=()",
        "microphone=()",
        "midi=()",
        "payment=()",
        "publickey-credentials-create=(self)",
        "publickey-credentials-get=(self)",
        "screen-wake-lock=()",
        "serial=()",
        "usb=()",
        "xr-spatial-tracking=()",
    ]
)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"

# --- Record store ----------------------------------------------------------
# What a credential without a limit of its own may ask of one web server process; 0: no limit.
XAPI_REQUESTS_PER_MINUTE = env.int("XAPI_REQUESTS_PER_MINUTE", default=30_000)
# After so many minutes in which nothing was heard of a cmi5 package, its session is abandoned.
CMI5_IDLE_MINUTES = env.int("CMI5_IDLE_MINUTES", default=720)

# --- Packages --------------------------------------------------------------
# What a service token without a limit of its own may ask of the packages' API; 0: no limit.
PACKAGES_API_REQUESTS_PER_MINUTE = env.int("PACKAGES_API_REQUESTS_PER_MINUTE", default=600)

# --- Certificates ----------------------------------------------------------
# RSA keys in base64 (PKCS#8): the first one signs; the others, which may be public, confirm.
CERTIFICATE_SIGNING_KEYS = env.list("CERTIFICATE_SIGNING_KEYS", default=[])

# --- Archives of paths -----------------------------------------------------
# The keys that sign the archives of other academies: host=thumbprint.
KNOWN_ACADEMIES = env.list("KNOWN_ACADEMIES", default=[])

# --- Barometer -------------------------------------------------------------
# No figure about fewer people than this is ever shown.
BAROMETER_SMALLEST_GROUP = env.int("BAROMETER_SMALLEST_GROUP", default=10)
# Hours of design that an hour of learning takes, the least and the most: an assumption of the
# academy's own, for the hours that adopting a path avoids.
DESIGN_HOURS_LEAST = env.int("DESIGN_HOURS_LEAST", default=20)
DESIGN_HOURS_MOST = env.int("DESIGN_HOURS_MOST", default=60)
# When figures are published: "monthly" (the first of the month) or "weekly" (Monday).
BAROMETER_RELEASES = env.str("BAROMETER_RELEASES", default="monthly")
# Where statements are written as Parquet too: a folder, or s3://bucket/folder. Empty: nowhere.
STATEMENTS_LAKE = env.str("STATEMENTS_LAKE", default="")
# On what facts are worked out of all statements: "embedded" or "dask", which reads the lake.
BAROMETER_ENGINE = env.str("BAROMETER_ENGINE", default="embedded")
# The scheduler of the machines of Dask (tcp://host:8786). Empty: threads of this process.
BAROMETER_DASK_SCHEDULER = env.str("BAROMETER_DASK_SCHEDULER", default="")
# What a service token without a limit of its own may ask of the barometer's API; 0: no limit.
BAROMETER_API_REQUESTS_PER_MINUTE = env.int("BAROMETER_API_REQUESTS_PER_MINUTE", default=600)
# Seeds of the keys that sign sheets, in base64: the first one signs, all of them check.
BAROMETER_SIGNING_KEYS = env.list("BAROMETER_SIGNING_KEYS", default=[])
