"""What the measures need of a statement, as a row of a table. Pure.

Read of each statement alone, in the language of the academy, so that an engine which knows tables
only can do the rest.
"""

from datetime import UTC, datetime
from typing import NamedTuple, Protocol

from barometer.events import EventReader, Told, scaled_score, voided_statement


class ToldOfOrganism(Told, Protocol):
    """A stored statement, and whose client stored it."""

    @property
    def organism_id(self) -> int | None: ...  # noqa: D102


class Row(NamedTuple):
    """One statement. Moments are in UTC, without saying so.

    `person` and `path`: where it is about a person and a path of ours. `whole`: about the path
    itself, not a part of it. `scaled`: its score, from 0 to 1, where it is about the whole.
    `recheck`: it tells a re-check. `voids`: the id of the statement that it voids. `organism`: that
    of the client that stored it, 0 where it is the academy's own: it voids that organism's
    statements alone, the academy's own any (Data 2.3.2).
    """

    id: str
    stored: datetime
    timestamp: datetime
    verb: str
    person: str | None
    path: str | None
    whole: bool
    scaled: float | None
    recheck: bool
    voids: str | None
    organism: int


def row_of(statement: ToldOfOrganism, events: EventReader) -> Row:
    """Return the row of a statement."""
    found = events.subject(statement)
    about, is_whole = found if found else (None, False)
    voids = None if about else voided_statement(statement)
    return Row(
        id=str(statement.id),
        stored=_utc(statement.stored),
        timestamp=_utc(statement.timestamp),
        verb=statement.verb,
        person=str(about.person) if about else None,
        path=str(about.path) if about else None,
        whole=is_whole,
        scaled=scaled_score(statement.data) if is_whole else None,
        recheck=is_whole and events.is_recheck(statement.data),
        voids=str(voids) if voids else None,
        organism=statement.organism_id or 0,
    )


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(tzinfo=None)
