"""What the embedded engine reads of very many statements: small numbers in columns. Pure.

It finds in each what rows.row_of finds, with numbers for people and paths.
"""

from collections.abc import Collection, Sequence
from typing import Any, Protocol, TypedDict
from uuid import UUID

import msgspec
import numpy as np

from academy.lrs.subscribers import account_of
from barometer.events import (
    FAILED_VERB,
    NO_ACTS,
    ON_A_PART,
    ON_THE_PATH,
    EventReader,
    scaled_score,
)

from .measures import Frame, Measures

# The verbs that measures tell apart; any other is none of them.
_VERBS = sorted({*ON_THE_PATH, *ON_A_PART, *NO_ACTS})
_NUMBER_OF_VERB = {verb: number for number, verb in enumerate(_VERBS)}
_ANY_OTHER = -1


class _Result(TypedDict, total=False):
    score: Any


class _Activities(TypedDict, total=False):
    grouping: Any
    category: Any


class _Context(TypedDict, total=False):
    contextActivities: _Activities


class _Data(TypedDict, total=False):
    """What is decoded of a statement: the rest is passed over, in a third of the time."""

    result: _Result
    context: _Context


_decode = msgspec.json.Decoder(_Data).decode


class Columns(Protocol):
    """Statements, as academy.lrs.queries.Slice has them."""

    @property
    def id(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def stored(self) -> Sequence[int]: ...  # noqa: D102
    @property
    def timestamp(self) -> Sequence[int]: ...  # noqa: D102
    @property
    def verb(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def object_id(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def actor(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def payload(self) -> Sequence[str]: ...  # noqa: D102


class ActReader:
    """Reads acts in the language of an academy, and numbers the people and paths that it meets."""

    def __init__(self, events: EventReader) -> None:
        self._events = events
        self._people: dict[UUID, int] = {}
        self._paths: dict[UUID, int] = {}
        # By actor, as the record store writes it: the number of the person.
        self._actors: dict[str, int] = {}

    def acts_of(self, told: Columns, *, voided: Collection[str]) -> Frame:
        """Return the acts among statements (measures.measures_of_acts), but for those `voided`.

        People and paths are numbers there, until `named` gives them back what they are called.
        """
        events, numbers = self._events, self._paths
        rows: list[int] = []
        people: list[int] = []
        paths: list[int] = []
        is_whole: list[bool] = []
        scores: list[float | None] = []
        rechecks: list[bool] = []
        for row, (id, actor, verb, iri, text) in enumerate(
            zip(told.id, told.actor, told.verb, told.object_id, told.payload, strict=True)
        ):
            activity = events.activity(iri)
            if activity is None or id in voided:
                continue
            person = self._actors.get(actor)
            if person is None:
                person = self._person(actor)
                if person is None:
                    continue
            data = _decode(text)
            key, whole = activity
            path = key if whole else events.path_around(data)
            if path is None:
                continue
            rows.append(row)
            people.append(person)
            paths.append(numbers.setdefault(path, len(numbers)))
            is_whole.append(whole)
            scores.append(scaled_score(data) if whole else None)
            # Of others it is never asked.
            rechecks.append(whole and verb == FAILED_VERB and events.is_recheck(data))
        return _frame(told, rows, people, paths, is_whole, scores, rechecks)

    def named(self, measures: Measures) -> Measures:
        """Return measures of such acts with people and paths as UUIDs are written."""
        return Measures(
            *(
                frame.assign(
                    person=_named(frame["person"], self._people),
                    path=_named(frame["path"], self._paths),
                )
                for frame in measures
            )
        )

    def _person(self, actor: str) -> int | None:
        person = self._events.person(account_of(actor))
        if person is None:
            # Not kept: others' actors are as many as they like.
            return None
        number = self._people.setdefault(person, len(self._people))
        self._actors[actor] = number
        return number


def _frame(
    told: Columns,
    rows: list[int],
    people: list[int],
    paths: list[int],
    is_whole: list[bool],
    scores: list[float | None],
    rechecks: list[bool],
) -> Frame:
    # Loaded where something is measured, not with what serves pages.
    import pandas

    def moments(column: Sequence[int]) -> Any:
        return np.array(column, "int64")[rows].view("datetime64[us]")

    verbs = [_NUMBER_OF_VERB.get(told.verb[row], _ANY_OTHER) for row in rows]
    return pandas.DataFrame(
        {
            "stored": moments(told.stored),
            "timestamp": moments(told.timestamp),
            "verb": pandas.Categorical.from_codes(verbs, categories=_VERBS),
            "person": np.array(people, "int32"),
            "path": np.array(paths, "int32"),
            "whole": np.array(is_whole, "bool"),
            "scaled": np.array(scores, "float64"),
            "recheck": np.array(rechecks, "bool"),
        }
    )


def _named(numbers: Any, names: dict[UUID, int]) -> Any:
    """Return a column of numbers as the names that they stand for, kept as numbers in their order:
    a text a row would fill the memory."""
    import pandas

    texts = np.array([str(name) for name in names], "object")
    order = np.argsort(texts)
    place = np.empty(len(order), "int32")
    place[order] = np.arange(len(order))
    return pandas.Categorical.from_codes(place[numbers.to_numpy()], categories=texts[order])
