"""The letters of pictures: the site's own, wherever a picture is looked at.

A picture in an `<img>` sees none of the page's fonts. So it brings the letters that it was measured
with; and every word is held to the width that was measured, so that where a reader's browser sets
other letters none is cut and none covers another.
"""

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from xml.etree import ElementTree

from PIL import ImageFont

from academy.core.letters import FAMILY, FONTS

_REGULAR, _SEMIBOLD = "400", "600"
_FILES = {
    _REGULAR: "AtkinsonHyperlegibleNext-Regular",
    _SEMIBOLD: "AtkinsonHyperlegibleNext-SemiBold",
}
_SVG = "http://www.w3.org/2000/svg"
# Letters are measured at the size that they were designed at.
_EM = 1000
# The width of a line of a name above its row, in pixels: what a phone has room for.
PHONE = 290


def lettered(drawn: str) -> str:
    """Return an SVG whose words keep their width, and which brings the letters to write them."""
    ElementTree.register_namespace("", _SVG)
    root = ElementTree.fromstring(drawn)  # noqa: S314 - our own engine drew it
    weights = {_pinned(text) for text in root.iter(f"{{{_SVG}}}text")}
    for place, weight in enumerate(sorted(weights)):
        style = ElementTree.Element(f"{{{_SVG}}}style")
        style.text = _face(weight)
        root.insert(place, style)
    return ElementTree.tostring(root, encoding="unicode")


def width_of(words: str, size: float, weight: str = _REGULAR) -> float:
    """Return the width of words on one line, in pixels, for letters of `size` pixels."""
    return _font(weight).getlength(words) * size / _EM


def on_lines(words: str, size: float, width: float, *, most: int = 2) -> list[str]:
    """Break words into up to `most` lines of `width` pixels; the last takes all that is left."""
    lines = [""]
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if len(lines) < most and lines[-1] and width_of(longer, size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def above_rows(lines: Sequence[str], most: int) -> list[str]:
    """Return the lines of a name below blank ones, `most` in all: it stands right above its row.

    A blank line holds a no-break space: where a browser draws, an empty one would take no room.
    """
    return [*["\xa0"] * (most - len(lines)), *lines]


def style_digests() -> list[str]:
    """Return the styles that a picture may hold, as a content security policy allows them."""
    digests = [hashlib.sha256(_face(weight).encode()).digest() for weight in _FILES]
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


def _pinned(text: ElementTree.Element) -> str:
    """Hold each line of a text to its width; return the weight of its letters."""
    weight = text.get("font-weight", "normal")
    weight = weight if weight in _FILES else _REGULAR
    size = float(text.get("font-size", "0").removesuffix("px"))
    _give_room(text)
    for line in list(text) or [text]:
        if line.text and line.text.strip():
            line.set("textLength", f"{width_of(line.text, size, weight):.1f}")
            line.set("lengthAdjust", "spacingAndGlyphs")
    return weight


def _give_room(text: ElementTree.Element) -> None:
    """Let lines stand lower by what the blank ones before them take: browsers give these none."""
    skipped = 0.0
    for line in list(text):
        skipped += float(line.get("dy", "0"))
        if (line.text or "").strip():
            line.set("dy", f"{skipped:g}")
            skipped = 0.0
        else:
            text.remove(line)


@cache
def _font(weight: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / f"{_FILES[weight]}.ttf", _EM)


@cache
def _face(weight: str) -> str:
    """Return the style that gives a picture its letters of one weight."""
    letters = base64.b64encode((FONTS / f"{_FILES[weight]}-latin.woff2").read_bytes()).decode()
    return (
        f'@font-face{{font-family:"{FAMILY}";font-weight:{weight};'
        f'src:url("data:font/woff2;base64,{letters}")format("woff2")}}'
    )
