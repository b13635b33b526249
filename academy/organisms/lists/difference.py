"""What a list of people would change. Pure: the present state is passed in.

Who is who: the person number first, which the organism gives once, then the e-mail address.
Names and addresses are changed only where `may_change_names` and `may_change_email` say so; the
rules behind them are in docs/reference/people-import.md.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from .people import PersonRow
from .problems import Problem, shown

# A list that would take away more than this share of the people of today, or give them another
# number (by which they are known), has to be confirmed.
BRAKE_PERCENT = 5


@dataclass(frozen=True, slots=True)
class Post:
    """A person who belongs to the organism, as the academy knows them.

    `unit_ids` holds the unit of today and those already planned; `unit_id` is the one to leave.
    """

    membership_id: int
    user_id: int
    unit_id: int
    unit_ids: frozenset[int]
    starts_on: date
    person_number: str
    email: str
    first_name: str
    last_name: str
    ends_on: date | None = None
    may_change_names: bool = True
    may_change_email: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """What a list is compared with.

    `unit_ids` gives the unit of each code; `unit_since` the first day of each unit here;
    `accounts` the account of each known address that no member signs in with; `left_on` the day
    on which each former member last left.
    """

    posts: list[Post]
    unit_ids: Mapping[str, int]
    unit_since: Mapping[int, date] = field(default_factory=dict)
    accounts: Mapping[str, int] = field(default_factory=dict)
    left_on: Mapping[int, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Joining:
    """Someone new here; `user_id` is None when an account has to be made."""

    row: PersonRow
    unit_id: int
    user_id: int | None
    starts_on: date


@dataclass(frozen=True, slots=True)
class Moving:
    """Someone who goes to another unit from `on`."""

    post: Post
    row: PersonRow
    unit_id: int
    on: date


@dataclass(frozen=True, slots=True)
class Changing:
    """Someone whose name, number or address is corrected; only the fields that change are set."""

    post: Post
    row: PersonRow
    first_name: str | None = None
    last_name: str | None = None
    person_number: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Leaving:
    """Someone who is not on the list any more; the post ends on `on`."""

    post: Post
    on: date


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to know that stops nothing: an address that only its owner changes."""

    code: Literal["email_kept", "name_kept"]
    line: int
    person_number: str


@dataclass(slots=True)
class Difference:
    """Everything that a list would change, and what stands in its way."""

    joining: list[Joining] = field(default_factory=list)
    moving: list[Moving] = field(default_factory=list)
    changing: list[Changing] = field(default_factory=list)
    leaving: list[Leaving] = field(default_factory=list)
    unchanged: int = 0
    present: int = 0
    notices: list[Notice] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many changes there are."""
        return len(self.joining) + len(self.changing) + len(self.moving) + len(self.leaving)

    @property
    def needs_confirmation(self) -> bool:
        """Whether more than `BRAKE_PERCENT` % of today's people would leave or be renumbered."""
        return self.to_confirm > 0

    @property
    def renumbered(self) -> int:
        """How many people would get another number than the one they have."""
        return sum(bool(one.person_number and one.post.person_number) for one in self.changing)

    @property
    def to_confirm(self) -> int:
        """The number to be typed: those who leave and those who are renumbered, where too many."""
        counted = (len(self.leaving), self.renumbered)
        return sum(count for count in counted if brake(count, self.present))

    def fingerprint(self) -> str:
        """Return a digest of the changes, by which what was shown is what is applied."""
        digest = hashlib.sha256()
        for joining in self.joining:
            one = (joining.row.email, joining.unit_id, joining.user_id, joining.starts_on)
            digest.update(f"join {one}\n".encode())
        for changing in self.changing:
            two = (
                changing.post.user_id,
                changing.first_name,
                changing.last_name,
                changing.person_number,
                changing.email,
            )
            digest.update(f"change {two}\n".encode())
        for moving in self.moving:
            digest.update(f"move {(moving.post.user_id, moving.unit_id, moving.on)}\n".encode())
        for leaving in self.leaving:
            digest.update(f"leave {leaving.post.user_id}\n".encode())
        return digest.hexdigest()


def brake(people: int, present: int) -> bool:
    """Tell whether a change of so many people has to be confirmed with their number."""
    return people * 100 > present * BRAKE_PERCENT


def compare(rows: Iterable[PersonRow], state: State, *, effective_on: date) -> Difference:
    """Compare a whole list with the present state; the order of the lines changes nothing."""
    found = Difference(present=len(state.posts))
    rows = sorted(rows, key=lambda row: row.line)
    by_number = {post.person_number: post for post in state.posts if post.person_number}
    by_email = _posts_by_email(state)
    matched: dict[int, PersonRow] = {}
    pairs: list[tuple[PersonRow, Post | None]] = []
    later: list[PersonRow] = []
    for row in rows:
        post = by_number.get(row.person_number)
        if post is None:
            later.append(row)
            continue
        holder = by_email.get(row.email)
        if holder is not None and holder.user_id != post.user_id:
            found.problems.append(_email_of(row, holder))
        # Even with a problem the person is on the list: they are not leaving.
        matched[post.user_id] = row
        pairs.append((row, post))
    for row in later:
        post = by_email.get(row.email)
        if post is not None and post.user_id in matched:
            found.problems.append(_email_of(row, post))
            continue
        if post is not None:
            matched[post.user_id] = row
        pairs.append((row, post))

    joined: dict[int, int] = {}
    for row, post in sorted(pairs, key=lambda pair: pair[0].line):
        unit_id = state.unit_ids.get(row.unit_code)
        if unit_id is None:
            code = shown(row.unit_code)
            found.problems.append(Problem("unknown_unit", row.line, "unit_code", code))
        elif post is None:
            _join(found, row, unit_id, state, effective_on, joined)
        else:
            _compare_one(found, row, post, unit_id, state, effective_on)
    for post in state.posts:
        on = max(effective_on, post.starts_on + timedelta(days=1))
        # A post whose end is already known leaves only if it has to end sooner.
        if post.user_id not in matched and (post.ends_on is None or on < post.ends_on):
            found.leaving.append(Leaving(post, on))
    found.problems.sort(key=lambda problem: problem.line)
    return found


def _posts_by_email(state: State) -> dict[str, Post]:
    """Return the member of each address, second addresses of an account included."""
    by_user = {post.user_id: post for post in state.posts}
    found = {
        email: by_user[user_id] for email, user_id in state.accounts.items() if user_id in by_user
    }
    return found | {post.email.lower(): post for post in state.posts}


def _email_of(row: PersonRow, holder: Post) -> Problem:
    return Problem(
        "email_of_other",
        row.line,
        "email",
        shown(row.email),
        {"number": shown(holder.person_number)},
    )


def _join(
    found: Difference,
    row: PersonRow,
    unit_id: int,
    state: State,
    effective_on: date,
    joined: dict[int, int],
) -> None:
    user_id = state.accounts.get(row.email)
    if user_id is not None:
        # Two addresses of one account.
        first = joined.setdefault(user_id, row.line)
        if first != row.line:
            found.problems.append(
                Problem("repeated_person", row.line, "email", shown(row.email), {"first": first})
            )
            return
    # Nobody belongs to a unit before it was here, or twice at once.
    starts_on = max(
        row.starts_on or effective_on,
        state.unit_since.get(unit_id, date.min),
        state.left_on.get(user_id, date.min) if user_id is not None else date.min,
    )
    found.joining.append(Joining(row, unit_id, user_id, starts_on))


def _compare_one(
    found: Difference,
    row: PersonRow,
    post: Post,
    unit_id: int,
    state: State,
    effective_on: date,
) -> None:
    first_name = last_name = email = number = None
    if (row.first_name, row.last_name) != (post.first_name, post.last_name):
        if post.may_change_names:
            first_name = row.first_name if row.first_name != post.first_name else None
            last_name = row.last_name if row.last_name != post.last_name else None
        else:
            found.notices.append(Notice("name_kept", row.line, row.person_number))
    if row.email != post.email.lower() and state.accounts.get(row.email) != post.user_id:
        if post.may_change_email and row.email not in state.accounts:
            email = row.email
        else:
            found.notices.append(Notice("email_kept", row.line, row.person_number))
    if row.person_number != post.person_number:
        number = row.person_number
    changes = any(value is not None for value in (first_name, last_name, email, number))
    if changes:
        found.changing.append(Changing(post, row, first_name, last_name, number, email))
    if unit_id not in post.unit_ids:
        on = max(effective_on, post.starts_on)
        if row.starts_on is not None and post.starts_on < row.starts_on <= effective_on:
            on = max(row.starts_on, min(state.unit_since.get(unit_id, row.starts_on), effective_on))
        found.moving.append(Moving(post, row, unit_id, on))
    elif not changes:
        found.unchanged += 1


def unit_codes(codes: Mapping[str, int], organism_code: str) -> dict[str, int]:
    """Return the unit of each way to write a code: as it is, or without the organism's prefix.

    Two organisms may both have a unit `DG`, kept as `MCN-DG` and `MSS-DG`: each writes `DG`.
    Case is forgiven where it leaves no doubt. The whole code wins over a shortened one.
    """
    found: dict[str, int] = {}
    prefix = f"{organism_code}-"
    for code, unit_id in codes.items():
        if code.startswith(prefix):
            found[code.removeprefix(prefix)] = unit_id
    found |= codes
    return found


def units_for(wanted: Collection[str], codes: Mapping[str, int]) -> dict[str, int]:
    """Return the unit of each wanted code, forgiving case where one unit fits."""
    folded: dict[str, set[int]] = {}
    for code, unit_id in codes.items():
        folded.setdefault(code.casefold(), set()).add(unit_id)
    found: dict[str, int] = {}
    for code in set(wanted):
        fitting = folded.get(code.casefold(), set())
        if code in codes:
            found[code] = codes[code]
        elif len(fitting) == 1:
            found[code] = next(iter(fitting))
    return found
