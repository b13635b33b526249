"""Identity providers described by environment variables, in the shape that allauth reads.

`OIDC_PROVIDERS=gov` names a provider, `OIDC_GOV_CLIENT_ID` and its like describe it; the same for
SAML. docs/how-to/sign-in-with-oidc-or-saml.md explains each variable.
"""

import re
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9-]{0,38}")
LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}

# Where SAML providers usually put what we need: OASIS subject identifiers, eduPerson and LDAP OIDs,
# and the claims of Microsoft's directories.
CLAIMS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims"
SAML_ATTRIBUTES = {
    "uid": [
        "urn:oasis:names:tc:SAML:attribute:subject-id",
        "urn:oasis:names:tc:SAML:attribute:pairwise-id",
    ],
    "email": ["urn:oid:0.9.2342.19200300.100.1.3", f"{CLAIMS}/emailaddress", "mail", "email"],
    "first_name": ["urn:oid:2.5.4.42", f"{CLAIMS}/givenname", "givenName"],
    "last_name": ["urn:oid:2.5.4.4", f"{CLAIMS}/surname", "sn"],
}


def _identifiers(env: environ.Env, variable: str) -> list[str]:
    names = env.list(variable, default=[])
    for name in names:
        if not IDENTIFIER.fullmatch(name):
            raise ImproperlyConfigured(
                f"{variable} holds {name!r}. Use lower-case letters, digits and hyphens: "
                "it is part of the provider's callback address."
            )
    return names


def _required(env: environ.Env, variable: str) -> str:
    value = env.str(variable, default="").strip()
    if not value:
        raise ImproperlyConfigured(f"{variable} is missing: the identity provider needs it.")
    return value


def _https(env: environ.Env, variable: str) -> str:
    address = _required(env, variable)
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in LOCAL_HOSTS:
        raise ImproperlyConfigured(f"{variable} does not start with https://.")
    return address


def _prefix(kind: str, name: str) -> str:
    return f"{kind}_{name.upper().replace('-', '_')}_"


def oidc_apps(env: environ.Env) -> list[dict[str, Any]]:
    """Return the OpenID Connect providers of the environment, as allauth's APPS."""
    apps = []
    for name in _identifiers(env, "OIDC_PROVIDERS"):
        prefix = _prefix("OIDC", name)
        settings: dict[str, Any] = {
            "server_url": _https(env, prefix + "SERVER_URL"),
            # A code that leaks on its way back is of no use without the verifier (RFC 7636).
            "oauth_pkce_enabled": True,
            "uid_field": env.str(prefix + "UID_FIELD", default="sub"),
            # An e-mail alone never links accounts.
            "email_authentication": False,
        }
        if domains := env.list(prefix + "EMAIL_DOMAINS", default=[]):
            settings["verified_email"] = domains
        apps.append(
            {
                "provider_id": name,
                "name": env.str(prefix + "NAME", default=name),
                "client_id": _required(env, prefix + "CLIENT_ID"),
                "secret": _required(env, prefix + "CLIENT_SECRET"),
                "settings": settings,
            }
        )
    return apps


def saml_apps(env: environ.Env) -> list[dict[str, Any]]:
    """Return the SAML providers of the environment, as allauth's APPS."""
    apps = []
    for name in _identifiers(env, "SAML_PROVIDERS"):
        prefix = _prefix("SAML", name)
        idp: dict[str, Any] = {"entity_id": _required(env, prefix + "ENTITY_ID")}
        if env.str(prefix + "METADATA_URL", default=""):
            idp["metadata_url"] = _https(env, prefix + "METADATA_URL")
        else:
            idp["sso_url"] = _https(env, prefix + "SSO_URL")
            idp["x509cert"] = _required(env, prefix + "CERTIFICATE").replace("\\n", "\n")
            if env.str(prefix + "SLO_URL", default=""):
                idp["slo_url"] = _https(env, prefix + "SLO_URL")
        uid = env.str(prefix + "UID_ATTRIBUTE", default="")
        settings: dict[str, Any] = {
            "idp": idp,
            "attribute_mapping": SAML_ATTRIBUTES | ({"uid": [uid]} if uid else {}),
            "email_authentication": False,
            "advanced": {
                "strict": True,
                "want_assertion_signed": True,
                "want_message_signed": True,
                "want_name_id": True,
                "reject_deprecated_algorithm": True,
                # A sign-in that nobody here asked for is refused: it would be a way to sign
                # somebody in to another person's account.
                "reject_idp_initiated_sso": True,
                **_signing(env, prefix),
            },
        }
        if domains := env.list(prefix + "EMAIL_DOMAINS", default=[]):
            settings["verified_email"] = domains
        apps.append(
            {
                "provider_id": idp["entity_id"],
                "name": env.str(prefix + "NAME", default=name),
                "client_id": name,
                "settings": settings,
            }
        )
    return apps


def _signing(env: environ.Env, prefix: str) -> dict[str, Any]:
    """Return what signs our requests, when the academy was given a key for it."""
    key = env.str(prefix + "OWN_KEY", default="").replace("\\n", "\n")
    if not key:
        return {}
    return {
        "private_key": key,
        "x509cert": _required(env, prefix + "OWN_CERTIFICATE").replace("\\n", "\n"),
        "authn_request_signed": True,
        "logout_request_signed": True,
        "logout_response_signed": True,
        "metadata_signed": True,
    }


def origins(env: environ.Env) -> list[str]:
    """Return the origins where a sign-in form may lead, for the content policy.

    Browsers apply `form-action` to the redirection that follows a form. A provider whose sign-in
    page is on another host than its configured address is named in SIGN_IN_ORIGINS.
    """
    addresses = [app["settings"]["server_url"] for app in oidc_apps(env)]
    for app in saml_apps(env):
        idp = app["settings"]["idp"]
        addresses.append(idp.get("sso_url") or idp["metadata_url"])
    addresses += env.list("SIGN_IN_ORIGINS", default=[])
    found = (urlsplit(address) for address in addresses)
    return sorted({f"{parts.scheme}://{parts.netloc}" for parts in found})
