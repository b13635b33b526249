"""Settings of accounts: how people sign up, sign in and stay signed in."""

import environ

from academy.accounts.limits import AddressAwareLimits

from .identity_providers import oidc_apps, origins, saml_apps

env = environ.Env()

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:dashboard"

# --- Passwords -------------------------------------------------------------
PASSWORD_HASHERS = ["academy.accounts.hashers.AcademyArgon2PasswordHasher"]
_VALIDATORS = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": _VALIDATORS + "UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "first_name", "last_name")},
    },
    {"NAME": _VALIDATORS + "MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": _VALIDATORS + "CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600

# --- Sessions --------------------------------------------------------------
# Without "remember me" the browser forgets the session when it closes; the academy always forgets
# it after this time.
SESSION_COOKIE_AGE = env.int("SESSION_HOURS", default=12) * 3600
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 86_400

# --- Signing up ------------------------------------------------------------
# "open": everyone; "domains": whoever has an address in SIGNUP_DOMAINS; "closed": nobody, accounts
# come from the staff import or from an identity provider.
SIGNUP_DOMAINS = [domain.lower() for domain in env.list("SIGNUP_DOMAINS", default=[])]
SIGNUP = env.str("SIGNUP", default="domains" if SIGNUP_DOMAINS else "closed")

# --- Invitations -----------------------------------------------------------
# How long the link of an invitation works, and how many leave in a minute at most: mail servers
# take a burst for spam.
INVITATION_DAYS = env.int("INVITATION_DAYS", default=7)
INVITATIONS_A_MINUTE = env.int("INVITATIONS_A_MINUTE", default=60)

# --- allauth: accounts -----------------------------------------------------
ACCOUNT_ADAPTER = "academy.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "academy.accounts.names.NamesForm"
ACCOUNT_FORMS = {
    "change_password": "academy.accounts.forms.ChangePasswordForm",
    "login": "academy.accounts.forms.LoginForm",
    "reset_password_from_key": "academy.accounts.forms.ResetPasswordKeyForm",
    "signup": "academy.accounts.forms.SignupForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 2
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = None

# --- Leaving ---------------------------------------------------------------
# How many days one may change one's mind after asking to leave the academy.
LEAVING_DAYS = env.int("LEAVING_DAYS", default=7)

# --- Limits ----------------------------------------------------------------
# How many proxies of ours stand before the academy: the address of the person is read that many
# steps from the end of X-Forwarded-For. 0: the header is ignored.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
# Ranges behind which whole ministries stand, and how much more they may do per address.
# What an account allows stays the same everywhere.
SHARED_ADDRESSES = env.list("SHARED_ADDRESSES", default=[])
SHARED_ADDRESS_FACTOR = env.int("SHARED_ADDRESS_FACTOR", default=50)
ACCOUNT_RATE_LIMITS = AddressAwareLimits(
    {
        "login": "30/m/ip",
        "login_failed": "10/m/ip,5/5m/key",
        "signup": "10/m/ip",
        "reset_password": "10/m/ip,3/5m/key",
        "reset_password_from_key": "20/m/ip",
        "confirm_email": "1/1m/key",
        "change_password": "5/m/user",
        "manage_email": "5/m/user",
        "reauthenticate": "10/m/user",
        # Codes of certificates that don't exist: somebody who tries them.
        "check_certificate": "30/m/ip",
        # Remarks of people without an account, through the review link of a path.
        "remark": "10/m/ip",
    },
    shared_ranges=SHARED_ADDRESSES,
    factor=SHARED_ADDRESS_FACTOR,
)
MFA_RATE_LIMITS = AddressAwareLimits(
    {"webauthn_login": "20/m/ip"}, shared_ranges=SHARED_ADDRESSES, factor=SHARED_ADDRESS_FACTOR
)

# --- allauth: second factors -----------------------------------------------
# Compulsory for people with a role (academy.accounts.policies), optional for learners.
SECOND_FACTOR_COMPULSORY = True
MFA_ADAPTER = "academy.accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_FORMS = {
    "add_webauthn": "academy.accounts.forms.AddPasskeyForm",
    "authenticate": "academy.accounts.forms.AuthenticateByCodeForm",
    "authenticate_webauthn": "academy.accounts.forms.AuthenticateByPasskeyForm",
    "login_webauthn": "academy.accounts.forms.LoginByPasskeyForm",
    "reauthenticate": "academy.accounts.forms.ReauthenticateByCodeForm",
    "reauthenticate_webauthn": "academy.accounts.forms.ReauthenticateByPasskeyForm",
}
# Clocks of phones drift: the codes just before and just after are accepted too, each once.
MFA_TOTP_TOLERANCE = 1
MFA_TRUST_ENABLED = False

# --- allauth: sessions and identity providers ------------------------------
USERSESSIONS_TRACK_ACTIVITY = False
SOCIALACCOUNT_ADAPTER = "academy.accounts.adapter.SocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"APPS": oidc_apps(env)},
    "saml": {"APPS": saml_apps(env)},
}
SIGN_IN_ORIGINS = origins(env)
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
