"""Reading the record store."""

from collections.abc import Iterable
from uuid import UUID

from .models import Statement


def known_ids(ids: Iterable[UUID]) -> set[UUID]:
    """Return those of `ids` under which a statement is stored."""
    return set(
        Statement.objects.filter(statement_id__in=list(ids)).values_list("statement_id", flat=True)
    )
