"""What a page of a path says, as the three-way merge takes it, and back into the page.

Contents are plain: texts, numbers, lists, records. A list of blocks, of the items of a block or of
the pages below is a list of records with an `id`.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField

from courses.merging import same
from courses.models import BankQuestion, CoursePage, LessonPage, PathPage, SurveySide

from .naming import canonical_html

Content = dict[str, Any]
LearningPage = PathPage | CoursePage | LessonPage

MODELS: dict[str, type[LearningPage]] = {
    "path": PathPage,
    "course": CoursePage,
    "lesson": LessonPage,
}
# What is translated text by text, but is no page and isn't merged: what several paths share.
SHARED: dict[str, Any] = {"question": BankQuestion, "survey": SurveySide}
# What a merge brings over. An address, a licence and who built a path are each organism's own.
FIELDS = {
    "path": (
        "title",
        "summary",
        "description",
        "objectives",
        "audience",
        "theme",
        "level",
        "valid_months",
        "image",
        "optional_sets",
    ),
    "course": (
        "title",
        "summary",
        "objectives",
        "mastery_score",
        "has_positioning",
        "requires",
        "optional_set",
        "condition",
        "mastering",
    ),
    "lesson": ("title", "summary", "duration_minutes", "review_by", "objectives", "body"),
    "question": ("body", "objective"),
    "survey": ("intro", "questions"),
}
# What the list of the pages below is called.
BELOW = {"path": "courses", "course": "lessons"}


def kind_of(page: Any) -> str:
    """Return what kind of page this is, or what is shared: a key of `MODELS` or of `SHARED`."""
    return next(
        kind for kind, model in (*MODELS.items(), *SHARED.items()) if isinstance(page, model)
    )


def field_of(kind: str, name: str) -> Any:
    """Return a field of a `kind`, by its name."""
    model = MODELS[kind] if kind in MODELS else SHARED[kind]
    return SurveySide.fields[name] if model is SurveySide else model._meta.get_field(name)


def row_values(page: Any) -> dict[str, Any]:
    """Return what the row of a page holds: of a live page, what is published."""
    found: dict[str, Any] = {}
    kind = kind_of(page)
    for name in FIELDS[kind]:
        field = field_of(kind, name)
        if isinstance(field, StreamField):
            found[name] = list(getattr(page, name).raw_data)
        else:
            found[name] = getattr(page, field.attname)
    return found


def content_of(kind: str, values: Mapping[str, Any], below: Iterable[str] = ()) -> Content:
    """Return the content of a page of `kind`: `values` of its row or of a revision, and the keys of
    the pages `below` it, in order."""
    content = {name: _canonical(field_of(kind, name), values.get(name)) for name in FIELDS[kind]}
    if kind in BELOW:
        content[BELOW[kind]] = [{"id": key} for key in below]
    return content


def put_content(page: Any, content: Content) -> bool:
    """Write `content` into `page`, which isn't saved; tell whether that changed anything.

    What is the same stays as it is stored, with the editor's own marks.
    """
    kind = kind_of(page)
    held = row_values(page)
    changed = False
    for name in FIELDS[kind]:
        field = field_of(kind, name)
        before = _canonical(field, held[name])
        if name not in content or same(before, content[name]):
            continue
        changed = True
        if isinstance(field, StreamField):
            known = {
                str(block["id"]): (raw, block)
                for raw, block in zip(held[name], before, strict=True)
            }
            stored = [_as_stored(block, known) for block in content[name]]
            setattr(page, name, field.stream_block.to_python(stored))
        else:
            setattr(page, field.attname, _as_value(field, content[name]))
    return changed


def _as_stored(block: Mapping[str, Any], known: Mapping[str, tuple[Any, Any]]) -> Any:
    raw, before = known.get(str(block["id"]), (None, None))
    return raw if raw is not None and same(before, block) else dict(block)


def _as_value(field: Any, value: Any) -> Any:
    if isinstance(field, models.DecimalField):
        return Decimal(value)
    if isinstance(field, models.DateField) and value:
        return date.fromisoformat(value)
    return value


def _canonical(field: Any, value: Any) -> Any:
    """Return the value of a field in one form, whether a row or a revision held it."""
    if isinstance(field, StreamField):
        stored = json.loads(value) if isinstance(value, str) else value or []
        return _stream(field.stream_block, stored)
    if isinstance(field, RichTextField):
        return canonical_html(value or "")
    if isinstance(field, models.DecimalField):
        return _number(value)
    if isinstance(field, models.DateField):
        return value.isoformat() if isinstance(value, date) else value or None
    if isinstance(field, models.JSONField):
        return json.loads(value) if isinstance(value, str) else value or []
    if isinstance(field, models.CharField):
        return str(value or "")
    return value


def _number(value: Any) -> str | None:
    if value in (None, ""):
        return None
    return format(Decimal(str(value)).normalize(), "f")


def _stream(block: blocks.BaseStreamBlock, stored: Iterable[Mapping[str, Any]]) -> list[Content]:
    return [
        {
            "type": one["type"],
            "id": str(one.get("id") or number),
            "value": _block(block.child_blocks[one["type"]], one["value"]),
        }
        for number, one in enumerate(stored)
        if one["type"] in block.child_blocks
    ]


def _block(block: blocks.Block, value: Any) -> Any:
    """Return the stored value of a block with every field that the block has by now."""
    if isinstance(block, blocks.BaseStructBlock):
        held = value or {}
        return {
            name: _block(child, held[name]) if name in held else _default(child)
            for name, child in block.child_blocks.items()
        }
    if isinstance(block, blocks.ListBlock):
        return [_item(block.child_block, number, one) for number, one in enumerate(value or [])]
    if isinstance(block, blocks.BaseStreamBlock):
        return _stream(block, value or [])
    if isinstance(block, blocks.RichTextBlock):
        return canonical_html(value or "")
    if isinstance(block, blocks.BooleanBlock):
        return bool(value)
    if isinstance(block, blocks.DecimalBlock | blocks.FloatBlock):
        return _number(value)
    if isinstance(block, blocks.CharBlock | blocks.TextBlock | blocks.ChoiceBlock):
        return "" if value is None else str(value)
    return value


def _item(child: blocks.Block, number: int, one: Any) -> Content:
    if isinstance(one, Mapping) and one.get("type") == "item" and "value" in one:
        return {
            "type": "item",
            "id": str(one.get("id") or number),
            "value": _block(child, one["value"]),
        }
    return {"type": "item", "id": str(number), "value": _block(child, one)}


def _default(child: blocks.Block) -> Any:
    if isinstance(child, blocks.ListBlock | blocks.BaseStreamBlock):
        return []
    if isinstance(child, blocks.BaseStructBlock):
        return _block(child, {})
    return _block(child, child.get_prep_value(child.get_default()))
