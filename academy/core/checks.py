"""Settings that are dangerous together: `manage.py check` refuses them, wherever they come from."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

LOCAL_ENDINGS = ("localhost", "127.0.0.1", "[::1]", "testserver")


def _is_local(host: str) -> bool:
    return host.lstrip(".").endswith(LOCAL_ENDINGS)


@register(Tags.security)
def demonstration_stays_local(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """Known passwords and shown codes must not be reachable from elsewhere."""
    if settings.DEMONSTRATION and not all(_is_local(host) for host in settings.ALLOWED_HOSTS):
        yield Error(
            "A demonstration academy, whose passwords everyone knows, serves a public host.",
            hint="Set DEMONSTRATION to false, or keep ALLOWED_HOSTS to this machine.",
            id="academy.E001",
        )


@register(Tags.security)
def one_door(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """Every sign-in passes by the page that asks for the second factor."""
    doors = ("LOGIN_URL", "WAGTAILADMIN_LOGIN_URL", "WAGTAIL_FRONTEND_LOGIN_URL")
    for name in doors:
        if getattr(settings, name, None) != "account_login":
            yield Error(
                f"{name} leads elsewhere than to the academy's sign-in page.",
                hint='Set it to "account_login": other pages know no second factor.',
                id="academy.E002",
            )
    if "django.contrib.admin" in settings.INSTALLED_APPS:
        yield Error(
            "Django's admin is installed: it has a sign-in page of its own.",
            hint="Take django.contrib.admin out of INSTALLED_APPS.",
            id="academy.E003",
        )


@register(Tags.security)
def identities_are_never_emails(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """An address that a provider claims must not open somebody's account."""
    if settings.SOCIALACCOUNT_EMAIL_AUTHENTICATION:
        yield Error(
            "An e-mail address alone would open an account (SOCIALACCOUNT_EMAIL_AUTHENTICATION).",
            hint="Set it to False: an identity is a provider and a subject.",
            id="academy.E004",
        )
    for app in settings.SOCIALACCOUNT_PROVIDERS.get("saml", {}).get("APPS", []):
        advanced = app["settings"].get("advanced", {})
        if not (advanced.get("want_assertion_signed") and advanced.get("want_message_signed")):
            yield Error(
                f"The SAML provider {app['client_id']} may send unsigned assertions or messages.",
                hint="Set want_assertion_signed and want_message_signed to True.",
                id="academy.E005",
            )


@register(Tags.security)
def scripts_stay_ours(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """No policy lets a page run a script that is written in it."""
    policies = {
        "CONTENT_SECURITY_POLICY": settings.CONTENT_SECURITY_POLICY["DIRECTIVES"],
        "ADMIN_CONTENT_SECURITY_POLICY": settings.ADMIN_CONTENT_SECURITY_POLICY,
    }
    for name, directives in policies.items():
        for directive in ("default-src", "script-src"):
            sources = set(directives.get(directive, []))
            if sources & {"'unsafe-inline'", "'unsafe-eval'", "*", "https:"}:
                yield Error(
                    f"{name} lets scripts of others run ({directive}).",
                    hint="Move the script to a static file.",
                    id="academy.E006",
                )


@register(Tags.security)
def sign_up_is_a_choice(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """The sign-up policy is one that exists, and can let somebody in."""
    if settings.SIGNUP not in ("open", "domains", "closed"):
        yield Error(
            f"SIGNUP is {settings.SIGNUP!r}.",
            hint='Use "open", "domains" or "closed".',
            id="academy.E007",
        )
    elif settings.SIGNUP == "domains" and not settings.SIGNUP_DOMAINS:
        yield Error(
            'SIGNUP is "domains" and SIGNUP_DOMAINS is empty: nobody could sign up.',
            hint="List the domains of your administration's addresses.",
            id="academy.E008",
        )


@register(Tags.security)
def content_origins_are_named(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """Whose pages may speak to the record store is told origin by origin, as browsers write it."""
    for origin in settings.XAPI_CONTENT_ORIGINS:
        parts = urlsplit(origin)
        host = parts.hostname or ""
        written_so = f"{parts.scheme}://{parts.netloc}" == origin == origin.lower()
        secure = parts.scheme == "https" or (parts.scheme == "http" and _is_local(host))
        if not (host and written_so and secure) or "*" in host or "@" in origin:
            yield Error(
                f"{origin!r} in XAPI_CONTENT_ORIGINS is not an origin of content.",
                hint="Write https://, the host in lower case and a port other than 443, no more.",
                id="academy.E011",
            )


@register(Tags.security)
def packages_have_hosts_of_their_own(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """What packages made elsewhere hold never meets the academy's cookies and pages."""
    content = settings.CONTENT_HOST
    own = urlsplit(settings.PUBLIC_ADDRESS).hostname or ""
    served = [host.lstrip(".") for host in settings.ALLOWED_HOSTS if host != f".{content}"]
    if not content:
        yield Error(
            "Packages made elsewhere have no host (CONTENT_HOST).",
            hint="Set it to a host of its own, such as content.academie.example.",
            id="academy.E013",
        )
    elif (
        content == own
        or f".{own}".endswith(f".{content}")
        or content in served
        or "/" in content
        or ":" in content
    ):
        yield Error(
            f"CONTENT_HOST ({content}) also serves the academy's own pages, or is no host name.",
            hint="Set it to another host: people must never be signed in where packages are.",
            id="academy.E013",
        )


@register()
def holidays_are_days(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """What PUBLIC_HOLIDAYS names are days."""
    for told in settings.PUBLIC_HOLIDAYS:
        try:
            # A leap year: 02-29 is a day.
            date.fromisoformat(told if len(told) == 10 else f"2000-{told}")
        except ValueError:
            yield Error(
                f"{told!r} in PUBLIC_HOLIDAYS is not a day.",
                hint="Write 12-25 for every year, 2026-04-03 for one year.",
                id="academy.E012",
            )


@register(Tags.security, deploy=True)
def second_factor_is_compulsory(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """A served academy asks people with a role for a second factor."""
    if not settings.SECOND_FACTOR_COMPULSORY:
        yield Error(
            "People with a role could work without a second factor (SECOND_FACTOR_COMPULSORY).",
            hint="Set it to True.",
            id="academy.E009",
        )


@register(Tags.security, deploy=True)
def limits_are_shared(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """Limits and used codes are counted once for all the processes that serve."""
    backend = str(settings.CACHES["default"]["BACKEND"])
    if backend.rpartition(".")[2] in {"LocMemCache", "DummyCache"}:
        yield Error(
            "The default cache belongs to one process: limits and used codes would too.",
            hint="Use the database cache, or a cache server.",
            id="academy.E010",
        )


@register(Tags.security, deploy=True)
def mail_leaves(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """Messages reach people: accounts can't be verified otherwise."""
    backend = settings.EMAIL_BACKEND.rpartition(".")[0].rpartition(".")[2]
    if backend in {"console", "dummy", "filebased", "locmem"}:
        yield Warning(
            f"Messages stay on this machine (EMAIL_URL, {backend}): nobody can verify an address.",
            hint="Set EMAIL_URL to your mail server, such as smtp+tls://user:password@host:587.",
            id="academy.W001",
        )
