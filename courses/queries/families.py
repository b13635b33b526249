"""Paths that were adopted from one another: for a learner, one path in several wordings."""

from uuid import UUID

from academy.core import edition
from courses.models import Adoption


def first_of_family(key: UUID) -> UUID:
    """Return the path that a path was adopted from in the end; itself where it wasn't adopted.
    One query an edition."""
    taken_from = edition.kept("adopted from", _taken_from)
    met = {key}
    while (source := taken_from.get(key)) is not None and source not in met:
        met.add(source)
        key = source
    return key


def _taken_from() -> dict[UUID, UUID]:
    return dict(Adoption.objects.values_list("own_key", "upstream_key"))
