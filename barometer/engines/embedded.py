"""The embedded engine: the database, and pandas in this process. Nothing else is needed."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import Case, F, IntegerField, Value, When

from academy.lrs.queries import Slice
from barometer.events import EventReader
from barometer.models import PathFact
from barometer.records import READER, Records

from .acts import ActReader
from .measured import Measured, Progress, StepsTaken
from .measures import Frame, Measures, folded, measures_of_acts
from .rows import Row

# Acts measured at once: some 300 MB while it lasts.
_ACTS = 1_000_000
_NOTHING = Slice.of([])
_MICROSECOND = timedelta(microseconds=1)
_TYPES = {"stored": "datetime64[us]", "timestamp": "datetime64[us]", "scaled": "float64"}


class Embedded:
    """Reads statements in the database, and facts where they will do."""

    readers = (READER,)

    def __init__(self, records: Records, events: EventReader, *, at_once: int = _ACTS) -> None:
        """`at_once`: how many acts are measured at once; so many are in the memory."""
        self._records = records
        self._events = events
        self._at_once = at_once

    def measured(self, progress: Progress) -> Measured:
        """Return how far everybody came in every path, from all that is stored now.

        In the memory are the measures themselves, and as many acts as are measured at once.
        """
        through = self._records.settled()
        # After the line is drawn: what is voided by what comes later is told again by whoever
        # takes that into account.
        voided = {id.hex for id in self._records.voided()}
        reader = ActReader(self._events)
        acts: list[Frame] = [reader.acts_of(_NOTHING, voided=voided)]
        measures: list[Measures] = []
        newest: int | None = None
        for told in self._records.slices(through=through):
            acts.append(reader.acts_of(told, voided=voided))
            latest = max(told.stored)
            newest = latest if newest is None else max(newest, latest)
            if sum(map(len, acts)) >= self._at_once:
                _add(measures, measures_of_acts(_concatenated(acts)))
                acts.clear()
            progress(told.seq[-1], through)
        if acts:
            measures.append(measures_of_acts(_concatenated(acts)))
        at = None if newest is None else datetime.fromtimestamp(0, UTC) + newest * _MICROSECOND
        return Measured(reader.named(_together(measures)), through, at)

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


def _add(measures: list[Measures], new: Measures) -> None:
    """Keep the new measures with the others: as one, once they are as many as the first.

    So that a measure is folded a few times in all, and no more than twice as many are kept.
    """
    measures.append(new)
    first, *others = (len(one.facts) for one in measures)
    if others and sum(others) >= first:
        measures[:] = [_together(measures)]


def _together(measures: list[Measures]) -> Measures:
    if len(measures) == 1:
        return measures[0]
    return folded(Measures(*map(_concatenated, zip(*measures, strict=True))))


def _concatenated(frames: Sequence[Frame]) -> Frame:
    import pandas

    return pandas.concat(frames, ignore_index=True)


def frame_of(rows: list[Row]) -> Frame:
    """Return rows as a frame of pandas, with the types that measures rely on."""
    # Loaded where something is measured, not with what serves pages.
    import pandas

    frame = pandas.DataFrame(rows, columns=list(Row._fields))
    texts = dict.fromkeys(("id", "verb", "person", "path", "voids"), "str")
    flags = dict.fromkeys(("whole", "recheck"), "bool")
    return frame.astype({**texts, **flags, **_TYPES, "organism": "int64"})
