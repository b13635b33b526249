"""The embedded engine: the database, and pandas in this process. Nothing else is needed."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Case, F, IntegerField, Value, When

from barometer.events import EventReader
from barometer.models import PathFact
from barometer.records import READER, Records

from .measured import Measured, Progress, StepsTaken
from .measures import Frame, measures_of
from .rows import Row, row_of

_TYPES = {"stored": "datetime64[us]", "timestamp": "datetime64[us]", "scaled": "float64"}


class Embedded:
    """Reads statements in the database, and facts where they will do."""

    readers = (READER,)

    def __init__(self, records: Records, events: EventReader) -> None:
        self._records = records
        self._events = events

    def measured(self, progress: Progress) -> Measured:
        """Return how far everybody came in every path, from all that is stored now."""
        total = self._records.last()
        rows: list[Row] = []
        through, newest = 0, None
        for last, batch in self._records.batches_after(0):
            for statement in batch:
                row = row_of(statement, self._events)
                if row.person or row.voids:
                    rows.append(row)
                newest = statement.stored if newest is None else max(newest, statement.stored)
            through = last
            progress(last, max(total, last))
        return Measured(measures_of(frame_of(rows)), through, newest)

    def steps_before(
        self, at: datetime, paths: Collection[str], people: Collection[str]
    ) -> StepsTaken:
        """Return how many steps of `paths` these people had taken before a moment; one query."""
        found: dict[str, dict[str, int]] = {path: {} for path in paths}
        taken = Case(
            When(passed_at__lt=at, then=Value(4)),
            When(completed_at__lt=at, then=Value(3)),
            When(started_at__lt=at, then=Value(2)),
            default=Value(1),
            output_field=IntegerField(),
        )
        facts = PathFact.objects.filter(reached_at__lt=at, path_key__in=paths).order_by()
        rows = facts.annotate(path=F("path_key"), taken=taken)
        columns = rows.values_list("public_id", "path", "taken")
        public_id: UUID
        for public_id, path, steps in columns.iterator():
            person = public_id.hex
            if person in people:
                found[str(path)][person] = steps
        return found


def frame_of(rows: list[Row]) -> Frame:
    """Return rows as a frame of pandas, with the types that measures rely on."""
    # Loaded where something is measured, not with what serves pages.
    import pandas

    frame = pandas.DataFrame(rows, columns=list(Row._fields))
    texts = dict.fromkeys(("id", "verb", "person", "path", "voids"), "str")
    flags = dict.fromkeys(("whole", "recheck"), "bool")
    return frame.astype({**texts, **flags, **_TYPES, "organism": "int64"})
