"""Settings of the barometer that make no sense: `manage.py check` refuses them."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from .releases.days import RHYTHMS
from .sheets.signing import seed_of


@register()
def releases_have_a_rhythm(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """Figures are published by the month or by the week, never as they move."""
    if settings.BAROMETER_RELEASES not in RHYTHMS:
        yield Error(
            f"BAROMETER_RELEASES is {settings.BAROMETER_RELEASES!r}.",
            hint='Use "monthly" or "weekly".',
            id="barometer.E001",
        )


@register()
def signing_keys_are_keys(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """A key that can't sign is found when the academy starts, not when somebody needs a sheet."""
    for number, written in enumerate(settings.BAROMETER_SIGNING_KEYS, start=1):
        try:
            seed_of(written)
        except ValueError:
            yield Error(
                f"Key {number} of BAROMETER_SIGNING_KEYS isn't 32 bytes in base64.",
                hint="`openssl rand -base64 32` makes one.",
                id="barometer.E002",
            )
