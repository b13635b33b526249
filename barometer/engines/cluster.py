"""The engine of many machines: Dask, over the Parquet files of the lake."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import dask
import dask.dataframe

from academy.lrs import projector
from barometer.lake.files import Lake
from barometer.lake.reader import READER

from .embedded import frame_of
from .measured import Measured, Progress, StepsTaken, by_path
from .measures import Frame, Measures, measures_of, steps_taken
from .rows import Row


class Cluster:
    """Measures what the lake holds, on the machines of `scheduler` (tcp://host:8786).

    Without a scheduler, in threads of this process. `lake`: its address.
    """

    readers = (READER,)

    def __init__(self, *, lake: str, scheduler: str = "") -> None:
        self._lake = lake
        self._scheduler = scheduler

    def measured(self, progress: Progress) -> Measured:
        """Return how far everybody came in every path, as far as the lake was written."""
        # Asked first: what is written meanwhile may be there too, and does no harm.
        through = projector.position(READER)
        told = self._told(list(Row._fields))
        measures = measures_of(told)
        with self._machines():
            *frames, newest = dask.compute(*measures, told["stored"].max())
        progress(through, through)
        # What isn't a time equals nothing, itself included.
        at = newest.to_pydatetime().replace(tzinfo=UTC) if newest == newest else None
        return Measured(Measures(*frames), through, at)

    def steps_before(
        self, at: datetime, paths: Collection[str], people: Collection[str]
    ) -> StepsTaken:
        """Return how many steps of `paths` these people had taken before a moment."""
        moment = at.astimezone(UTC).replace(tzinfo=None)
        facts = measures_of(self._told(list(Row._fields))).facts
        with self._machines():
            (steps,) = dask.compute(steps_taken(facts, moment))
        return by_path(steps, paths, people)

    def _told(self, columns: list[str]) -> Frame:
        lake = Lake(self._lake)
        paths = [file.path for file in lake.listed()]
        if not paths:
            return dask.dataframe.from_pandas(frame_of([]), npartitions=1)
        return dask.dataframe.read_parquet(paths, filesystem=lake.files, columns=columns)

    @contextmanager
    def _machines(self) -> Iterator[None]:
        if not self._scheduler:
            yield
            return
        from distributed import Client

        with Client(self._scheduler):
            yield
