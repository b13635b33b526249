"""Which texts of a translation follow which texts of the source. Pure."""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

# Of each segment, so many source texts are kept that mean the same.
MOST_MEANINGS = 20


class State(StrEnum):
    """How a text of a translation stands to its source.

    COMING: it follows what is published, and the source's draft says something else. DIFFERS: not
    a text, but a question that is marked otherwise than in the source; its place is its block.
    """

    STALE = "stale"
    MISSING = "missing"
    LEFT_OVER = "left over"
    DIFFERS = "differs"
    COMING = "coming"
    CURRENT = "current"


# What has to be done before a translation says what its source says.
TO_DO = (State.STALE, State.MISSING, State.LEFT_OVER, State.DIFFERS)


@dataclass(frozen=True, slots=True)
class Known:
    """From which source text a translation was made, and which others mean the same (digests)."""

    source_text: str
    same_meaning: frozenset[str] = frozenset()

    def follows(self, text: str) -> bool:
        """Tell whether what was made from it still says what `text` says."""
        return self.source_text == text or digest_of_text(text) in self.same_meaning


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a file says of a text of a translation: the source text from which it was made, None
    where nobody translated it yet, and which others mean the same (digests)."""

    made_from: str | None
    same_meaning: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """A text at a place: what the source said when it was translated (`old`, None where that isn't
    known), what it says now, and the translation."""

    place: str
    state: State
    old: str | None
    new: str
    text: str


def digest_of_text(text: str) -> str:
    """Return the SHA-256 by which a text is known."""
    return hashlib.sha256(text.encode()).hexdigest()


def has_words(text: str) -> bool:
    """Tell whether there is something to translate: an address or a number is the same anywhere."""
    return sum(letter.isalpha() for letter in text) > 1


def compare(
    source: Mapping[str, str],
    draft: Mapping[str, str],
    own: Mapping[str, str],
    known: Mapping[str, Known],
) -> Iterator[Compared]:
    """Yield the texts of a translation in the order of its source, what is left over last.

    `source`: the texts of the source, by place, as they are published (as they were last saved,
    where it isn't published); `draft`: as they were last saved; `own`: those of the translation.
    A text that nobody knows the source of was made from the present one, unless it is the same.
    """
    for place in dict.fromkeys([*_in_order(source, draft), *own]):
        new, coming, text = source.get(place, ""), draft.get(place, ""), own.get(place, "")
        was = known.get(place)
        old = was.source_text if was else None
        if not (new or coming or text):
            continue
        state = _state(new, coming, text, was)
        says = coming if state is State.COMING or not new else new
        yield Compared(place, state, old, says, text)


def _in_order(source: Mapping[str, str], draft: Mapping[str, str]) -> list[str]:
    """Return the places of both: what the draft adds stands where the draft has it."""
    order = list(source)
    before = -1
    for place in draft:
        if place in source:
            before = order.index(place)
        else:
            before += 1
            order.insert(before, place)
    return order


def _state(new: str, coming: str, text: str, was: Known | None) -> State:
    if was is not None and was.follows(new):
        return State.CURRENT if new == coming or was.follows(coming) else State.COMING
    if was is not None and coming != new and was.follows(coming):
        # It was translated ahead of the publication of the source.
        return State.CURRENT
    if not new:
        if not text:
            return State.COMING
        return State.LEFT_OVER if not coming else State.CURRENT
    if not text:
        return State.MISSING
    if was is None:
        return State.MISSING if text == new and has_words(new) else State.CURRENT
    return State.STALE


def would_be_behind(
    draft: Mapping[str, str], own: Mapping[str, str], known: Mapping[str, Known]
) -> list[str]:
    """Return the places whose translation falls behind once `draft` is what the source says."""
    return [
        one.place
        for one in compare(draft, draft, own, known)
        if one.state in TO_DO and (one.place in known or one.new)
    ]


def left(found: Collection[Compared]) -> list[Compared]:
    """Return what is to be done."""
    return [one for one in found if one.state in TO_DO]
