"""What the record store calls with every batch that was stored."""

from collections.abc import Sequence
from functools import cache

from django.conf import settings

from academy.lrs.subscribers import StoredStatement

from .facts import FactMaker
from .published_validity import PublishedValidity
from .records import StoredRecords

_validity = PublishedValidity()


def fact_maker(base: str) -> FactMaker:
    """Return the maker of facts for the academy whose identifiers start with `base`.

    It ends passes as the paths say at the time of this call.
    """
    _validity.forget()
    return _maker(base)


@cache
def _maker(base: str) -> FactMaker:
    return FactMaker(records=StoredRecords(base), base=base, valid_until=_validity)


def read(batch: Sequence[StoredStatement]) -> None:
    """Take a batch of stored statements into account."""
    fact_maker(settings.ACADEMY_IRI_BASE).read(batch)
