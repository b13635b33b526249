"""Settings of the barometer that make no sense: `manage.py check` refuses them."""

from collections.abc import Iterable
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from .engines.choice import ENGINES
from .releases.days import RHYTHMS
from .sheets.signing import seed_of

# Whole paths, and what the library of Parquet opens.
LAKES = ("/", "file://", "s3://", "gs://", "fsspec+")


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
def bounds_of_design_hours_are_bounds(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """The least hours of design for an hour of learning aren't more than the most."""
    if not 0 <= settings.DESIGN_HOURS_LEAST <= settings.DESIGN_HOURS_MOST:
        yield Error(
            "DESIGN_HOURS_LEAST is more than DESIGN_HOURS_MOST, or less than 0.",
            hint="Say how many hours of design an hour of learning takes, the least and the most.",
            id="barometer.E007",
        )


@register()
def an_engine_can_be_had(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """The engine exists, reads what is written for it, and what both need is installed."""
    if settings.BAROMETER_ENGINE not in ENGINES:
        yield Error(
            f"BAROMETER_ENGINE is {settings.BAROMETER_ENGINE!r}.",
            hint='Use "embedded" or "dask".',
            id="barometer.E003",
        )
    if settings.BAROMETER_ENGINE == "dask" and not settings.STATEMENTS_LAKE:
        yield Error(
            'BAROMETER_ENGINE is "dask", which reads the lake, and there is none.',
            hint="Set STATEMENTS_LAKE to a folder or to s3://bucket/folder.",
            id="barometer.E004",
        )
    lake = settings.STATEMENTS_LAKE
    if lake and not lake.startswith(LAKES):
        yield Error(
            f"STATEMENTS_LAKE is {lake!r}, which is no address that statements are written to.",
            hint=f"It starts with one of {', '.join(LAKES)}",
            id="barometer.E006",
        )
    needed = {
        "pyarrow": bool(settings.STATEMENTS_LAKE),
        "dask": settings.BAROMETER_ENGINE == "dask",
        "distributed": bool(settings.BAROMETER_DASK_SCHEDULER),
    }
    missing = [name for name, is_needed in needed.items() if is_needed and not find_spec(name)]
    if missing:
        yield Error(
            f"The settings ask for what isn't installed: {', '.join(missing)}.",
            hint="Install it with: make scale",
            id="barometer.E005",
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
