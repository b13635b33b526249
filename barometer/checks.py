"""Settings of the barometer that make no sense: `manage.py check` refuses them."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from .releases.days import RHYTHMS


@register()
def releases_have_a_rhythm(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """Figures are published by the month or by the week, never as they move."""
    if settings.BAROMETER_RELEASES not in RHYTHMS:
        yield Error(
            f"BAROMETER_RELEASES is {settings.BAROMETER_RELEASES!r}.",
            hint='Use "monthly" or "weekly".',
            id="barometer.E001",
        )
