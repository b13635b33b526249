"""Which engine the settings ask for."""

from functools import cache

from django.conf import settings
from django.utils.timezone import localdate

from barometer.events import EventReader
from barometer.records import StoredRecords

from .embedded import Embedded
from .measured import Engine

ENGINES = ("embedded", "dask")


def chosen() -> Engine:
    """Return the engine of BAROMETER_ENGINE."""
    if settings.BAROMETER_ENGINE == "dask":
        # Loaded where it is used: the default needs nothing of it.
        from .cluster import Cluster

        return Cluster(lake=settings.STATEMENTS_LAKE, scheduler=settings.BAROMETER_DASK_SCHEDULER)
    return embedded(settings.ACADEMY_IRI_BASE)


@cache
def embedded(base: str) -> Embedded:
    """Return the embedded engine of the academy whose identifiers start with `base`."""
    return Embedded(StoredRecords(base), EventReader(base, localdate))
