"""From what stands on a sheet to its page: PDF, tagged for assistive technologies (PDF/UA-1).

Typst lays it out, with the site's own letters: it reads no file but its template, fetches nothing,
and takes every text as a text. The same words give the same bytes.
"""

import io
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from barometer.lettering import FONTS
from barometer.rendering import picture

from .content import curve_of

_TEMPLATE = Path(__file__).with_name("sheet.typ")
# In pixels: its letters are printed in 7 points on a sheet of letter paper.
_WIDTH = 1050


def pdf_of(content: Mapping[str, Any], words: Mapping[str, Any]) -> bytes:
    """Return the sheet as PDF. `words`: its headings, in its language."""
    day = datetime.combine(date.fromisoformat(content["release"]["day"]), time(), UTC)
    curve = curve_of(content)
    # It holds a whole typesetting system; only whoever asks for a sheet pays for it.
    import typst

    compiler = typst.Compiler(
        _TEMPLATE.read_bytes(),
        root=_TEMPLATE.parent,
        font_paths=_letters(),
        ignore_system_fonts=True,
    )
    made = compiler.compile(
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=day,
        sys_inputs={
            "content": json.dumps(content, ensure_ascii=False),
            "words": json.dumps(words, ensure_ascii=False),
            "curve": picture(curve.spec, width=_WIDTH),
            "curve_title": curve.title,
            "curve_summary": curve.summary,
            "square": _square(words["address"]),
        },
    )
    assert isinstance(made, bytes)  # noqa: S101 - for the type checker: one page, one file
    return made


@cache
def _letters() -> Any:
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def _square(address: str) -> str:
    """Return an address as a QR code, an SVG."""
    import qrcode
    from qrcode.image.svg import SvgPathImage

    out = io.BytesIO()
    qrcode.make(address, image_factory=SvgPathImage, border=0).save(out)
    return out.getvalue().decode()
