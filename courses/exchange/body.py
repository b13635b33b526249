"""The blocks of a lesson as files hold them. Pure.

The limits are those of the blocks in `courses.blocks`; a test holds them together.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from .numbers import Whole
from .problems import Place, _
from .question_shapes import IMAGE_ENDINGS, QUESTIONS
from .schema import (
    Address,
    Day,
    Items,
    Key,
    MediaFile,
    OneOf,
    Record,
    Rich,
    Shape,
    Slug,
    Text,
    here,
    refuse_twice,
)

VIDEO_ENDINGS = ("mp4", "webm")
CAPTION_ENDINGS = ("vtt",)

MOST_SOURCES = 1


BLOCKS: dict[str, Shape] = {
    "rich_text": Rich(headings=True),
    "image": Record(
        {
            "image": MediaFile(IMAGE_ENDINGS),
            "alt_text": Text(250),
            "caption": Text(250, required=False),
        }
    ),
    "video": Record(
        {"title": Text(120), "video": MediaFile(VIDEO_ENDINGS), "transcript": Rich(True)}
    ),
    "callout": Record(
        {"tone": OneOf(("info", "tip", "warning")), "title": Text(120), "body": Rich()}
    ),
    "key_points": Record({"title": Text(120), "points": Items(Text(), most=8)}),
    "accordion": Record({"items": Items(Record({"heading": Text(160), "body": Rich()}))}),
    "checklist": Record({"title": Text(120), "items": Items(Text(), most=20)}),
    **QUESTIONS,
    "knowledge_test": Record(
        {
            "title": Text(120),
            "bank": Slug(),
            "draws": Items(
                Record({"tag": Text(60, required=False), "count": Whole(1, 30)}), most=12
            ),
            "attempts": Whole(1, 20),
            "wait_hours": Whole(1, 720),
            "minutes": Whole(1, 240),
        },
        # Without a limit where they are left out.
        defaults={"attempts": None, "wait_hours": None, "minutes": None},
    ),
    "package": Record({"package": Slug(), "title": Text(120, required=False)}),
    "sources": Record(
        {
            "items": Items(
                Record(
                    {
                        "title": Text(250),
                        "publisher": Text(160),
                        "url": Address(),
                        "consulted_on": Day(),
                    }
                )
            )
        }
    ),
}


class Body:
    """The blocks of a lesson, in order."""

    def read(self, value: Any, place: Place) -> list[dict[str, Any]]:
        """Return the blocks in their canonical form."""
        if not isinstance(value, list) or not value:
            place.refuse(_("A lesson needs at least one block."))
            return []
        blocks = [_read_block(one, place.at(number)) for number, one in enumerate(value, 1)]
        refuse_twice((block.get("id") for block in blocks), place, "id")
        sources = [
            number for number, block in enumerate(blocks, 1) if block.get("type") == "sources"
        ]
        for number in sources[MOST_SOURCES:]:
            place.at(number).refuse(_("A lesson has one block of sources at most."))
        return blocks


def _read_block(value: Any, place: Place) -> dict[str, Any]:
    kind = value.get("type") if isinstance(value, dict) else None
    shape = BLOCKS.get(kind) if isinstance(kind, str) else None
    if shape is None and isinstance(value, dict) and "type" in value:
        place.at("type").refuse(
            _("There is no block “%(kind)s”. Blocks are: %(kinds)s."),
            kind=kind,
            kinds=", ".join(BLOCKS),
        )
        return {}
    fields: dict[str, Shape] = {"type": OneOf(tuple(BLOCKS)), "id": Key()}
    return Record(fields | {"value": here(shape or Text())}).read(value, place)


# Where blocks name a file of the package: the kind of file, which is also the field's name.
_MEDIA_FIELDS = {"image": "image", "video": "video", "hot_spot": "image"}
_NAMED_FIELDS = _MEDIA_FIELDS | {"knowledge_test": "bank", "package": "package"}


def media_in(body: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Any]]:
    """Yield the kind (`image` or `video`) and the name of each file that `body` shows."""
    for block in body:
        if block["type"] in _MEDIA_FIELDS:
            kind = _MEDIA_FIELDS[block["type"]]
            yield kind, block["value"][kind]


def with_media(
    body: Iterable[Mapping[str, Any]], rename: Callable[[str, Any], Any]
) -> list[dict[str, Any]]:
    """Return `body` with `rename(kind, name)` in the place of each name of a file, and of each bank
    that a test draws from (kind `bank`), and of each package (kind `package`)."""
    found = []
    for block in body:
        kind = _NAMED_FIELDS.get(block["type"])
        value = block["value"]
        if kind is not None:
            value = value | {kind: rename(kind, value[kind])}
        found.append({"type": block["type"], "id": block["id"], "value": value})
    return found
