"""Messages of the academy: in the person's language, with links to the public address only."""

import logging
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

logger = logging.getLogger("academy.mail")


def own_address(url: str) -> str:
    """Return `url` under the academy's public address, whatever host the request named."""
    public, parts = urlsplit(settings.PUBLIC_ADDRESS), urlsplit(url)
    return urlunsplit((public.scheme, public.netloc, parts.path, parts.query, parts.fragment))


def prepared(context: dict[str, Any]) -> dict[str, Any]:
    """Return what a template is given: links of ours made public, the academy's name added."""
    links = {
        key: own_address(value) if key.endswith("_url") and value else value
        for key, value in context.items()
    }
    academy = SimpleNamespace(
        name=settings.WAGTAIL_SITE_NAME, domain=urlsplit(settings.PUBLIC_ADDRESS).netloc
    )
    return links | {
        "current_site": academy,
        "academy_address": settings.PUBLIC_ADDRESS.rstrip("/"),
        "contact": settings.SECURITY_CONTACT.removeprefix("mailto:"),
        "can_sign_up": settings.SIGNUP in ("open", "domains"),
    }


def compose(
    template_prefix: str, *, to: str, language: str, context: dict[str, Any]
) -> EmailMessage:
    """Return the message of `<template_prefix>_subject.txt` and `_message.txt`, not sent yet."""
    with translation.override(language):
        values = prepared(context)
        subject = render_to_string(f"{template_prefix}_subject.txt", values)
        body = render_to_string(f"{template_prefix}_message.txt", values)
    return EmailMessage(" ".join(subject.split()), body.strip() + "\n", None, [to])


def is_taken(message: EmailMessage, *, about: str) -> bool:
    """Hand a message over; tell whether the server took it. `about`: what the log says of it."""
    try:
        return bool(message.send())
    except OSError:
        # SMTPException is an OSError too.
        logger.exception("The mail server refused a mail about %s, or went away.", about)
        return False
