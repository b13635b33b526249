"""A person's record on paper: PDF, tagged (docs/adr/0005), laid out from the same parts."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from academy.accounts.models import User
from academy.core import typesetting

from .parts import Cell, Part

_TEMPLATE = Path(__file__).parent / "record.typ"
# A paper is read: of a long table it has the first rows, and says where the others are.
MOST_ROWS = 200


def record_pdf(user: User, parts: Sequence[Part], language: str, *, at: datetime) -> bytes:
    """Return the record as PDF, the first MOST_ROWS rows of each table."""
    sections: list[dict[str, Any]] = []
    for part in parts:
        rows = list(islice(part.rows(user, language), MOST_ROWS + 1))
        sections.append(
            {
                "title": str(part.title),
                "why": str(part.why),
                "kept": _("Kept: %(how_long)s") % {"how_long": str(part.kept)},
                "columns": [str(one.label) for one in part.columns],
                "rows": [[in_words(cell) for cell in row] for row in rows[:MOST_ROWS]],
                "more": _more() if len(rows) > MOST_ROWS else "",
            }
        )
    words = {
        "language": language,
        "academy": str(settings.WAGTAIL_SITE_NAME),
        "title": _("My record"),
        "name": user.get_full_name() or user.email,
        "when": _("Everything held about this person on %(day)s.")
        % {"day": in_words(localtime(at).date())},
        "nothing": _("Nothing is held."),
        "sections": sections,
    }
    return typesetting.pdf_of(_TEMPLATE, {"said": json.dumps(words, ensure_ascii=False)}, at=at)


def _more() -> str:
    return ngettext(
        "The first %(count)s row; all of them are in the CSV and JSON files.",
        "The first %(count)s rows; all of them are in the CSV and JSON files.",
        MOST_ROWS,
    ) % {"count": MOST_ROWS}


def in_words(cell: Cell) -> str:
    """Return a cell as people read it, in the language that is active."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return pgettext("a record", "Yes") if cell else pgettext("a record", "No")
    if isinstance(cell, datetime):
        return date_format(localtime(cell), "DATETIME_FORMAT")
    if isinstance(cell, date):
        return date_format(cell, "DATE_FORMAT")
    if isinstance(cell, float):
        return f"{cell:.2f}"
    return str(cell)
