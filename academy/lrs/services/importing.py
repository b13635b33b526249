"""Importing the statements of another record store, oldest first, from where the last run ended.

Each page is recorded before the position moves, and statements keep their ids: a run that was
killed repeats one page, of which nothing is stored twice.

The data of attachments comes with each page. A statement whose data is missing there, damaged, or
beyond what is read of one answer, is asked for once more, alone.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256

from django.conf import settings

from academy.lrs import queries
from academy.lrs.exchange.addresses import following_address
from academy.lrs.exchange.answers import Answer, NoRoom, Unreachable
from academy.lrs.exchange.client import RecordStore
from academy.lrs.exchange.multipart import LARGEST_DATA
from academy.lrs.exchange.pages import Page, Received, read_page, received
from academy.lrs.models import ImportPosition
from academy.lrs.xapi.attachments import Data
from academy.lrs.xapi.errors import Invalid
from academy.lrs.xapi.parameters import LARGEST_PAGE
from academy.lrs.xapi.times import format_timestamp, parse_timestamp

from .authority import Authority, imported_authority
from .record import Conflict, Refused, VoidNotAllowed, record_statements

Clock = Callable[[], datetime]

# Seconds to wait before each further attempt at a page; Retry-After may ask for more, up to this.
_WAITS = (1, 2, 4, 8, 16)
_LONGEST_WAIT = 120
# "since" leaves out what bears that very moment, of which the page before may have held only a
# part.
_OVERLAP = timedelta(seconds=1)
# Once a batch has more data than this, in bytes, it is recorded: others wait for that on SQLite.
DATA_AT_ONCE = 16 * 1024 * 1024
_CONSISTENT_THROUGH = "x-experience-api-consistent-through"


class ImportStopped(Exception):
    """The import can't go on. `str()` says why; the same import goes on where it stopped."""


@dataclass(frozen=True, slots=True)
class Source:
    """What to import. `since` and `registration` as GET statements takes them, "" for none.

    `organism_id` is the organism to which the statements belong from now on.
    """

    endpoint: str
    key: str
    secret: str = field(repr=False)
    version: str
    since: str = ""
    registration: str = ""
    organism_id: int | None = None

    @property
    def digest(self) -> str:
        """Tell this import from others, for its position."""
        parts = [self.endpoint, self.key, self.since, self.registration, self.organism_id]
        return sha256(json.dumps(parts).encode()).hexdigest()


@dataclass(slots=True)
class Progress:
    """What an import did so far.

    `missing`: voided statements that the store didn't give; `bare`: statements recorded with the
    fileUrl of an attachment alone, because the data that the store sent could not be taken.
    """

    recorded: int = 0
    known: int = 0
    refused: int = 0
    missing: int = 0
    bare: int = 0
    through: datetime | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """A statement that isn't taken, or not with all its data, and the reason in sentences."""

    statement_id: str
    reason: str


def import_statements(
    *,
    source: Source,
    clock: Clock,
    wait: Callable[[float], None],
    remark: Callable[[Remark], None],
    progress: Callable[[Progress], None] = lambda done: None,
) -> Progress:
    """Import what `source` holds and return what was done. Raises ImportStopped and BadAddress.

    A statement that a rule refuses, or whose id stands for another content here, is told to
    `remark` and costs the others nothing; so is one whose data is missing or damaged.
    `wait(seconds)` is called before a page is asked for again, `progress` after each page.
    """
    with RecordStore(
        endpoint=source.endpoint,
        key=source.key,
        secret=source.secret,
        version=source.version,
        folder=settings.FILE_UPLOAD_TEMP_DIR,
    ) as store:
        run = _Run(source=source, store=store, clock=clock, wait=wait, remark=remark)
        return run.walk(progress)


class _Run:
    """One walk through the pages of a store."""

    def __init__(
        self,
        *,
        source: Source,
        store: RecordStore,
        clock: Clock,
        wait: Callable[[float], None],
        remark: Callable[[Remark], None],
    ) -> None:
        self.source, self.store = source, store
        self.clock, self.wait, self.remark = clock, wait, remark
        self.done = Progress()
        self.position, _created = ImportPosition.objects.get_or_create(
            source=source.digest, defaults={"endpoint": source.endpoint, "moved_at": clock()}
        )

    def walk(self, progress: Callable[[Progress], None]) -> Progress:
        """Take in one page after the other."""
        answer = self._first_page()
        while True:
            with closing(answer):
                page = self._read(answer)
                if page.more and page.more == self.position.more:
                    raise ImportStopped(
                        f'The store\'s "more" leads back to itself: {page.more[:200]}'
                    )
                if page.more:
                    # Refused before anything is kept of it.
                    following_address(self.source.endpoint, page.more)
                self._record(page, answer)
            self._move(page)
            progress(self.done)
            if not page.more:
                return self.done
            answer = self._ask(partial(self.store.follow, page.more))

    def _first_page(self) -> Answer:
        if self.position.more:
            answer = self._ask(partial(self.store.follow, self.position.more))
            if answer.status not in (400, 404, 410):
                return answer
            # Communication 2.1.3: a link needn't live longer than 24 hours.
            self.position.more = ""
        parameters = {"ascending": "true", "limit": str(LARGEST_PAGE), "attachments": "true"}
        if self.source.registration:
            parameters["registration"] = self.source.registration
        if self.position.through is not None:
            parameters["since"] = format_timestamp(self.position.through - _OVERLAP)
        elif self.source.since:
            parameters["since"] = self.source.since
        answer = self._ask(partial(self.store.get, parameters))
        self.position.promised = parse_timestamp(answer.headers.get(_CONSISTENT_THROUGH, ""))
        return answer

    def _ask(self, request: Callable[[], Answer]) -> Answer:
        """Return the answer to `request`, asked for again while the store can't answer."""
        problem = ""
        for pause in (*_WAITS, None):
            asked_for = 0.0
            try:
                answer = request()
            except Unreachable as failure:
                problem = str(failure)
            except NoRoom:
                raise ImportStopped(
                    "There is no room here for the data that the store sends."
                ) from None
            else:
                if answer.status != 429 and answer.status < 500:
                    return answer
                problem = f"{answer.status} {answer.text}"
                asked_for = answer.wait(at=self.clock())
            if pause is not None:
                self.wait(min(max(pause, asked_for), _LONGEST_WAIT))
        raise ImportStopped(f"The store doesn't answer: {problem}")

    def _read(self, answer: Answer) -> Page:
        if answer.status != 200:
            raise ImportStopped(f"The store refused: {answer.status} {answer.text}")
        try:
            return read_page(answer.body)
        except Invalid as fault:
            raise ImportStopped(str(fault)) from None

    def _record(self, page: Page, answer: Answer) -> None:
        """Record a page, in its order; a voided statement stands before what voids it."""
        wanted = [one.voids for one in page.statements if one.voids is not None]
        known = queries.known_ids(wanted)
        batch: list[Received] = []
        size = 0
        for one in page.statements:
            voided = one.voids is not None and one.voids not in known
            whole = _is_whole(one, answer)
            if voided or not whole or size > DATA_AT_ONCE:
                self._take_all(batch, answer.data)
                batch, size = [], 0
            if voided:
                self._take_voided(str(one.voids))
            if whole:
                batch.append(one)
                size += sum(answer.data[sha2].length for sha2 in one.declared & answer.data.keys())
            else:
                self._take_again(one)
        self._take_all(batch, answer.data)

    def _take_voided(self, own_id: str) -> None:
        """Take a voided statement, which the list of statements leaves out."""
        with closing(self._alone("voidedStatementId", own_id)) as answer:
            if answer.status != 200:
                self.done.missing += 1
                return
            self._take_with(received(answer.body), answer)

    def _take_again(self, one: Received) -> None:
        """Ask for a statement whose data didn't come with its page, and take it with what comes."""
        answer = self._alone("statementId", one.id)
        if answer.status == 404:
            # It was voided meanwhile.
            answer = self._alone("voidedStatementId", one.id)
        with closing(answer):
            self._take_with(one, answer)

    def _alone(self, name: str, own_id: str) -> Answer:
        return self._ask(partial(self.store.get, {name: own_id, "attachments": "true"}))

    def _take_with(self, one: Received, answer: Answer) -> None:
        """Take one statement with the data that `answer` brought; tell what that lacks."""
        away = one.declared - answer.data.keys()
        needed = sorted(one.needed & away)
        if needed:
            self._refuse(one, " ".join(_lack(sha2, answer) for sha2 in needed))
            return
        if not self._take([one], answer.data):
            return
        lost = sorted(away if answer.is_cut else away & answer.damaged.keys())
        if lost:
            self.done.bare += 1
            reasons = " ".join(_lack(sha2, answer) for sha2 in lost)
            self.remark(
                Remark(one.id, f"{reasons} The statement was recorded with its fileUrl alone.")
            )

    def _take_all(self, batch: list[Received], data: Mapping[str, Data]) -> None:
        while batch:
            # What has one authority and follows one version's rules goes in one transaction.
            size = next(
                (number for number, one in enumerate(batch) if not one.goes_with(batch[0])),
                len(batch),
            )
            self._take(batch[:size], data)
            batch = batch[size:]

    def _take(self, batch: Sequence[Received], data: Mapping[str, Data]) -> bool:
        """Record statements of one kind; return whether none of them was refused."""
        first = batch[0]
        agent = imported_authority(first.authority, endpoint=self.source.endpoint)
        declared = {sha2 for one in batch for sha2 in one.declared}
        try:
            recorded = record_statements(
                statements=[one.text for one in batch],
                authority=Authority(agent=agent, organism_id=self.source.organism_id),
                at=self.clock,
                version=first.family or self.source.version,
                attachments={sha2: data[sha2] for sha2 in declared & data.keys()},
            )
        except (Refused, Conflict, VoidNotAllowed) as reason:
            if len(batch) > 1:
                middle = len(batch) // 2
                halves = [self._take(half, data) for half in (batch[:middle], batch[middle:])]
                return all(halves)
            self._refuse(first, str(reason))
            return False
        self.done.recorded += len(recorded.stored)
        self.done.known += len(recorded.ids) - len(recorded.stored)
        return True

    def _refuse(self, one: Received, reason: str) -> None:
        self.done.refused += 1
        self.remark(Remark(statement_id=one.id, reason=reason))

    def _move(self, page: Page) -> None:
        """Keep where to go on: after this page, or with what comes later, when it was the last.

        What the store didn't promise to show yet may still appear before what it showed.
        """
        moments = [one.stored for one in page.statements if one.stored is not None]
        if moments:
            reached = max(moments)
            if self.position.promised is not None:
                reached = min(reached, self.position.promised)
            self.position.through = max(reached, self.position.through or reached)
            self.done.through = self.position.through
        self.position.more = page.more
        self.position.moved_at = self.clock()
        self.position.save()


def _is_whole(one: Received, answer: Answer) -> bool:
    """Tell whether all the data of a statement came that is to be expected with it."""
    away = one.declared - answer.data.keys()
    return (
        not away & one.needed and not away & answer.damaged.keys() and not (away and answer.is_cut)
    )


def _lack(sha2: str, answer: Answer) -> str:
    """Say why the data of an attachment is not taken."""
    if sha2 in answer.damaged:
        return (
            f"The data that the store sent for the attachment {sha2} has the hash"
            f" {answer.damaged[sha2]}: it was changed, or is that of another."
        )
    if answer.is_cut:
        return (
            f"The data of the attachment {sha2} was not read: no more than {LARGEST_DATA} bytes of"
            " data are taken with a statement."
        )
    return (
        f"The store did not send the data of the attachment {sha2}, and the statement gives no"
        " fileUrl for it."
    )
