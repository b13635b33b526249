"""The two kinds of origins: the academy's own, and one for each version of a package.

They have different hosts, never two ports of one: cookies ignore ports.
"""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port

_LABEL = re.compile(r"[a-z0-9]{16,40}")


def academy_origin() -> str:
    """Return the origin of the academy's pages, as browsers write it."""
    public = urlsplit(settings.PUBLIC_ADDRESS)
    return f"{public.scheme}://{public.netloc}"


def origin_of(label: str) -> str:
    """Return the origin of a version of a package."""
    public = urlsplit(settings.PUBLIC_ADDRESS)
    port = f":{public.port}" if public.port else ""
    return f"{public.scheme}://{label}.{settings.CONTENT_HOST}{port}"


def label_of(host: str) -> str | None:
    """Return the label of the version that a `Host` header names.

    "" for the content host itself and for what can't be a version below it, None for another host.
    """
    if not settings.CONTENT_HOST:
        return None
    domain, _port = split_domain_port(host)
    domain = domain.rstrip(".")
    if domain == settings.CONTENT_HOST:
        return ""
    label, separator, rest = domain.partition(".")
    if not separator or not domain.endswith(f".{settings.CONTENT_HOST}"):
        return None
    return label if rest == settings.CONTENT_HOST and _LABEL.fullmatch(label) else ""
