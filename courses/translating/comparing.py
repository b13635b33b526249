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


@dataclass(frozen=True, slots=True)
class Side:
    """One of two texts that are written side by side, such as those of a survey: beside which text
    of the other language it was right, and the digest of what it said itself."""

    beside: str
    digest: str


def side_by_side(
    texts: Mapping[str, str], known: Mapping[str, Side | None]
) -> dict[str, Side | None]:
    """Return what is known of a text in two languages, by language, now that it says `texts`.

    Neither language is the source. What was changed alone leaves the other behind; what was changed
    in both says the same; and who changes what was behind has brought it up to date. Of a text that
    isn't written yet, or is a copy of the other one, nothing is known.
    """
    first, second = texts
    sides = known.get(first), known.get(second)
    if sides[0] is None or sides[1] is None:
        return _begun(texts, known)
    changed = [one for one in texts if digest_of_text(texts[one]) != _side(known, one).digest]
    if not changed:
        return dict(known)
    other = {first: second, second: first}
    if len(changed) == 2 or _was_behind(changed[0], other[changed[0]], known):
        return _agreed(texts)
    alone = changed[0]
    return {
        **known,
        alone: Side(texts[other[alone]], digest_of_text(texts[alone])),
    }


def _side(known: Mapping[str, Side | None], language: str) -> Side:
    side = known[language]
    if side is None:
        raise ValueError(f"Nothing is known of {language}.")
    return side


def _was_behind(own: str, other: str, known: Mapping[str, Side | None]) -> bool:
    return digest_of_text(_side(known, own).beside) != _side(known, other).digest


def _agreed(texts: Mapping[str, str]) -> dict[str, Side | None]:
    first, second = texts
    return {
        first: Side(texts[second], digest_of_text(texts[first])),
        second: Side(texts[first], digest_of_text(texts[second])),
    }


def _begun(texts: Mapping[str, str], known: Mapping[str, Side | None]) -> dict[str, Side | None]:
    """Return the same of a text that is new, or that one of the languages lacked."""
    first, second = texts
    lacking = next((one for one in texts if not texts[one]), None)
    if lacking is None and texts[first] == texts[second] and has_words(texts[first]):
        lacking = second
    if lacking is not None:
        return {**_agreed(texts), lacking: None}
    was = known.get(first) or known.get(second)
    late = second if known.get(first) else first
    agreed = _agreed(texts)
    if was is not None and was.beside == texts[late]:
        # It was a copy, and still is one of what the other no longer says.
        return {**agreed, late: Side(texts[late], digest_of_text(texts[late]))}
    return agreed
