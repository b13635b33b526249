"""Which identity provider vouches for whom, by the domains that the installation lists."""

from typing import Any

from django.conf import settings


def _apps() -> list[dict[str, Any]]:
    return [
        app for kind in settings.SOCIALACCOUNT_PROVIDERS.values() for app in kind.get("APPS", [])
    ]


def provider_name(email: str) -> str:
    """Return the name of the provider where people with this address sign in, "" for none.

    A provider vouches for the domains of its `EMAIL_DOMAINS` setting.
    """
    domain = email.rpartition("@")[2].lower()
    for app in _apps():
        domains = app["settings"].get("verified_email") or []
        if isinstance(domains, list) and domain in {one.lower() for one in domains}:
            return app["name"]
    return ""
