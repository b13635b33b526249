"""What is signed of certificates for other machines: badges, and which were withdrawn."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from academy.accounts.mail import own_address
from academy.core.iri import ActivityRef, activity_iri
from academy.core.templatetags.figures import percent as percent_in_words
from courses.models import Certificate
from courses.recognition import badge
from courses.recognition.signing import Keys, keys_of

from .certificates import CertificateView, withdrawn_within


def certificate_keys() -> Keys:
    """Return the keys of certificates. Raises NoKey where there is none."""
    return keys_of(tuple(settings.CERTIFICATE_SIGNING_KEYS))


def issuer() -> badge.Issuer:
    """Return who issues badges: this academy, at its public address."""
    with override(settings.LANGUAGE_CODE):
        name = _("Digital Transformation Academy")
    return badge.Issuer(
        id=own_address(reverse("badge_issuer")), name=name, url=settings.PUBLIC_ADDRESS
    )


def check_address(code: str) -> str:
    """Return the address, without a language, at which anybody checks a certificate."""
    with override(settings.LANGUAGE_CODE):
        found = reverse("certificates:certificate", args=[code])
    return own_address(f"/{found.partition('/')[2].partition('/')[2]}")


def badge_token(view: CertificateView) -> str:
    """Return a certificate as a signed Open Badge 3.0 (a compact JWS), in the language of `view`.

    Only of one whose frozen copy bears our signature: nothing else is ever signed.
    """
    if not view.is_genuine:
        raise ValueError("What is kept of this certificate isn't what was signed.")
    number = view.certificate.pk - 1
    address = check_address(view.code)
    made = badge.credential(
        badge.Badge(
            id=address,
            language=view.text_language,
            issuer=issuer(),
            # A name of this certificate alone: two badges of one person don't meet.
            subject=f"urn:uuid:{uuid5(NAMESPACE_URL, address)}",
            holder=view.name,
            achievement=activity_iri(
                settings.ACADEMY_IRI_BASE, ActivityRef("path", UUID(view.path["key"]))
            ),
            title=view.title,
            summary=view.text["summary"],
            criteria=criteria_of(view),
            valid_from=view.passed_at.replace(microsecond=0),
            valid_until=view.ends_at,
            percent=view.percent,
            percent_name=_("Share of the marks"),
            status_list=_list_address(number // badge.LIST_LENGTH),
            status_index=number % badge.LIST_LENGTH,
        )
    )
    return signed_payload(made)


def criteria_of(view: CertificateView) -> str:
    """Return what one did to have a certificate, in Markdown, in the active language."""
    courses = "\n".join(
        "- "
        + _("%(course)s: %(percent)s of the marks or more, %(minutes)s minutes")
        % {
            "course": course.title,
            "percent": percent_in_words(course.mastery_percent / 100),
            "minutes": course.minutes,
        }
        for course in view.courses
    )
    # Nobody reads here which of the two it was.
    lines = [_("Each course passed, or shown to be mastered already:"), "", courses]
    if view.text["objectives"]:
        lines += ["", _("One has learned to:"), ""]
        lines += [f"- {objective}" for objective in view.text["objectives"]]
    if view.builders:
        lines += ["", _("Built by: %(names)s") % {"names": ", ".join(view.builders)}]
    return "\n".join(lines)


def status_list_token(number: int, *, at: datetime) -> str | None:
    """Return the signed list that tells which certificates were withdrawn; None where none of its
    certificates was issued yet."""
    first = number * badge.LIST_LENGTH + 1
    if not Certificate.objects.filter(pk__gte=first).exists():
        return None
    made = badge.status_list(
        address=_list_address(number),
        issuer=issuer(),
        withdrawn=withdrawn_within(first, badge.LIST_LENGTH),
        at=at,
    )
    return signed_payload(made)


def _list_address(number: int) -> str:
    return own_address(reverse("badge_status", args=[number]))


def signed_apart(data: bytes) -> str:
    """Return the academy's signature of `data` as a detached JWS, in which its key is named."""
    return certificate_keys().detached(data, key_address=_key_address())


def signed_payload(made: Mapping[str, Any]) -> str:
    """Return what the academy says, signed, as a compact JWS, in which its key is named."""
    return certificate_keys().token(made, key_address=_key_address())


def _key_address() -> str:
    address = own_address(reverse("badge_key", args=["thumbprint"]))
    return address.replace("thumbprint", "{thumbprint}")
