"""From what a certificate says to its paper (PDF) and to the picture of its badge (PNG)."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from academy.core import typesetting

_HERE = Path(__file__).parent
_CERTIFICATE = _HERE / "certificate.typ"
_BADGE = _HERE / "badge.typ"
# The badge is 12 cm wide: 600 pixels.
_BADGE_DOTS = 127.0


@dataclass(frozen=True, slots=True)
class Fact:
    """A line at the foot of a certificate."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Words:
    """Every text that stands on a certificate, in its language. `address`: where it is checked."""

    language: str
    document_title: str
    academy: str
    kind: str
    certifies: str
    name: str
    has_passed: str
    title: str
    other_title: str
    other_language: str
    when: str
    learned: str
    facts: tuple[Fact, ...]
    check: str
    address: str
    code_label: str
    code: str
    small_print: str


def certificate_pdf(words: Words, *, at: datetime) -> bytes:
    """Return a certificate as PDF, one page; `at` is the date that it bears."""
    said = asdict(words) | {
        "name_size": _size(words.name, ((28, 34), (44, 26), (70, 20)), 15),
        "title_size": _size(words.title, ((34, 27), (60, 22), (110, 17)), 14),
        "shown_address": words.address.partition("://")[2] or words.address,
    }
    return typesetting.pdf_of(
        _CERTIFICATE,
        {
            "said": json.dumps(said, ensure_ascii=False),
            "mark": _mark(),
            "flower": _flower("#faf8fd", "#f7f4fc", "#faf8fd", "#fffaee"),
            "square": typesetting.square_code(words.address),
        },
        at=at,
    )


def badge_png(*, title: str, academy: str, year: str, language: str) -> bytes:
    """Return the picture of a badge."""
    said: Mapping[str, object] = {
        "title": title,
        "academy": academy,
        "year": year,
        "language": language,
        "title_size": _size(title, ((26, 23), (48, 19), (90, 15)), 12),
    }
    return typesetting.png_of(
        _BADGE,
        {
            "said": json.dumps(said, ensure_ascii=False),
            "flower": _flower("#ffffff", "#d3cbf6", "#b8acef", "#f6b92b"),
        },
        dots_per_inch=_BADGE_DOTS,
    )


def _size(text: str, sizes: tuple[tuple[int, int], ...], smallest: int) -> int:
    """Return in how many points a text is set: the longer, the smaller."""
    return next((points for length, points in sizes if len(text) <= length), smallest)


def _flower(standard: str, falls: str, beards: str, heart: str) -> str:
    """Return the academy's iris, without a ground, in these colours."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="6 6 52 52">'
        f'<path fill="{standard}" d="M32 7c8 6 10 14 0 25C22 21 24 13 32 7Z"/>'
        f'<path fill="{falls}" d="M32 33c-4-10-15-14-25-7 1 11 13 16 25 7Z"/>'
        f'<path fill="{falls}" d="M32 33c4-10 15-14 25-7-1 11-13 16-25 7Z"/>'
        f'<path fill="{beards}" d="M32 33c-9 4-13 12-9 23 5-3 8-9 9-23Zm0 0c9 4 13 12 9 23-5-3-8-9'
        '-9-23Z"/>'
        f'<path fill="{heart}" d="M32 22c2.6 4 2.6 8 0 13-2.6-5-2.6-9 0-13Z"/>'
        "</svg>"
    )


def _mark() -> str:
    """Return the academy's mark: its iris on violet."""
    flower = _flower("#fff", "#e3def8", "#c9c0f4", "#f6b92b").partition(">")[2]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
        f'<rect width="64" height="64" rx="14" fill="#43318f"/>{flower}'
    )
