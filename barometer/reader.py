"""What the record store calls with every batch that was stored."""

from collections.abc import Sequence
from functools import cache

from django.conf import settings

from academy.lrs.subscribers import StoredStatement

from .facts import FactMaker
from .records import StoredRecords


@cache
def fact_maker(base: str) -> FactMaker:
    """Return the maker of facts for the academy whose identifiers start with `base`."""
    return FactMaker(records=StoredRecords(base), base=base)


def read(batch: Sequence[StoredStatement]) -> None:
    """Take a batch of stored statements into account."""
    fact_maker(settings.ACADEMY_IRI_BASE).read(batch)
