"""The SQL of the record store, in two dialects. Both give the same answers.

Bulk statements are written by hand: the ORM builds an object a row, which costs more than all the
rest of storing a statement.
"""

from types import ModuleType

from django.db import connection

from . import postgresql, sqlite
from .rows import AttachmentRow, DataRow, PieceRow, ReferenceRow, Slice, StatementRow, UndatedRow


def dialect() -> ModuleType:
    """Return the module that speaks to the database in use."""
    return postgresql if connection.vendor == "postgresql" else sqlite


__all__ = [
    "AttachmentRow",
    "DataRow",
    "PieceRow",
    "ReferenceRow",
    "Slice",
    "StatementRow",
    "UndatedRow",
    "dialect",
]
