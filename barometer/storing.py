"""Writing facts by the million: what a model's own way would spend most of the time on."""

from collections.abc import Iterable
from operator import attrgetter

from django.db import connection, models

from .models import PathFact

_FIELDS = [field for field in PathFact._meta.concrete_fields if not field.primary_key]


def replace_all(chunks: Iterable[list[PathFact]]) -> None:
    """Write these facts in the place of all there were, in the transaction that is open."""
    quoted = connection.ops.quote_name
    table = quoted(PathFact._meta.db_table)
    columns = ", ".join(quoted(str(field.column)) for field in _FIELDS)
    places = ", ".join(["%s"] * len(_FIELDS))
    read = attrgetter(*(field.attname for field in _FIELDS))
    adapters = [_adapter(field) for field in _FIELDS]
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - a name of ours
        for facts in chunks:
            cursor.executemany(
                f"INSERT INTO {table} ({columns}) VALUES ({places})",  # noqa: S608
                [
                    [
                        adapt(value) if adapt and value is not None else value
                        for adapt, value in zip(adapters, read(fact), strict=True)
                    ]
                    for fact in facts
                ],
            )


def _adapter(field):
    """Return what makes a value of a field what the database takes; None where it takes it so."""
    ops = connection.ops
    if isinstance(field, models.UUIDField):
        return None if connection.features.has_native_uuid_field else attrgetter("hex")
    if isinstance(field, models.DateTimeField):
        return ops.adapt_datetimefield_value
    if isinstance(field, models.DateField):
        return ops.adapt_datefield_value
    if isinstance(field, models.JSONField):
        return lambda value: ops.adapt_json_value(value, None)
    return None
