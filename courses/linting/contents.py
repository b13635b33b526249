"""What the check reads: a path in one language, as plain texts, links, pictures. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from typing import Any, Literal
from urllib.parse import urlsplit

LinkKind = Literal["page", "document", "address"]

_ENDS_A_SENTENCE = {"p", "li", "br", "div", "h2", "h3", "h4", "h5", "ul", "ol", "tr", "td"}
_HEADINGS = {"h2", "h3", "h4", "h5"}
# What the editor never writes: an import or a program may.
_COLOURS = {"style", "color", "bgcolor"}
# Messages of exercises: their links are bait, lead nowhere, and are made to look wrong.
_BAIT = "message"
_MAILBOX = "messages"
_PROSE: Mapping[str, tuple[str, ...]] = {
    "callout": ("body",),
    "key_points": ("points",),
    "accordion": ("items",),
    "checklist": ("items",),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A link. `target`: the number of a page or a document, or an address as it is written."""

    kind: LinkKind
    target: str
    text: str

    @property
    def number(self) -> int | None:
        """The number that `target` is; None where it can't be one, whatever an import wrote."""
        return int(self.target) if re.fullmatch(r"[0-9]{1,9}", self.target) else None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by its number, None where there is none, and what stands for it."""

    image_id: int | None
    alternative: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A block: what is read of it as `prose` (sentences without headings), and what it shows.

    `has_colours`: its text brings colours of its own. `lacks_transcript`: of a video.
    """

    block_id: str
    prose: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    pictures: tuple[Picture, ...] = ()
    has_colours: bool = False
    lacks_transcript: bool = False


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson. `objectives`: ids of those of its course that it serves; `questions`: how many it
    asks, those that a test draws included."""

    page_id: int
    key: str
    title: str
    review_by: date | None
    objectives: tuple[str, ...]
    questions: int
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """A course. `objectives`: their sentences by id."""

    page_id: int
    key: str
    title: str
    objectives: Mapping[str, str]
    lessons: tuple[Lesson, ...]


@dataclass(frozen=True, slots=True)
class Path:
    """A path in one language ("fr" or "en"). `passage`: its description."""

    page_id: int
    title: str
    language: str
    passage: Passage
    courses: tuple[Course, ...]


@dataclass(frozen=True, slots=True)
class Broken:
    """An address elsewhere at which nothing is. `status`: what it answers, None where nobody does.
    `since`: the day on which that was first found."""

    status: int | None
    since: date


@dataclass(frozen=True, slots=True)
class Known:
    """What links and pictures may lead to: whether each page that is there is live, the documents,
    and the file names of images; the host of the academy, and what is `broken` elsewhere, by the
    address that is asked (`askable`)."""

    pages: Mapping[int, bool] = field(default_factory=dict)
    documents: frozenset[int] = frozenset()
    images: Mapping[int, str] = field(default_factory=dict)
    own_host: str = ""
    broken: Mapping[str, Broken] = field(default_factory=dict)


@dataclass(slots=True)
class _Read:
    lines: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    has_colours: bool = False


class _Reader(HTMLParser):
    """Reads a rich text as it is stored."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.read = _Read()
        self._line: list[str] = []
        self._link: tuple[LinkKind, str] | None = None
        self._link_text: list[str] = []
        self._in_heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line, a heading or a link."""
        said = {name: value or "" for name, value in attrs}
        self.read.has_colours |= tag == "font" or bool(_COLOURS & said.keys())
        if tag in _ENDS_A_SENTENCE:
            self._end_line()
        if tag in _HEADINGS:
            self._in_heading = True
        if tag == "a":
            kind: LinkKind = "address"
            if said.get("linktype") == "page":
                kind = "page"
            elif said.get("linktype") == "document":
                kind = "document"
            self._link = kind, said.get("id" if kind != "address" else "href", "").strip()
            self._link_text = []

    def handle_endtag(self, tag: str) -> None:
        """End them."""
        if tag == "a" and self._link is not None:
            self.read.links.append(Link(*self._link, " ".join("".join(self._link_text).split())))
            self._link = None
        if tag in _ENDS_A_SENTENCE:
            self._end_line()
        if tag in _HEADINGS:
            self._in_heading = False

    def handle_data(self, data: str) -> None:
        """Take the text."""
        self._line.append(data)
        if self._link is not None:
            self._link_text.append(data)

    def close(self) -> None:
        """End the last line."""
        super().close()
        self._end_line()

    def _end_line(self) -> None:
        line = " ".join("".join(self._line).split())
        if line and not self._in_heading:
            self.read.lines.append(line)
        self._line = []


def passage_of(block: Mapping[str, Any]) -> Passage:
    """Return what the check reads of a block, `{type, id, value}` as drafts hold it."""
    kind, value = block["type"], block["value"]
    html = [_read(text) for text in _texts(value) if "<" in text]
    links = [link for one in html for link in one.links]
    if kind == "sources":
        links += [
            Link("address", str(one.get("url") or "").strip(), str(one.get("title") or ""))
            for one in _values(value.get("items"))
        ]
    pictures: tuple[Picture, ...] = ()
    if kind in ("image", "hot_spot"):
        pictures = (Picture(value.get("image"), str(value.get("alt_text") or "")),)
    return Passage(
        block_id=str(block["id"]),
        prose=tuple(_prose(kind, value)),
        links=tuple(links),
        pictures=pictures,
        has_colours=any(one.has_colours for one in html),
        lacks_transcript=kind == "video" and not _read(value.get("transcript") or "").lines,
    )


def text_passage(html: str) -> Passage:
    """Return what the check reads of a rich text that is no block."""
    read = _read(html)
    return Passage("", tuple(read.lines), tuple(read.links), has_colours=read.has_colours)


def _read(text: str) -> _Read:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.read


def _prose(kind: str, value: Any) -> Iterator[str]:
    if kind == "rich_text":
        yield from _read(value or "").lines
    for name in _PROSE.get(kind, ()):
        held = value.get(name)
        for one in _values(held) if isinstance(held, list) else [held]:
            text = one.get("body", "") if isinstance(one, Mapping) else one
            text = str(text or "")
            yield from _read(text).lines if "<" in text else [text]


def _values(items: Any) -> list[Any]:
    return [one["value"] for one in items or [] if isinstance(one, Mapping) and "value" in one]


def _texts(value: Any, in_mailbox: bool = False) -> Iterator[str]:
    """Yield every text of a block but what messages of exercises say."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, one in value.items():
            if name == _BAIT or (in_mailbox and name == "body"):
                continue
            yield from _texts(one, in_mailbox or name == _MAILBOX)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one, in_mailbox)


def is_file_name(text: str) -> bool:
    """Tell whether a text alternative is the name of a file: it says nothing to who can't see."""
    return bool(
        re.fullmatch(r"[\w\-. ()]+\.(?:png|jpe?g|gif|svg|webp|avif|bmp|tiff?)", text.strip(), re.I)
        or re.fullmatch(r"(?:IMG|DSC|DSCN|image|photo)[_\- ]?\d+", text.strip(), re.I)
    )


def host_of(address: str) -> str:
    """Return the host that a web address names, "" where it names none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def askable(address: str) -> str | None:
    """Return what is asked of a web address: all of it but its place in a page; None for another
    address, and for one that can't be right or tells who asks."""
    try:
        parts = urlsplit(address.strip())
        _port = parts.port
    except ValueError:
        return None
    scheme = parts.scheme or "https"
    is_web = scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    if not is_web or re.search(r"[\s\x00-\x1f\x7f]", address.strip()):
        return None
    return parts._replace(scheme=scheme, fragment="").geturl()
