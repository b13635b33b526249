"""The shapes that values of a package take, and reading them. Pure.

Each shape has `read(value, place)`, which returns the value in its canonical form (trimmed text,
cleaned rich text, fields in the order of the format) and notes at `place` what is wrong. What is
returned beside a problem is of no use: a package with a problem is refused whole.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from .contents import LANGUAGES
from .problems import Place, _
from .rich_text import LONG, SHORT, is_address, read_rich_text

WEB = frozenset({"http", "https"})
SLUG = re.compile(r"[-\w]{1,255}")
# What stands for a key that could not be read.
NO_KEY = str(UUID(int=0))
UUID_TEXT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Shape(Protocol):
    """What a value has to look like."""

    def read(self, value: Any, place: Place) -> Any:
        """Return `value` in its canonical form; note at `place` what is wrong."""


def is_storable(text: str) -> bool:
    """Tell whether every character of `text` can be kept and shown (tabs and line ends can)."""
    return not any(
        (ord(one) < 32 and one not in "\t\n\r") or 0xD800 <= ord(one) <= 0xDFFF for one in text
    )


def storable(text: str) -> str:
    """Return `text` with a space in the place of each character that can't be kept."""
    return "".join(one if is_storable(one) else " " for one in text)


def _string(value: Any, place: Place) -> str:
    if not isinstance(value, str):
        place.refuse(_("This has to be a text between quotation marks."))
        return ""
    if not is_storable(value):
        place.refuse(_("This text holds characters that can't be kept (control characters)."))
        return ""
    return value


@dataclass(frozen=True, slots=True)
class Text:
    """Plain text of at most `longest` characters."""

    longest: int | None = None
    required: bool = True

    def read(self, value: Any, place: Place) -> str:
        """Return the text, trimmed."""
        before = len(place.findings.problems)
        text = _string(value, place).strip()
        if self.required and not text and len(place.findings.problems) == before:
            place.refuse(_("This text is missing."))
        if self.longest is not None and len(text) > self.longest:
            place.refuse(
                _("This text has %(count)s characters; at most %(longest)s are allowed."),
                count=len(text),
                longest=self.longest,
            )
        return text


@dataclass(frozen=True, slots=True)
class Rich:
    """Rich text: with headings (a text of its own) or without (part of another block)."""

    headings: bool = False
    required: bool = True

    def read(self, value: Any, place: Place) -> str:
        """Return the text, cleaned."""
        before = len(place.findings.problems)
        html = _string(value, place)
        if len(place.findings.problems) > before:
            return ""
        allowed = LONG if self.headings else SHORT
        return read_rich_text(html, place, allowed=allowed, required=self.required)


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few words."""

    words: tuple[str, ...]

    def read(self, value: Any, place: Place) -> str:
        """Return the word."""
        if value not in self.words:
            place.refuse(
                _("“%(value)s” is not one of: %(words)s."),
                value=value,
                words=", ".join(self.words),
            )
            return self.words[0]
        return value


@dataclass(frozen=True, slots=True)
class WordOf:
    """A word of small letters and digits, at most `longest` long."""

    longest: int

    def read(self, value: Any, place: Place) -> str:
        """Return the word."""
        if isinstance(value, str) and re.fullmatch(rf"[a-z0-9]{{1,{self.longest}}}", value):
            return value
        place.refuse(
            _("This has to be a word of small letters and digits, at most %(longest)s long."),
            longest=self.longest,
        )
        return ""


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    def read(self, value: Any, place: Place) -> bool:
        """Return the value."""
        if not isinstance(value, bool):
            place.refuse(_("This has to be true or false, without quotation marks."))
        return value is True


@dataclass(frozen=True, slots=True)
class Day:
    """A day, written as ISO 8601 has it (2027-09-30)."""

    required: bool = True

    def read(self, value: Any, place: Place) -> str | None:
        """Return the day as it was written."""
        if value is None and not self.required:
            return None
        try:
            if not isinstance(value, str) or date.fromisoformat(value).isoformat() != value:
                raise ValueError
        except ValueError:
            place.refuse(_("This has to be a day such as 2027-09-30."))
            return None
        return value


@dataclass(frozen=True, slots=True)
class Address:
    """The full address of a page on the web."""

    def read(self, value: Any, place: Place) -> str:
        """Return the address."""
        text = _string(value, place).strip()
        if not is_address(text, WEB):
            place.refuse(
                _("“%(address)s” is not the full address of a link (https://…)."), address=text
            )
        return text


@dataclass(frozen=True, slots=True)
class Slug:
    """The part of an address that names a page."""

    def read(self, value: Any, place: Place) -> str:
        """Return the slug."""
        text = _string(value, place)
        if not SLUG.fullmatch(text):
            place.refuse(
                _("“%(value)s” can't be part of an address: use letters, digits and hyphens."),
                value=text,
            )
        return text


@dataclass(frozen=True, slots=True)
class Key:
    """A UUID, in its usual form."""

    def read(self, value: Any, place: Place) -> str:
        """Return the UUID as text."""
        if isinstance(value, str) and UUID_TEXT.fullmatch(value):
            return value
        place.refuse(
            _("“%(value)s” is not a UUID such as %(example)s."),
            value=value,
            example=str(UUID(int=0x92F1B56E143B4CCCB5984163326EB2BB)),
        )
        return NO_KEY


@dataclass(frozen=True, slots=True)
class MediaFile:
    """The name of a file of the package, with one of `endings`."""

    endings: tuple[str, ...]
    required: bool = True

    def read(self, value: Any, place: Place) -> str:
        """Return the name, and note that the file is used."""
        name = _string(value, place)
        if not name and not self.required:
            return ""
        if not name.lower().endswith(tuple(f".{ending}" for ending in self.endings)):
            place.refuse(
                _("“%(name)s” has to end in one of: %(endings)s."),
                name=name,
                endings=", ".join(self.endings),
            )
        elif name not in place.findings.media:
            place.refuse(_("The package has no file “%(name)s”."), name=name)
        place.findings.media_named.add(name)
        return name


@dataclass(frozen=True, slots=True)
class Many:
    """A list of `of`, from `least` to `most` long."""

    of: Shape
    least: int = 0
    most: int | None = None

    def read(self, value: Any, place: Place) -> list[Any]:
        """Return the list."""
        if not isinstance(value, list):
            place.refuse(_("This has to be a list between square brackets."))
            return []
        if len(value) < self.least:
            place.refuse(
                _("This list has %(count)s elements; at least %(least)s are needed."),
                count=len(value),
                least=self.least,
            )
        if self.most is not None and len(value) > self.most:
            place.refuse(
                _("This list has %(count)s elements; at most %(most)s are allowed."),
                count=len(value),
                most=self.most,
            )
        return [self.of.read(one, place.at(number)) for number, one in enumerate(value, 1)]


Rule = Callable[[dict[str, Any], Place], None]


@dataclass(frozen=True, slots=True)
class Record:
    """Named fields, each of its shape; `rule` looks at the fields together.

    A field in `optional` may be left out. So may a field in `defaults`, which always is when it has
    the value given there. A field that the format doesn't know is refused: what
    would be lost is never lost in silence.
    """

    fields: Mapping[str, Shape]
    optional: frozenset[str] = frozenset()
    rule: Rule | None = None
    defaults: Mapping[str, Any] = field(default_factory=dict)

    def is_default(self, name: str, value: Any) -> bool:
        """Tell whether the field `name` goes without saying with `value` (None: no value)."""
        return name in self.defaults and value in (None, self.defaults[name])

    def read(self, value: Any, place: Place) -> dict[str, Any]:
        """Return the fields in the order of the format."""
        if not isinstance(value, dict):
            place.refuse(_("This has to be a group of named fields between braces."))
            return {}
        for name in value:
            if name not in self.fields:
                place.at(name).refuse(
                    _("The format has no such field here. Its fields are: %(fields)s."),
                    fields=", ".join(self.fields),
                )
        before = len(place.findings.problems)
        found = {}
        for name, shape in self.fields.items():
            if name in value:
                found[name] = shape.read(value[name], place.at(name))
                if self.is_default(name, found[name]):
                    del found[name]
            elif name not in self.optional and name not in self.defaults:
                place.at(name).refuse(_("This field is missing."))
        if self.rule is not None and len(place.findings.problems) == before:
            self.rule(found, place)
        return found


@dataclass(frozen=True, slots=True)
class Items:
    """Items of a block's list: `{"type": "item", "id": UUID, "value": …}`."""

    of: Shape
    least: int = 1
    most: int | None = None

    def read(self, value: Any, place: Place) -> list[Any]:
        """Return the items; two with the same id are refused."""
        items = Many(_Item(self.of), self.least, self.most).read(value, place)
        refuse_twice((item.get("id") for item in items), place, "id")
        return items


@dataclass(frozen=True, slots=True)
class _Item:
    of: Shape

    def read(self, value: Any, place: Place) -> dict[str, Any]:
        """Return the item. Its value stands at the item's own place."""
        return Record({"type": OneOf(("item",)), "id": Key(), "value": _Here(self.of)}).read(
            value, place
        )


@dataclass(frozen=True, slots=True)
class _Here:
    """A value that is told by the place above it, so that places stay short."""

    of: Shape

    def read(self, value: Any, place: Place) -> Any:
        return self.of.read(value, Place(place.findings, place.file, place.steps[:-1]))


def here(shape: Shape) -> Shape:
    """Return `shape` for a field that places leave out (`value`)."""
    return _Here(shape)


def refuse_twice(values: Any, place: Place, *steps: str) -> None:
    """Refuse values that occur more than once, each at its number (from 1) below `place`."""
    seen: set[Any] = set()
    for number, value in enumerate(values, 1):
        if value is None or value == NO_KEY:
            continue
        if value in seen:
            place.at(number, *steps).refuse(
                _("“%(value)s” is there twice; it has to be unique."), value=value
            )
        seen.add(value)


@dataclass(frozen=True, slots=True)
class ByLanguage:
    """A value for each language, at least one."""

    of: Shape

    def read(self, value: Any, place: Place) -> dict[str, Any]:
        """Return the values by language."""
        if not isinstance(value, dict) or not value:
            place.refuse(_("At least one language is needed: “fr” or “en”."))
            return {}
        for language in value:
            if language not in LANGUAGES:
                place.at(language).refuse(
                    _("“%(value)s” is not one of: %(words)s."),
                    value=language,
                    words=", ".join(LANGUAGES),
                )
        return {
            language: self.of.read(value[language], place.at(language))
            for language in LANGUAGES
            if language in value
        }
