"""Where else the name of a person stands: rows about other things that say who made them.

Found from the tables themselves, so that no part of the academy can forget to tell it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import CASCADE, Count, Model, Value
from django.utils.text import capfirst

from academy.accounts.models import User

from .parts import Row, every_part


@dataclass(frozen=True, slots=True)
class Place:
    """A field of a table that names a person. `goes`: its rows go with the account."""

    model: type[Model]
    field: str
    goes: bool

    @property
    def label(self) -> str:
        """The field as the architecture tests list it: "courses.Assignment.assigned_by"."""
        return f"{self.model._meta.label}.{self.field}"


@cache
def places() -> tuple[Place, ...]:
    """Return every field of every table that leads to an account, by its label."""
    relations: list[Any] = [*User._meta.get_fields(include_hidden=True)]
    found = [
        Place(relation.related_model, relation.field.name, relation.on_delete is CASCADE)
        for relation in relations
        if relation.auto_created and not relation.concrete and not relation.many_to_many
    ]
    return tuple(sorted(found, key=lambda one: one.label))


def rows(user: User, language: str) -> Iterator[Row]:
    """Yield kinds of rows that name the person and that no other part tells; one query."""
    held = {label for part in every_part() for label in part.holds}
    others = [one for one in places() if not (one.goes and one.model._meta.label in held)]
    counted = [
        one.model._base_manager.filter(**{one.field: user})
        .order_by()
        .annotate(number_of_place=Value(number))
        .values("number_of_place")
        .annotate(rows_counted=Count("pk"))
        .values_list("number_of_place", "rows_counted")
        for number, one in enumerate(others)
    ]
    for number, count in sorted(counted[0].union(*counted[1:], all=True)):
        place = others[number]
        field = place.model._meta.get_field(place.field)
        yield (
            capfirst(str(place.model._meta.verbose_name)),
            capfirst(str(getattr(field, "verbose_name", place.field))),
            count,
        )
