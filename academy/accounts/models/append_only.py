"""Rows that are added and never changed nor removed: what is chained by digests."""

from collections.abc import Collection, Iterable
from typing import Any, NoReturn

from django.db import models


class AppendOnly(TypeError):
    """Somebody tried to change or remove such rows."""

    def __init__(self, model: type[models.Model]) -> None:
        name = model._meta.object_name
        super().__init__(f"{name} is append-only: its rows are never changed or removed.")


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Such rows, to be read: every way to write them is shut, but for adding them."""

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly(self.model)

    update = delete = bulk_update = update_or_create = _refuse  # type: ignore[assignment]

    def bulk_create(
        self,
        objs: Iterable[Any],
        batch_size: int | None = None,
        ignore_conflicts: bool = False,
        update_conflicts: bool = False,
        update_fields: Collection[str] | None = None,
        unique_fields: Collection[str] | None = None,
    ) -> list[Any]:
        """Add rows; refuse to write over those that are there."""
        if update_conflicts:
            self._refuse()
        return super().bulk_create(objs, batch_size, ignore_conflicts)


class ChainedQuerySet(AppendOnlyQuerySet):
    """Such rows, each of which follows the one before: added one by one."""

    bulk_create = AppendOnlyQuerySet._refuse  # type: ignore[assignment]


class AppendOnlyRow(models.Model):
    """A row that is written once."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new row; refuse to write an old one again."""
        if self.pk is not None:
            raise AppendOnly(type(self))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise AppendOnly(type(self))
