"""Changes in words: what a place is called, and what stands there, for people to compare."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape
from typing import Any

from django.utils.html import strip_tags
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from wagtail import blocks
from wagtail.admin.compare import diff_text
from wagtail.documents import get_document_model
from wagtail.fields import StreamField
from wagtail.models import Page

from courses.merging import ABSENT, ChangeKind, ConflictKind, Place, same

from .contents import Content, field_of

_ENDS_A_LINE = re.compile(r"</(?:p|h\d|li)>|<br/?>")
_ITEM = re.compile(r"<li\b[^>]*>")
_LINK = re.compile(r"<a\b(?P<said>[^>]*)>(?P<words>.*?)</a>", re.DOTALL)
_ATTRIBUTE = re.compile(r'\b(linktype|id|href)="([^"]*)"')
# How formats are written where two texts differ by them alone, as people do in messages.
_MARKS = (
    (re.compile(r"</?(?:b|strong)>"), "**"),
    (re.compile(r"</?(?:i|em)>"), "__"),
    (re.compile(r"<h3\b[^>]*>"), "# "),
    (re.compile(r"<h4\b[^>]*>"), "## "),
)
# The lists of the pages below, which are no fields of a page.
BELOW = {
    "courses": gettext_lazy("Courses of the path"),
    "lessons": gettext_lazy("Lessons of the course"),
}
CHANGES = {
    ChangeKind.ADDED: pgettext_lazy("a change", "Added"),
    ChangeKind.REMOVED: pgettext_lazy("a change", "Removed"),
    ChangeKind.CHANGED: pgettext_lazy("a change", "Changed"),
    ChangeKind.MOVED: pgettext_lazy("a change", "Moved"),
}
CONFLICTS = {
    ConflictKind.BOTH_CHANGED: gettext_lazy("Both changed"),
    ConflictKind.WE_REMOVED: gettext_lazy("You removed it, they changed it"),
    ConflictKind.THEY_REMOVED: gettext_lazy("You changed it, they removed it"),
    ConflictKind.BOTH_MOVED: gettext_lazy("Both changed the order"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a text, and whether the other text has them too."""

    words: str
    is_other: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts side by side; None where there is nothing on a side."""

    left: Sequence[Piece] | None
    right: Sequence[Piece] | None

    @property
    def is_alike(self) -> bool:
        """Tell whether the same words stand on both sides, so that nobody sees what differs."""
        return self.left is not None and self.left == self.right


def compared(left: str | None, right: str | None) -> Pair:
    """Return two texts with the words of each that the other doesn't have marked."""
    if left is None or right is None:
        whole = [None if text is None else [Piece(text, False)] for text in (left, right)]
        return Pair(*whole)
    changes = diff_text(left, right).changes
    return Pair(
        [Piece(words, kind == "deletion") for kind, words in changes if kind != "addition"],
        [Piece(words, kind == "addition") for kind, words in changes if kind != "deletion"],
    )


def with_marks(value: Any) -> Any:
    """Return a value whose formats (bold, italics, headings) are written as signs in its texts."""
    if isinstance(value, str) and "<" in value:
        for tag, mark in _MARKS:
            value = tag.sub(mark, value)
        return value
    if isinstance(value, Mapping):
        return {name: with_marks(one) for name, one in value.items()}
    if isinstance(value, list):
        return [with_marks(one) for one in value]
    return value


class Wording:
    """Says in words what pages of one `kind` say.

    `contents` are the versions in which the blocks that places name are found; `titles` holds those
    of pages, by key.
    """

    def __init__(
        self, kind: str, contents: Iterable[Content], titles: Mapping[str, str] | None = None
    ) -> None:
        self.kind = kind
        self.contents = [one for one in contents if one]
        self.titles = titles or {}

    def label(self, place: Place) -> str:
        """Return what a place is called: the field, the block in it, the field of the block…"""
        if place[0] in BELOW:
            return str(BELOW[place[0]])
        field = field_of(self.kind, place[0])
        steps = [capfirst(str(field.verbose_name))]
        if isinstance(field, StreamField) and len(place) > 1:
            steps += self._steps(field.stream_block, place[1:], place[:1])
        return " › ".join(steps)

    def is_stream(self, place: Place) -> bool:
        """Tell whether `place` is a whole list of blocks."""
        if place[0] in BELOW:
            return False
        return isinstance(field_of(self.kind, place[0]), StreamField)

    def words(self, place: Place, value: Any) -> str | None:
        """Return what `value`, which stands at `place`, says; None where nothing stands there."""
        if value is ABSENT:
            return None
        if place[0] in BELOW:
            return self._pages(value)
        field = field_of(self.kind, place[0])
        if isinstance(field, StreamField):
            return self._in_stream(field.stream_block, place, value)
        if field.is_relation:
            found = field.related_model._default_manager.filter(pk=value).first()
            return str(found) if found else _plain(None)
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if isinstance(value, list):
            return "\n".join(self.titles.get(str(one), str(one)) for one in value) or _plain(None)
        return _plain(value)

    def beside(self, place: Place, left: Any, right: Any) -> Pair:
        """Return what two values at `place` say, side by side; where their words are the same, with
        their formats written out."""
        said = self.words(place, left), self.words(place, right)
        if said[0] == said[1] and not same(left, right):
            said = self.words(place, with_marks(left)), self.words(place, with_marks(right))
        return compared(*said)

    def order(self, place: Place, ids: Sequence[str]) -> str:
        """Return, line by line, what an order of blocks or pages is, each by how it begins."""
        lines = []
        for number, key in enumerate(ids, 1):
            said = self.titles.get(key) if place[0] in BELOW else self._excerpt(place, key)
            lines.append(f"{number}. {said or key}")
        return "\n".join(lines)

    def _pages(self, value: Any) -> str:
        keys = [value] if isinstance(value, Mapping) else value
        return "\n".join(self.titles.get(str(one["id"]), str(one["id"])) for one in keys)

    def _excerpt(self, place: Place, key: str) -> str:
        found = self._find((*place, key))
        said = (self.words((*place, key), found) or "") if found is not ABSENT else ""
        line = " ".join(said.split())
        return line if len(line) <= 80 else f"{line[:79]}…"

    def _find(self, place: Place) -> Any:
        """Return what stands at `place` in the first of the contents that has it."""
        for content in self.contents:
            value: Any = content
            for step in place:
                value = _step(value, step)
            if value is not ABSENT:
                return value
        return ABSENT

    def _steps(self, block: Any, steps: Place, above: Place) -> list[str]:
        """Return the names of the `steps` below `above`, where `block` stands."""
        if not steps:
            return []
        step, rest, here = steps[0], steps[1:], (*above, steps[0])
        if isinstance(block, blocks.BaseStreamBlock):
            found = self._find(here)
            child = block.child_blocks.get(found["type"]) if found is not ABSENT else None
            if child is None:
                return []
            return [self._name(above, found, child), *self._steps(child, rest, here)]
        if step in ("value", "type", "id"):
            return self._steps(block, rest, here)
        if isinstance(block, blocks.BaseStructBlock):
            child = block.child_blocks.get(step)
            return [str(child.label), *self._steps(child, rest, here)] if child else []
        if isinstance(block, blocks.ListBlock):
            number = self._number(above, step)
            name = f"{block.child_block.label or _('Item')} {number}".strip()
            return [name, *self._steps(block.child_block, rest, here)]
        return []

    def _name(self, above: Place, block: Any, child: Any) -> str:
        """Return what a block of a stream is called, with its number where there are several."""
        held = self._find(above)
        alike = [one["id"] for one in held if one["type"] == block["type"]]
        if len(alike) < 2 or block["id"] not in alike:
            return str(child.label)
        return f"{child.label} {alike.index(block['id']) + 1}"

    def _number(self, above: Place, key: str) -> str:
        held = self._find(above)
        ids = [str(one["id"]) for one in held] if isinstance(held, list) else []
        return str(ids.index(key) + 1) if key in ids else ""

    def _in_stream(self, block: Any, place: Place, value: Any) -> str:
        """Return the words of `value` by the block that stands at `place` of a stream."""
        here: Place = place[:1]
        for step in place[1:]:
            here = (*here, step)
            if isinstance(block, blocks.BaseStreamBlock):
                found = self._find(here)
                if found is ABSENT:
                    return _plain(value)
                block = block.child_blocks[found["type"]]
            elif step in ("value", "type", "id"):
                continue
            elif isinstance(block, blocks.BaseStructBlock):
                block = block.child_blocks.get(step, block)
            elif isinstance(block, blocks.ListBlock):
                block = block.child_block
        if isinstance(value, Mapping) and "value" in value and "id" in value:
            value = value["value"]
        return "\n".join(_lines(block, value)) or _plain(None)


def _step(value: Any, step: str) -> Any:
    if isinstance(value, Mapping):
        return value.get(step, ABSENT)
    if isinstance(value, list):
        return next(
            (one for one in value if isinstance(one, Mapping) and str(one.get("id")) == step),
            ABSENT,
        )
    return ABSENT


def _lines(block: Any, value: Any) -> list[str]:
    """Return what a block says, a line for each of its texts."""
    if isinstance(block, blocks.BaseStructBlock) and isinstance(value, Mapping):
        found = []
        for name, child in block.child_blocks.items():
            if isinstance(child, blocks.BooleanBlock):
                found += [f"[{child.label}]"] if value.get(name) else []
            else:
                found += _lines(child, value.get(name))
        return found
    if isinstance(block, blocks.ListBlock) and isinstance(value, list):
        return [line for one in value for line in _lines(block.child_block, _inner(one))]
    if isinstance(block, blocks.BaseStreamBlock) and isinstance(value, list):
        return [
            line for one in value for line in _lines(block.child_blocks[one["type"]], one["value"])
        ]
    if isinstance(block, blocks.ChooserBlock):
        row = block.model_class._default_manager.filter(pk=value).first() if value else None
        return [str(row)] if row else []
    if isinstance(block, blocks.ChoiceBlock):
        choices = dict(block.field.choices) if value else {}
        return [str(choices.get(value, value))] if value else []
    if value in (None, "", []):
        return []
    return _plain(value).split("\n")


def _inner(one: Any) -> Any:
    return one["value"] if isinstance(one, Mapping) and "value" in one else one


def _plain(value: Any) -> str:
    """Return a value as people read it."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return pgettext("a field", "Yes") if value else pgettext("a field", "No")
    if isinstance(value, list):
        return "\n".join(_plain(_inner(one)) for one in value) or "–"
    if isinstance(value, Mapping):
        return "\n".join(_plain(one) for one in value.values())
    html = _ITEM.sub("• ", _LINK.sub(_with_target, str(value)))
    text = unescape(strip_tags(_ENDS_A_LINE.sub("\n", html)))
    lines = [" ".join(line.split(" ")).strip() for line in text.split("\n")]
    return "\n".join(line for line in lines if line) or "–"


def _with_target(link: re.Match[str]) -> str:
    """Return the words of a link and where it leads: an address, the title of a page or a file.

    Of a page, what everybody may read: two organizations compare their words, and neither is to
    read what the other one calls a draft.
    """
    said, words = dict(_ATTRIBUTE.findall(link["said"])), link["words"]
    models: dict[str, Any] = {"page": Page, "document": get_document_model()}
    model = models.get(said.get("linktype", ""))
    target = said.get("href", "")
    if model is not None and said.get("id", "").isdigit():
        found = model._default_manager.filter(pk=said["id"]).first()
        if found is None:
            target = _("something that is gone")
        elif isinstance(found, Page) and not found.live:
            target = _("a page that isn’t published")
        else:
            target = escape(found.title)
    return f"{words} [→ {target}]" if target and target != words else words
