"""Segments as their translator reads them: old and new source, what changed, which terms."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from academy.organisms.models import Organism
from courses.adoption.wording import Piece, Wording, compared

from .comparing import Compared, State, digest_of_text
from .grounds import editor_of
from .queries import Pair
from .segments import is_quoted, steps_of
from .terms import Term, avoided_in, found_in, lacking

LONGEST_LABEL = 60
MOST_LABELS = 3


@dataclass(frozen=True, slots=True)
class Run:
    """Some words of the source: whether they are new, and which term of the glossary they are."""

    words: str
    is_new: bool = False
    term: Term | None = None


@dataclass(frozen=True, slots=True)
class ShownSegment:
    """A segment on the translator's desk.

    `old`: what the source said, None where that isn't known or is the same; `new`: what it says;
    `terms`: those of the glossary that it has; `remarks`: what the glossary finds in the
    translation. `seen` and `was`: the digests of the two texts. `prefix`: what the names of its
    fields begin with.
    """

    one: Compared
    label: str
    state_words: str
    old: Sequence[Piece] | None
    new: Sequence[Run]
    plain: str
    terms: Sequence[Term]
    remarks: Sequence[str]
    seen: str
    was: str
    prefix: str
    editor_url: str
    translated_at: datetime | None
    translated_for: str

    @property
    def is_left_over(self) -> bool:
        """Tell whether its source is gone: there is nothing to translate."""
        return self.one.state is State.LEFT_OVER

    @property
    def is_marked_otherwise(self) -> bool:
        """Tell whether it is a question whose marking isn't that of the source."""
        return self.one.state is State.DIFFERS

    @property
    def may_be_right(self) -> bool:
        """Tell whether somebody may say that it needs no other words."""
        return self.one.state is not State.COMING


def prefix_of(place: str) -> str:
    """Return what the names of a segment's fields begin with."""
    return f"s{hashlib.sha256(place.encode()).hexdigest()[:10]}"


def state_words(state: State) -> str:
    """Return how a segment stands to its source."""
    return {
        State.STALE: pgettext("of a segment", "The source has changed"),
        State.MISSING: pgettext("of a segment", "Not translated yet"),
        State.LEFT_OVER: pgettext("of a segment", "No longer in the source"),
        State.DIFFERS: pgettext("of a segment", "Not marked as in the source"),
        State.COMING: pgettext("of a segment", "Changes with the source’s next publication"),
        State.CURRENT: pgettext("of a segment", "Up to date"),
    }[state]


def shown(pair: Pair, found: Iterable[Compared], terms: Sequence[Term]) -> list[ShownSegment]:
    """Return segments as their translator reads them. One query."""
    wording = Wording(
        pair.kind, [pair.source_content, pair.source_draft, _renamed(pair.own_draft, pair.names)]
    )
    found = list(found)
    rows = [pair.rows.get(one.place) for one in found]
    codes = {row.organism_code for row in rows if row and row.organism_code}
    names = {one.code: one.name for one in Organism.objects.filter(code__in=codes)} if codes else {}
    back = {theirs: mine for mine, theirs in pair.names.items()}
    return [_shown(pair, one, wording, terms, names, back) for one in found]


def _shown(
    pair: Pair,
    one: Compared,
    wording: Wording,
    terms: Sequence[Term],
    names: Mapping[str, str],
    back: Mapping[str, str],
) -> ShownSegment:
    steps = steps_of(one.place)
    if is_quoted(one.place, wording.contents):
        terms = ()
    old = _plain(wording, steps, one.old) if one.old is not None else None
    new, text = _plain(wording, steps, one.new), _plain(wording, steps, one.text)
    is_changed = old is not None and old != new and one.state in (State.STALE, State.COMING)
    sides = compared(old, new) if is_changed and old is not None else compared(None, new)
    row = pair.rows.get(one.place)
    block_id = back.get(steps[1], steps[1]) if steps[0] == "body" else ""
    return ShownSegment(
        one=one,
        label=label_of(wording, steps),
        state_words=state_words(one.state),
        old=sides.left if is_changed else None,
        new=tuple(_runs(sides.right or (), new, terms)),
        plain=text,
        terms=tuple(dict.fromkeys(place.term for place in found_in(new, terms))),
        remarks=tuple(remarks_on(new, text, terms)) if text else (),
        seen=digest_of_text(one.new),
        was=digest_of_text(one.text),
        prefix=prefix_of(one.place),
        editor_url=editor_of(pair.own, block_id),
        translated_at=row.at if row else None,
        translated_for=names.get(row.organism_code, "") if row else "",
    )


def label_of(wording: Wording, steps: tuple[str, ...]) -> str:
    """Return what a segment is called: the block, and the field in it."""
    label = wording.label(steps)
    # Every block stands in the content: that says nothing.
    parts = label.split(" › ")
    is_stream = steps[0] in ("body", "questions") and len(parts) > 1
    return " › ".join(parts[1:]) if is_stream else label


def remarks_on(source: str, text: str, terms: Sequence[Term]) -> Iterator[str]:
    """Yield what the glossary finds in a translation, in whole sentences."""
    for term, word in lacking(source, text, terms).items():
        yield _("The source has “%(source)s”, and the translation hasn’t “%(target)s”.") % {
            "source": word,
            "target": term.target[0],
        }
    for term, word in avoided_in(text, terms):
        yield _("“%(word)s” is not to be used: the glossary has “%(target)s”.") % {
            "word": word,
            "target": term.target[0],
        }


def _plain(wording: Wording, steps: tuple[str, ...], text: str) -> str:
    return (wording.words(steps, text) or "") if text else ""


def _runs(pieces: Sequence[Piece], text: str, terms: Sequence[Term]) -> Iterator[Run]:
    """Yield the words of `text`, which `pieces` make, cut where a term begins or ends."""
    places = found_in(text, terms)
    position = 0
    for piece in pieces:
        end = position + len(piece.words)
        cuts = sorted(
            {position, end}
            | {cut for one in places for cut in (one.start, one.end) if position < cut < end}
        )
        for start, stop in pairwise(cuts):
            term = next((one.term for one in places if one.start <= start < one.end), None)
            yield Run(text[start:stop], piece.is_other, term)
        position = end


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        return {
            name: names.get(one, one)
            if name == "id" and isinstance(one, str)
            else _renamed(one, names)
            for name, one in value.items()
        }
    if isinstance(value, list):
        return [_renamed(one, names) for one in value]
    return value


def named(labels: Sequence[str]) -> str:
    """Return the first of some labels, as a sentence has them."""
    first = "; ".join(Truncator(one).chars(LONGEST_LABEL) for one in labels[:MOST_LABELS])
    return f"{first}…" if len(labels) > MOST_LABELS else first
