"""From words to a page on paper: PDF, tagged for assistive technologies (PDF/UA-1), or its picture.

Typst lays it out, with the site's own letters: it reads no file but its template, fetches nothing,
and takes every text as a text. The same words give the same bytes.
"""

import io
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from .letters import FONTS


def pdf_of(template: Path, inputs: Mapping[str, str], *, at: datetime) -> bytes:
    """Return the page that `template` makes of `inputs` as PDF; `at` is the date it bears."""
    made = _compiler(template).compile(
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=at.replace(microsecond=0),
        sys_inputs=dict(inputs),
    )
    assert isinstance(made, bytes)  # noqa: S101 - for the type checker: one file
    return made


def png_of(template: Path, inputs: Mapping[str, str], *, dots_per_inch: float) -> bytes:
    """Return the only page that `template` makes of `inputs` as a picture."""
    made = _compiler(template).compile(format="png", ppi=dots_per_inch, sys_inputs=dict(inputs))
    assert isinstance(made, bytes)  # noqa: S101 - for the type checker: one page, one file
    return made


def square_code(address: str) -> str:
    """Return an address as a QR code, an SVG."""
    import qrcode
    from qrcode.image.svg import SvgPathImage

    out = io.BytesIO()
    qrcode.make(address, image_factory=SvgPathImage, border=0).save(out)
    return out.getvalue().decode()


def _compiler(template: Path) -> Any:
    # It holds a whole typesetting system; only whoever asks for a page pays for it.
    import typst

    return typst.Compiler(
        template.read_bytes(), root=template.parent, font_paths=_letters(), ignore_system_fonts=True
    )


@cache
def _letters() -> Any:
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
