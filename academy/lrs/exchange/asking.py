"""Asking another record store for statements, as patiently as that store needs.

Who can't answer is asked again after growing waits, or when Retry-After says. A page that stays out
of its reach is asked for without the data of attachments, then in half its size, down to single
statements; once pages come again, they may grow again.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from academy.lrs.xapi.parameters import LARGEST_PAGE

from .answers import Answer, Unreachable
from .client import RecordStore

# Seconds to wait before each further attempt; Retry-After may ask for more, up to the longest wait.
# A page of which larger ones failed already gets few.
_WAITS = (1, 2, 4, 8, 16)
_FEW_WAITS = (1, 2)
_LONGEST_WAIT = 120
# After so many smaller pages a larger one is tried; each time that this fails, after twice as many.
_PAGES_BEFORE_LARGER = 10
# A store that refused data so often, and never gave any, isn't asked for data any more.
_REFUSALS = 3


class Failed(Exception):
    """The store can't answer now. `str()` says what came instead; `status` is None for nothing."""

    def __init__(self, problem: str, status: int | None = None) -> None:
        super().__init__(problem)
        self.status = status


@dataclass(frozen=True, slots=True)
class Given:
    """The answer to a request for a page, and the address in `more` that was followed to it, ""
    where it was asked for by time."""

    answer: Answer
    link: str = ""


class Asking:
    """The requests of one walk, oldest statements first.

    `filters` are the parameters of GET statements that stay the same, `since` in the methods is
    one of them, "" for none. `wait(seconds)` is called before something is asked for again. All
    methods raise Failed when the store has been asked often enough, and NoRoom.
    """

    def __init__(
        self,
        *,
        store: RecordStore,
        filters: Mapping[str, str],
        clock: Callable[[], datetime],
        wait: Callable[[float], None],
    ) -> None:
        self._store, self._filters = store, {"ascending": "true", **filters}
        self._clock, self._wait = clock, wait
        self.limit = LARGEST_PAGE
        self._with_data = True
        self._gave_data, self._refusals = False, 0
        # Pages since the last change of the limit, and how many are to be before the next.
        self._pages, self._pages_needed = 0, _PAGES_BEFORE_LARGER

    @property
    def gives_no_data(self) -> bool:
        """Whether it is known that the store refuses every request for data."""
        return not self._gave_data and self._refusals >= _REFUSALS

    # --- Pages -----------------------------------------------------------------------------------
    def first(self, link: str, since: str) -> Given:
        """Return the page at `link`, or by time where there is none or it has expired."""
        if link:
            given = self._follow(link, since)
            # Communication 2.1.3: a link needn't live longer than 24 hours.
            if given.answer.status not in (400, 404, 410):
                return given
        try:
            return self._by_time(since, self._waits)
        except Failed as failed:
            return self.smaller(failed, since)

    def next(self, link: str, since: str) -> Given:
        """Return the page at `link`; after a number of smaller pages, a larger one by time."""
        self._pages += 1
        if self.limit < LARGEST_PAGE and self._pages >= self._pages_needed:
            larger = self._larger(since)
            if larger is not None:
                return larger
        return self._follow(link, since)

    def smaller(self, failed: Failed, since: str) -> Given:
        """Return, by time, the page that `failed`: without data, or the first part that comes."""
        while True:
            if failed.status == 429:
                # Too many requests: nothing that more of them would mend.
                raise failed
            if self._with_data:
                with suppress(Failed):
                    answer = self._page(since, with_data=False, waits=())
                    if answer.status == 200:
                        self._with_data = False
                        return Given(answer)
            if self.limit == 1:
                raise failed
            self.limit, self._pages = self.limit // 2, 0
            try:
                return self._by_time(since, self._waits)
            except Failed as again:
                failed = again

    @property
    def _waits(self) -> Sequence[float]:
        """Patience at first and at last; in between the next smaller page is as good as waiting."""
        return _WAITS if self.limit in (1, LARGEST_PAGE) else _FEW_WAITS

    def _follow(self, link: str, since: str) -> Given:
        try:
            return Given(self._attempt(partial(self._store.follow, link), self._waits), link)
        except Failed as failed:
            return self.smaller(failed, since)

    def _larger(self, since: str) -> Given | None:
        smaller = self.limit
        self.limit, self._pages = min(2 * smaller, LARGEST_PAGE), 0
        with suppress(Failed):
            given = self._by_time(since, ())
            if given.answer.status == 200:
                return given
        self.limit, self._pages_needed = smaller, 2 * self._pages_needed
        return None

    def _by_time(self, since: str, waits: Sequence[float]) -> Given:
        answer = self._page(since, with_data=self._with_data, waits=waits)
        # 401 is about the credential. Any other refusal may be about attachments.
        if self._with_data and 400 <= answer.status < 500 and answer.status != 401:
            plain = self._page(since, with_data=False, waits=waits)
            if plain.status == 200:
                self._with_data = False
                return Given(plain)
        return Given(answer)

    def _page(self, since: str, *, with_data: bool, waits: Sequence[float]) -> Answer:
        parameters = {
            **self._filters,
            "limit": str(self.limit),
            "attachments": "true" if with_data else "false",
        }
        if since:
            parameters["since"] = since
        return self._attempt(partial(self._store.get, parameters), waits)

    # --- Single statements -----------------------------------------------------------------------
    def single(self, name: str, statement_id: str) -> Answer:
        """Return one statement by the parameter `name`, with its data, or without where the store
        refuses that.

        Data counts as refused only while the store answers the same request without data: one that
        is away is no reason to go without.
        """
        wanted = {name: statement_id}
        if not self.gives_no_data:
            # Once the store refused, the request without data does the waiting.
            answer = self._with_its_data(wanted, () if self._refusals else _WAITS)
            if answer is not None:
                return answer
        plain = self._attempt(partial(self._store.get, {**wanted, "attachments": "false"}), _WAITS)
        if plain.status != 200 or self.gives_no_data:
            return plain
        answer = self._with_its_data(wanted, ())
        if answer is not None:
            return answer
        self._refusals += 1
        return plain

    def _with_its_data(self, wanted: Mapping[str, str], waits: Sequence[float]) -> Answer | None:
        """Return a statement with its data, or that there is none; None where that is refused."""
        request = partial(self._store.get, {**wanted, "attachments": "true"})
        try:
            answer = self._attempt(request, waits)
        except Failed as failed:
            if failed.status is None or failed.status == 429:
                raise
            return None
        return answer if answer.status in (200, 404) else None

    def _attempt(self, request: Callable[[], Answer], waits: Sequence[float]) -> Answer:
        """Return the answer to `request`, asked for again while the store can't answer."""
        failed = Failed("")
        for pause in (*waits, None):
            asked_for = 0.0
            try:
                answer = request()
            except Unreachable as failure:
                failed = Failed(str(failure))
            else:
                if answer.status != 429 and answer.status < 500:
                    self._gave_data = self._gave_data or answer.is_multipart
                    return answer
                failed = Failed(f"{answer.status} {answer.text}", answer.status)
                asked_for = answer.wait(at=self._clock())
            if pause is not None:
                self._wait(min(max(pause, asked_for), _LONGEST_WAIT))
        raise failed
