"""The two kinds of origins: the academy's own, and one for each learner of a version of a package.

They have different hosts, never two ports of one: cookies ignore ports. What a package keeps in a
browser belongs to its origin; people who share a device never meet each other's.
"""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port
from django.utils.crypto import salted_hmac

_LABEL = re.compile(r"[a-z0-9]{16,40}")
_SALT = "courses.packages.origin"
# Characters that tell the learners of a version apart, after its label.
_OWN = 20


def academy_origin() -> str:
    """Return the origin of the academy's pages, as browsers write it."""
    public = urlsplit(settings.PUBLIC_ADDRESS)
    return f"{public.scheme}://{public.netloc}"


def host_for(label: str, learner: str) -> str:
    """Return what the host of the version `label` is called for one learner, who can't be told from
    it; `learner` is whatever tells people apart."""
    told = salted_hmac(_SALT, f"{label} {learner}", algorithm="sha256")
    return label + told.hexdigest()[:_OWN]


def origin_of(label: str) -> str:
    """Return the origin of the host called `label` below the content host."""
    public = urlsplit(settings.PUBLIC_ADDRESS)
    port = f":{public.port}" if public.port else ""
    return f"{public.scheme}://{label}.{settings.CONTENT_HOST}{port}"


def label_of(host: str) -> str | None:
    """Return what the host of a package that a `Host` header names is called.

    "" for the content host itself and for what can't be one below it, None for another host.
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
