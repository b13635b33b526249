"""Writing facts by the million: what a model's own way would spend most of the time on."""

# ruff: noqa: S608 - the pieces of SQL put together here are names of ours.

from collections.abc import Iterable, Sequence
from itertools import chain, islice
from typing import Any, NoReturn

import numpy as np
from django.db import connection, models
from django.db.backends.utils import CursorWrapper

from .engines.measured import FactColumns
from .models import PathFact

_FIELDS = [field for field in PathFact._meta.concrete_fields if not field.primary_key]
# What COPY reads as nothing.
_NULL = "\\N"


def replace_all(chunks: Iterable[FactColumns]) -> None:
    """Write facts in the place of all there were, in the transaction that is open.

    Whoever reads them sees the former ones until it ends.
    """
    quoted = connection.ops.quote_name
    table = quoted(PathFact._meta.db_table)
    columns = ", ".join(quoted(str(field.column)) for field in _FIELDS)
    write = _copy if connection.vendor == "postgresql" else _insert
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")
        write(cursor, f"{table} ({columns})", chunks)


def _copy(cursor: CursorWrapper, target: str, chunks: Iterable[FactColumns]) -> None:
    """Write in the text form of COPY: nothing in a fact is a character that it gives a meaning.

    The server takes a chunk in while the next is made. A query in between would wait for ever, so
    the first chunk, for which rules may have to be read, is made before, and any later refused.
    """
    chunks = iter(chunks)
    first = list(islice(chunks, 1))
    with (
        connection.wrap_database_errors,
        connection.execute_wrapper(_refused),
        cursor.copy(f"COPY {target} FROM STDIN") as copy,
    ):
        for chunk in chain(first, chunks):
            columns = [_copied(field, chunk[field.attname]) for field in _FIELDS]
            copy.write("\n".join(map("\t".join, zip(*columns, strict=True))) + "\n")


def _copied(field: models.Field, values: Any) -> list[str]:
    if isinstance(field, models.DateTimeField):
        texts = np.datetime_as_string(values, timezone="UTC")
        return np.where(np.isnat(values), _NULL, texts).tolist()
    return [_NULL if value is None else str(value) for value in values]


def _refused(execute: object, sql: str, *more: object) -> NoReturn:
    raise RuntimeError(f"The connection is busy with COPY: {sql}")


def _insert(cursor: CursorWrapper, target: str, chunks: Iterable[FactColumns]) -> None:
    places = ", ".join(["%s"] * len(_FIELDS))
    for chunk in chunks:
        columns = [_inserted(field, chunk[field.attname]) for field in _FIELDS]
        cursor.executemany(
            f"INSERT INTO {target} VALUES ({places})", list(zip(*columns, strict=True))
        )


def _inserted(field: models.Field, values: Any) -> Sequence[Any]:
    """Return values as Django writes them in SQLite."""
    if isinstance(field, models.DateTimeField):
        values = values.tolist()
    if isinstance(field, models.DateField):
        return [None if value is None else str(value) for value in values]
    if isinstance(field, models.UUIDField):
        return [value.replace("-", "") for value in values]
    return values
