"""What is wrong with the settings of this part is found when the academy starts."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from courses.exchange.signature import known_keys
from courses.recognition.signing import Keys, NoKey


@register()
def certificate_keys_are_keys(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """A key that can't sign is found now, not when the first person passes a path."""
    try:
        Keys(settings.CERTIFICATE_SIGNING_KEYS)
    except NoKey as problem:
        yield Error(
            f"CERTIFICATE_SIGNING_KEYS holds what can't sign or confirm certificates. {problem}",
            hint="docs/reference/settings.md says how a key is made.",
            id="courses.E001",
        )


@register()
def known_academies_are_written_right(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """A key of another academy that is written wrongly would be known of nobody."""
    try:
        known_keys(settings.KNOWN_ACADEMIES)
    except ValueError as problem:
        yield Error(
            f"KNOWN_ACADEMIES: {problem}",
            hint="docs/reference/settings.md says how it is written.",
            id="courses.E002",
        )
