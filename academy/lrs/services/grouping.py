"""Small requests that come at the same moment are stored in one transaction.

A transaction costs several journeys to the database and one write to the disk, whether it holds
one statement or fifty. While one request is being stored, others wait; the first of these then
stores all of them. Nobody waits for company: a request that comes alone is stored at once.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Part = TypeVar("Part")
Result = TypeVar("Result")


@dataclass(slots=True)
class _Place(Generic[Part, Result]):
    """A request in the queue: what came of it, or that its turn to store has come."""

    part: Part
    turn: threading.Event = field(default_factory=threading.Event)
    results: list[Result] = field(default_factory=list)
    leads: bool = False


class Group(Generic[Part, Result]):
    """A queue of requests of this process.

    `together` stores many parts, or none of them, and returns a result for each; `alone` stores
    one and raises what is wrong with it. When many can't be stored together, each is stored alone
    by the thread that brought it, so that a request never hears of another's fault.
    """

    def __init__(
        self,
        together: Callable[[list[Part]], list[Result]],
        alone: Callable[[Part], Result],
        *,
        most: int,
    ) -> None:
        self._together = together
        self._alone = alone
        self._most = most
        self._lock = threading.Lock()
        self._waiting: list[_Place[Part, Result]] = []
        self._storing = False

    def store(self, part: Part) -> Result:
        """Store `part`, with others perhaps; return its result or raise what is wrong with it."""
        place = _Place[Part, Result](part)
        with self._lock:
            if self._storing:
                self._waiting.append(place)
            else:
                self._storing = place.leads = True
        if not place.leads:
            place.turn.wait()
        if not place.leads:
            return place.results[0] if place.results else self._alone(part)
        with self._lock:
            others = self._waiting[: self._most - 1]
            del self._waiting[: self._most - 1]
        try:
            if not others:
                return self._alone(part)
            return self._lead(place, others)
        finally:
            self._hand_on()
            for other in others:
                other.turn.set()

    def _lead(self, own: _Place[Part, Result], others: list[_Place[Part, Result]]) -> Result:
        try:
            results = self._together([own.part, *(other.part for other in others)])
        except Exception:
            return self._alone(own.part)
        for other, result in zip(others, results[1:], strict=True):
            other.results.append(result)
        return results[0]

    def _hand_on(self) -> None:
        """Let the first who waits store, with all who wait by then."""
        with self._lock:
            if not self._waiting:
                self._storing = False
                return
            following = self._waiting.pop(0)
            following.leads = True
        following.turn.set()
