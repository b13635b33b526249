"""Importing the statements of another record store, oldest first, from where the last run ended.

Each page is recorded before the position moves, and statements keep their ids: a run that was
killed repeats one page, of which nothing is stored twice.

The data of attachments comes with each page. A statement whose data is missing there, damaged, or
beyond what is read of one answer, is asked for once more, alone. One whose data the store refuses
is recorded without.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings

from academy.lrs import queries
from academy.lrs.exchange.addresses import following_address
from academy.lrs.exchange.answers import Answer, NoRoom
from academy.lrs.exchange.asking import Asking, Failed, Given
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

    `missing`: voided statements that the store didn't give; `bare`: statements recorded without
    data of their attachments, because the store refused it, or sent what could not be taken while
    there is a fileUrl.
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
        try:
            return run.walk(progress)
        except Failed as failed:
            raise run.stopped_by(failed) from None
        except NoRoom:
            raise ImportStopped(
                "There is no room here for the data that the store sends."
            ) from None


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
        self.source, self.clock, self.remark = source, clock, remark
        filters = {"registration": source.registration} if source.registration else {}
        self.asking = Asking(store=store, filters=filters, clock=clock, wait=wait)
        self.done = Progress()
        self.last: Received | None = None
        self.position, _created = ImportPosition.objects.get_or_create(
            source=source.digest, defaults={"endpoint": source.endpoint, "moved_at": clock()}
        )

    def walk(self, progress: Callable[[Progress], None]) -> Progress:
        """Take in one page after the other."""
        given = self.asking.first(self.position.more, self._since())
        begun = False
        while True:
            with closing(given.answer) as answer:
                if answer.status != 200:
                    raise ImportStopped(f"The store refused: {answer.status} {answer.text}")
                try:
                    page = read_page(answer.body)
                except Invalid as fault:
                    # At first most likely no record store at all; later, an answer cut short.
                    if not begun:
                        raise ImportStopped(str(fault)) from None
                    given = self.asking.smaller(Failed(str(fault)), self._since())
                    continue
                begun = True
                self._check_more(page, given)
                if not given.link:
                    promised = answer.headers.get(_CONSISTENT_THROUGH, "")
                    self.position.promised = parse_timestamp(promised)
                self._record(page, answer)
            self._move(page)
            progress(self.done)
            if not page.more:
                return self.done
            given = self.asking.next(page.more, self._since())

    def stopped_by(self, failed: Failed) -> ImportStopped:
        """Return why the import stops, and how far it came."""
        sentences = [f"The store doesn't answer: {f'{failed}'.rstrip('.')}."]
        if self.asking.limit == 1:
            sentences.append("In the end it was asked for one statement at a time.")
        if self.last is not None:
            moment = "" if self.last.stored is None else format_timestamp(self.last.stored)
            there = f", stored there at {moment}" if moment else ""
            sentences.append(f"The last statement that was taken is {self.last.id}{there}.")
        elif self.position.through is not None:
            moment = format_timestamp(self.position.through)
            sentences.append(f"What was stored there up to {moment} was taken before.")
        else:
            sentences.append("Nothing was taken yet.")
        return ImportStopped(" ".join(sentences))

    def _since(self) -> str:
        if self.position.through is not None:
            return format_timestamp(self.position.through - _OVERLAP)
        return self.source.since

    def _check_more(self, page: Page, given: Given) -> None:
        """Refuse a page before anything is kept of it, where the next one can't be followed."""
        if not page.more:
            return
        if page.more == given.link:
            raise ImportStopped(f'The store\'s "more" leads back to itself: {page.more[:200]}')
        following_address(self.source.endpoint, page.more)

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
        with closing(self.asking.single("voidedStatementId", own_id)) as answer:
            if answer.status != 200:
                self.done.missing += 1
                return
            self._take_with(received(answer.body), answer)

    def _take_again(self, one: Received) -> None:
        """Ask for a statement whose data didn't come with its page, and take it with what comes."""
        if self.asking.gives_no_data:
            self._take_with(one, Answer(200, b""))
            return
        answer = self.asking.single("statementId", one.id)
        if answer.status == 404:
            # It was voided meanwhile.
            answer = self.asking.single("voidedStatementId", one.id)
        with closing(answer):
            if answer.status not in (200, 404):
                raise Failed(f"{answer.status} {answer.text}", answer.status)
            self._take_with(one, answer)

    def _take_with(self, one: Received, answer: Answer) -> None:
        """Take one statement with the data that `answer` brought; tell what that lacks.

        A store that can send data and has none of this statement may still find it: the statement
        is refused. From one that can't, it would never come.
        """
        away = one.declared - answer.data.keys()
        needed = sorted(one.needed & away)
        if needed and answer.is_multipart:
            self._refuse(one, " ".join(_lack(sha2, answer) for sha2 in needed))
            return
        # What nobody can send holds nothing up.
        lacking = frozenset[str]() if answer.is_multipart else away
        if not self._take([one], answer.data, lacking):
            return
        lost = sorted(away if answer.is_cut else away & answer.damaged.keys())
        reason = ""
        if needed:
            reason = (
                f"The store does not send data of attachments ({', '.join(needed)})."
                " The statement was recorded without it."
            )
        elif lost:
            reason = (
                f"{' '.join(_lack(sha2, answer) for sha2 in lost)}"
                " The statement was recorded with its fileUrl alone."
            )
        if reason:
            self.done.bare += 1
            self.remark(Remark(one.id, reason))

    def _take_all(self, batch: list[Received], data: Mapping[str, Data]) -> None:
        while batch:
            # What has one authority and follows one version's rules goes in one transaction.
            size = next(
                (number for number, one in enumerate(batch) if not one.goes_with(batch[0])),
                len(batch),
            )
            self._take(batch[:size], data)
            batch = batch[size:]

    def _take(
        self,
        batch: Sequence[Received],
        data: Mapping[str, Data],
        lacking: Collection[str] = (),
    ) -> bool:
        """Record statements of one kind, without the data `lacking`; return whether none of them
        was refused."""
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
                lacking=lacking,
            )
        except (Refused, Conflict, VoidNotAllowed) as reason:
            if len(batch) > 1:
                middle = len(batch) // 2
                parts = (batch[:middle], batch[middle:])
                halves = [self._take(part, data, lacking) for part in parts]
                return all(halves)
            self._refuse(first, str(reason))
            return False
        self.done.recorded += len(recorded.stored)
        self.done.known += len(recorded.ids) - len(recorded.stored)
        self.last = batch[-1]
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
        # A link leads on in pages of one size: who comes back starts with large ones again.
        self.position.more = page.more if self.asking.limit == LARGEST_PAGE else ""
        self.position.moved_at = self.clock()
        self.position.save()


def _is_whole(one: Received, answer: Answer) -> bool:
    """Tell whether all the data of a statement came that is to be expected with it."""
    away = one.declared - answer.data.keys()
    if not answer.is_multipart:
        return not away
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
