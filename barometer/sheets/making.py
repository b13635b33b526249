"""From what stands on a sheet to its page: PDF, by the academy's own typesetting."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from academy.core import typesetting
from barometer.drawing.rendering import picture

from .content import curve_of

_TEMPLATE = Path(__file__).with_name("sheet.typ")
# In pixels: its letters are printed in 7 points on a sheet of letter paper.
_WIDTH = 1050


def pdf_of(content: Mapping[str, Any], words: Mapping[str, Any]) -> bytes:
    """Return the sheet as PDF. `words`: its headings, in its language."""
    curve = curve_of(content)
    return typesetting.pdf_of(
        _TEMPLATE,
        {
            "content": json.dumps(content, ensure_ascii=False),
            "words": json.dumps(words, ensure_ascii=False),
            "curve": picture(curve.spec, width=_WIDTH),
            "curve_title": curve.title,
            "curve_summary": curve.summary,
            "square": typesetting.square_code(words["address"]),
        },
        at=datetime.combine(date.fromisoformat(content["release"]["day"]), time(), UTC),
    )
