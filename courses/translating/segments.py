"""The texts of a page, each by the steps that lead to it, and back into the page."""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from django.db import models
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField

from courses.adoption.contents import Content, field_of
from courses.exchange.marking import marked_otherwise

from .comparing import Compared, State

# What of a page is written for people; the rest is the same in each language.
TEXTS = {
    "path": ("title", "summary", "description", "objectives", "audience", "optional_sets"),
    "course": ("title", "summary", "objectives"),
    "lesson": ("title", "summary", "body"),
    "question": ("body", "objective"),
    "survey": ("intro", "questions"),
}
# Texts of blocks that name things: the tag of a bank's questions.
_NAMES = frozenset({"tag"})
_SEPARATOR = "/"


@dataclass(frozen=True, slots=True)
class Leaf:
    """Where a text stands: the field of the page, or the block that is one text."""

    field: Any
    block: blocks.FieldBlock | None

    @property
    def is_rich(self) -> bool:
        """Tell whether it is rich text."""
        return isinstance(self.field, RichTextField) or isinstance(self.block, blocks.RichTextBlock)


def steps_of(place: str) -> tuple[str, ...]:
    """Return the steps that lead to a place, as `courses.merging` has them."""
    return tuple(place.split(_SEPARATOR))


def below_block(place: str) -> str:
    """Return the way to a text of a question of a bank below its one block, whose id is each
    academy's own."""
    steps = steps_of(place)
    return _SEPARATOR.join(steps[2:]) if steps[0] == "body" else place


def in_block(place: str, question: Content) -> str:
    """Return the place of a text of `question` that `below_block` gives as `place`."""
    if steps_of(place)[0] != "value":
        return place
    return _SEPARATOR.join(("body", question["body"][0]["id"], place))


def texts_of(kind: str, content: Content, names: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the texts of a page of `kind` by place, in order, empty ones too.

    `names`: other ids for those of its blocks (`names_in`).
    """
    found: dict[str, str] = {}
    for name in TEXTS[kind]:
        field = field_of(kind, name)
        if isinstance(field, StreamField):
            found |= _in_block(field.stream_block, content[name], (name,), names or {})
        else:
            found[name] = str(content[name] or "")
    return found


def _in_block(
    block: Any, value: Any, steps: tuple[str, ...], names: Mapping[str, str]
) -> dict[str, str]:
    found: dict[str, str] = {}
    if isinstance(block, blocks.BaseStreamBlock):
        for one in value or []:
            child = block.child_blocks.get(one["type"])
            here = (*steps, names.get(one["id"], one["id"]), "value")
            found |= _in_block(child, one["value"], here, names) if child else {}
    elif isinstance(block, blocks.ListBlock):
        for one in value or []:
            here = (*steps, names.get(one["id"], one["id"]), "value")
            found |= _in_block(block.child_block, one["value"], here, names)
    elif isinstance(block, blocks.BaseStructBlock):
        for name, child in block.child_blocks.items():
            if name not in _NAMES:
                found |= _in_block(child, (value or {}).get(name), (*steps, name), names)
    elif is_text(block):
        found[_SEPARATOR.join(steps)] = str(value or "")
    return found


def is_quoted(place: str, contents: Iterable[Content]) -> bool:
    """Tell whether a text is what others wrote: titles of publications keep their own words."""
    steps = steps_of(place)
    if steps[0] != "body":
        return False
    return any(
        one["id"] == steps[1] and one["type"] == "sources"
        for content in contents
        for one in content["body"]
    )


def is_text(block: Any) -> bool:
    """Tell whether a block is one text that people read."""
    return isinstance(block, blocks.CharBlock | blocks.TextBlock | blocks.RichTextBlock)


def names_in(kind: str, source: Content, own: Content) -> dict[str, str]:
    """Return the ids that the source has for blocks of a translation that have others.

    Languages share the ids of their blocks, but for lists that were written apart, such as
    objectives that no lesson names: those go together in their order, where they are as many and
    of the same kinds.
    """
    found: dict[str, str] = {}
    for name in TEXTS[kind]:
        if isinstance(field_of(kind, name), StreamField):
            _name(source[name], own[name], found)
    return found


def _name(source: Any, own: Any, found: dict[str, str]) -> None:
    if isinstance(source, Mapping) and isinstance(own, Mapping):
        for name in source.keys() & own.keys():
            _name(source[name], own[name], found)
    if not (_is_items(source) and _is_items(own)):
        return
    mine = {one["id"]: one for one in own}
    if not mine.keys() & {one["id"] for one in source}:
        if [one["type"] for one in own] != [one["type"] for one in source]:
            return
        found |= {one["id"]: other["id"] for one, other in zip(own, source, strict=True)}
        mine = {other["id"]: one for one, other in zip(own, source, strict=True)}
    for one in source:
        if one["id"] in mine:
            _name(one["value"], mine[one["id"]]["value"], found)


def _is_items(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(one, Mapping) and "id" in one and "type" in one for one in value
    )


def marking_apart(kind: str, sources: Iterable[Content], own: Content) -> Iterator[Compared]:
    """Yield the questions of a translation that are marked otherwise than in each of `sources`:
    what is published of the source, and its draft, which one may follow ahead."""
    if kind not in ("lesson", "question"):
        return
    apart = [marked_otherwise(source["body"], own["body"]) for source in sources]
    for block_id in apart[0]:
        if all(block_id in one for one in apart):
            yield Compared(f"body{_SEPARATOR}{block_id}", State.DIFFERS, None, "", "")


def leaf_at(kind: str, place: str, contents: Iterable[Content]) -> Leaf | None:
    """Return where a place leads in the first of `contents` that has it; None where nowhere."""
    for content in contents:
        found = _leaf(kind, steps_of(place), content)
        if found is not None:
            return found
    return None


def _leaf(kind: str, steps: tuple[str, ...], content: Content) -> Leaf | None:
    if steps[0] not in TEXTS[kind]:
        return None
    field: Any = field_of(kind, steps[0])
    if not isinstance(field, StreamField):
        return Leaf(field, None) if len(steps) == 1 else None
    block: Any = field.stream_block
    value: Any = content[steps[0]]
    for step in steps[1:]:
        if isinstance(block, blocks.BaseStreamBlock | blocks.ListBlock) and _is_items(value):
            one = next((one for one in value if one["id"] == step), None)
            if one is None:
                return None
            is_list = isinstance(block, blocks.ListBlock)
            block = block.child_block if is_list else block.child_blocks.get(one["type"])
            value = one["value"]
        elif step == "value":
            continue
        elif isinstance(block, blocks.BaseStructBlock) and step in block.child_blocks:
            block, value = block.child_blocks[step], (value or {}).get(step)
        else:
            return None
    return Leaf(field, block) if is_text(block) else None


def with_text(
    kind: str,
    place: str,
    text: str,
    own: Content,
    source: Content,
    names: Mapping[str, str],
) -> Content:
    """Return `own` with `text` at a place of the source.

    Where the translation lacks the block, or an item of it, it gets one like that of the source,
    whose other texts are empty.
    """
    steps = steps_of(place)
    made = deepcopy(own)
    field = field_of(kind, steps[0])
    if not isinstance(field, StreamField):
        made[steps[0]] = text
        return made
    back = {theirs: mine for mine, theirs in names.items()}
    _put(field.stream_block, made[steps[0]], source[steps[0]], steps[1:], text, back)
    return made


def _put(
    block: Any, own: Any, source: Any, steps: tuple[str, ...], text: str, back: Mapping[str, str]
) -> None:
    """Put `text` below `own`, a list or a record that is there."""
    step, rest = steps[0], steps[1:]
    if isinstance(block, blocks.BaseStructBlock):
        child = block.child_blocks[step]
        if rest:
            if own.get(step) is None:
                own[step] = _blank(child, source[step])
            _put(child, own[step], source[step], rest, text, back)
        else:
            own[step] = text
        return
    theirs = next(one for one in source if one["id"] == step)
    mine = next((one for one in own if one["id"] == back.get(step, step)), None)
    is_list = isinstance(block, blocks.ListBlock)
    child = block.child_block if is_list else block.child_blocks[theirs["type"]]
    if mine is None:
        mine = {**theirs, "value": _blank(child, theirs["value"])}
        own.insert(_where(step, own, source, back), mine)
    # `rest` begins with "value".
    if len(rest) > 1:
        _put(child, mine["value"], theirs["value"], rest[1:], text, back)
    else:
        mine["value"] = text


def _where(step: str, own: list, source: list, back: Mapping[str, str]) -> int:
    """Return where in the translation an item stands that comes after what it follows there."""
    ids = [one["id"] for one in own]
    before: Iterator[str] = (one["id"] for one in source)
    place = 0
    for one in before:
        if one == step:
            break
        if back.get(one, one) in ids:
            place = ids.index(back.get(one, one)) + 1
    return place


def _blank(block: Any, value: Any) -> Any:
    """Return a value like `value` without its texts."""
    if is_text(block):
        return ""
    if isinstance(block, blocks.BaseStructBlock):
        return {
            name: value[name] if name in _NAMES else _blank(child, value.get(name))
            for name, child in block.child_blocks.items()
            if name in (value or {})
        }
    if isinstance(block, blocks.ListBlock):
        return [{**one, "value": _blank(block.child_block, one["value"])} for one in value or []]
    if isinstance(block, blocks.BaseStreamBlock):
        return [
            {**one, "value": _blank(block.child_blocks[one["type"]], one["value"])}
            for one in value or []
        ]
    return value


def form_field(leaf: Leaf) -> Any:
    """Return the field of a form in which the text is written, as the editor has it."""
    if leaf.block is not None:
        return deepcopy(leaf.block.field)
    field: models.Field = leaf.field
    return field.formfield()
