"""Two engines, one result: each cell of what the cluster measures is what the embedded one does."""

from datetime import datetime

import dask
import dask.dataframe
from django.utils.timezone import localdate
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from barometer.engines.embedded import frame_of
from barometer.engines.measures import measures_of, steps_taken
from barometer.engines.rows import row_of
from barometer.events import EventReader

from .histories import BASE
from .test_facts import HISTORIES, statements_of

EVENTS = EventReader(BASE, localdate)
MOMENTS = [datetime(2025, 2, 14, 5), datetime(2025, 3, 31)]


def cells(frame):
    """The cells of a frame, by row: what isn't there is None, whatever an engine calls it."""
    columns = sorted(frame.columns)
    rows = frame[columns].astype(object).where(frame[columns].notna(), None)
    return sorted(map(tuple, rows.itertuples(index=False)), key=str), columns


def measured(frame):
    measures = measures_of(frame)
    return [*measures, *(steps_taken(measures.facts, at) for at in MOMENTS)]


@settings(max_examples=3, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate])
@given(
    histories=st.lists(HISTORIES, min_size=9, max_size=9),
    twice=st.lists(st.integers(0, 60), max_size=9),
    organisms=st.lists(st.integers(0, 2), min_size=1, max_size=4),
)
def test_both_engines_measure_the_same(histories, twice, organisms):
    """Late, corrected, voided by their own or by another organism, and written twice."""
    rows = [
        row_of(statement, EVENTS) for history in histories for statement in statements_of(history)
    ]
    rows = [
        row._replace(organism=organisms[number % len(organisms)]) for number, row in enumerate(rows)
    ]
    rows += [rows[position] for position in twice if position < len(rows)]
    frame = frame_of(rows)
    here = measured(frame)
    there = measured(dask.dataframe.from_pandas(frame, npartitions=2, sort=False))
    for one, other in zip(here, dask.compute(*there, scheduler="sync"), strict=True):
        assert cells(one) == cells(other)
