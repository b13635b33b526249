"""Until when a pass holds, as the designers of its path have published it."""

from datetime import date
from uuid import UUID

from courses.models import PublishedPath

from .measures.validity import Validity, valid_until


def versions_of(told: list[dict]) -> tuple[Validity, ...]:
    """Return the versions that a published path tells (`PublishedPath.validity`)."""
    return tuple(Validity(date.fromisoformat(one["since"]), one["months"]) for one in told)


class PublishedValidity:
    """From a path and the day on which it was passed to the first day on which that pass ended.

    Read once, in one query, when it is first asked; `forget` before the next batch.
    """

    def __init__(self) -> None:
        self._versions: dict[UUID, tuple[Validity, ...]] | None = None

    def __call__(self, path: UUID, passed_on: date) -> date | None:
        """Return that day, None where the pass holds for ever."""
        if self._versions is None:
            told = PublishedPath.objects.exclude(validity=[]).values_list("key", "validity")
            self._versions = {key: versions_of(one) for key, one in told.order_by()}
        return valid_until(passed_on, self._versions.get(path, ()))

    def forget(self) -> None:
        """Read again when asked the next time."""
        self._versions = None
