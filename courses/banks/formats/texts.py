"""Texts of other systems: to plain text, and to the few tags that a bank's texts have. Pure."""

import re
from html import escape
from html.parser import HTMLParser

from courses.exchange.rich_text import SCHEMES, SHORT, cleaned, is_address, without_dead_links
from courses.exchange.schema import storable

from .lines import At, Lines, _

_RENAMED = {"strong": "b", "em": "i", "div": "p"} | {f"h{level}": "p" for level in range(1, 7)}
_BLOCKS = frozenset({"p", "div", "li", "ul", "ol", "br", "tr", "table", "blockquote", "pre"}) | {
    f"h{level}" for level in range(1, 7)
}
_MEDIA = frozenset({"img", "audio", "video", "object", "iframe", "embed", "svg", "picture"})
_TABLES = frozenset({"table"})
_FORMULAS = frozenset({"math"})
_SILENT = frozenset({"script", "style"})
_TAG = re.compile(r"<[a-zA-Z/][^<>]*>")
# No text of a bank is nearly so long; of what is never closed, the parser looks for the end again
# and again.
LONGEST_TEXT = 30_000
# A picture in the text itself, which is lost anyhow.
_INSIDE = re.compile(r"data:[\w/+.-]{1,80};base64,[\w+/=]*")
_DECLARATION = re.compile(r"<[!?][^<>]*>")
_NO_TAG = re.compile(r"<(?:(?![a-zA-Z/])|(?=[^<>]*(?:<|$)))")
_LINE_ENDS = re.compile(r"[\r\n]+")
_BLANK_PARAGRAPHS = re.compile(r"<p>(?:\s|&nbsp;|\u00a0|<br>)*</p>")


def has_tags(text: str) -> bool:
    """Tell whether a text of unknown form is HTML."""
    return bool(_TAG.search(text))


def html_of(text: str) -> str:
    """Return a plain text as paragraphs."""
    parts = [escape(one.strip(), quote=False) for one in re.split(r"\n\s*\n", text) if one.strip()]
    return "".join(f"<p>{one}</p>" for one in parts).replace("\n", "<br>")


class _Reader(HTMLParser):
    """Reads HTML into text and into the allowed tags at once."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.rich: list[str] = []
        self.open: list[str] = []
        self.media: set[str] = set()
        self.tables = 0
        self.formulas = 0
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self.silent += 1
        if tag in _MEDIA:
            self.media.add(tag)
        self.tables += tag in _TABLES
        self.formulas += tag in _FORMULAS
        if tag in _BLOCKS:
            self.text.append("\n")
        elif tag == "td":
            self.text.append(" ")
        own = _RENAMED.get(tag, tag)
        if own == "br":
            self.rich.append("<br>")
        elif own == "a":
            address = dict(attrs).get("href") or ""
            if is_address(address, SCHEMES):
                self.open.append(own)
                self.rich.append(f'<a href="{escape(address)}">')
        elif own in SHORT:
            if own == "p":
                while "p" in self.open:
                    self._close(self.open[-1])
            self.open.append(own)
            self.rich.append(f"<{own}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        if tag in _BLOCKS:
            self.text.append("\n")
        own = _RENAMED.get(tag, tag)
        if own in self.open:
            while self.open[-1] != own:
                self._close(self.open[-1])
            self._close(own)

    def _close(self, tag: str) -> None:
        self.open.pop()
        self.rich.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            # Line ends of the source are spaces.
            self.text.append(_LINE_ENDS.sub(" ", data))
            self.rich.append(escape(data, quote=False))

    def end(self) -> None:
        """Close what is open."""
        self.close()
        while self.open:
            self._close(self.open[-1])


def _sound(html: str) -> str:
    """Return HTML without comments and declarations, in which each < that opens no tag is text: of
    others, the parser raises, or reads them to the end again and again."""
    said, start = [], 0
    while (opened := html.find("<!--", start)) >= 0:
        closed = html.find("-->", opened + 4)
        if closed < 0:
            break
        said.append(html[start:opened])
        start = closed + 3
    text = _DECLARATION.sub("", "".join(said) + html[start:])
    return _NO_TAG.sub("&lt;", text)


def _read(html: str, at: At) -> _Reader:
    reader = _Reader()
    html = _INSIDE.sub("", html)
    if len(html) > LONGEST_TEXT:
        at.lose(
            _("A text is longer than %(most)s characters: the rest isn't kept."), most=LONGEST_TEXT
        )
        html = html[:LONGEST_TEXT]
    reader.feed(storable(_sound(html)))
    reader.end()
    if reader.media:
        at.lose(
            _("A picture, sound or video (<%(tag)s>) isn't kept: say in words what it shows."),
            tag=", ".join(sorted(reader.media)),
        )
    if reader.tables:
        at.lose(_("The form of a table isn't kept, its words are."))
    if reader.formulas:
        at.lose(
            _(
                "The form of a formula (<math>) isn't kept, its signs stand one after the other: "
                "write it again in words or signs."
            )
        )
    return reader


def plain_of(html: str, at: At) -> str:
    """Return the words of `html`, one line for each paragraph."""
    lines = "".join(_read(html, at).text).replace("\u200b", "").split("\n")
    plain = (re.sub(r"[ \t]+", " ", line).strip(" \t\r\f") for line in lines)
    return "\n".join(one for one in plain if one)


def rich_of(html: str, at: At) -> str:
    """Return `html` with the tags that a bank's texts have; empty where it says nothing."""
    reader = _read(html, at)
    if not "".join(reader.text).strip():
        return ""
    found = without_dead_links(cleaned("".join(reader.rich).strip(), SHORT))
    found = _BLANK_PARAGRAPHS.sub("", found).strip()
    return found if found.startswith(("<p", "<ul", "<ol")) else f"<p>{found}</p>"


_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)


def split_situation(html: str, at: At) -> tuple[str, str]:
    """Return what stands before the last paragraph of `html`, and the words of that one."""
    found = list(_PARAGRAPH.finditer(rich := rich_of(html, at)))
    if not found or rich[found[-1].end() :].strip() or not rich[: found[-1].start()].strip():
        return "", plain_of(html, at)
    return rich[: found[-1].start()].strip(), plain_of(found[-1][1], at)


def words_of(rich: str) -> str:
    """Return the words of a bank's rich text, for formats that take plain text alone."""
    return plain_of(rich, At(Lines()))


def is_plain(rich: str) -> bool:
    """Tell whether rich text is paragraphs alone, which plain text holds."""
    return rich_of(html_of(words_of(rich)), At(Lines())) in (rich, f"<p>{rich}</p>")
