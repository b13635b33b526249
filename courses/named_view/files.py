"""A named list as a file. Formulas that a spreadsheet would run are made harmless."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from academy.core.spreadsheets import csv_writer, safe_cell
from academy.core.workbooks import Sheet, workbook
from courses.standing_words import state_label

from .roll import Line


def columns() -> list[str]:
    """Return the headings of the columns of a file."""
    return [
        pgettext("of a person", "Name"),
        _("Unit"),
        _("Progress"),
        _("Done on"),
        _("Valid until"),
        _("Late since"),
    ]


def rows(lines: Sequence[Line]) -> list[list[Any]]:
    """Return the rows of a file: texts and days, None where there is none."""
    return [
        [
            line.name,
            line.unit,
            state_label(line.standing.state),
            line.standing.day if line.standing.state == "done" else None,
            line.standing.valid_until,
            line.standing.day if line.standing.state == "late" else None,
        ]
        for line in lines
    ]


def roll_csv(lines: Sequence[Line], language: str) -> bytes:
    """Return a list as CSV, with a mark that says it is UTF-8; with semicolons in French, as a
    spreadsheet set to French reads it."""
    out = io.StringIO()
    writer = csv_writer(out, delimiter=";" if language == "fr" else ",")
    for row in [columns(), *rows(lines)]:
        cells = (cell.isoformat() if isinstance(cell, date) else cell for cell in row)
        writer.writerow([safe_cell(cell) for cell in cells])
    return f"\ufeff{out.getvalue()}".encode()


def roll_workbook(
    lines: Sequence[Line], *, title: str, organism: str, reason: str, today: date
) -> bytes:
    """Return a list as an XLSX file, with a second sheet that says what it is and what for."""
    people = Sheet(pgettext("sheet of a workbook", "People"), [columns(), *rows(lines)])
    about = Sheet(
        pgettext("sheet of a workbook", "About"),
        [
            [_("Learning path"), title],
            [_("Organization"), organism],
            [_("As of"), today],
            [_("Reason"), reason],
            [
                _("To know"),
                _(
                    "This file is about people, who read that it was made, by whom and why. Keep "
                    "it for that reason alone, and delete it after."
                ),
            ],
        ],
        heads_rows=True,
    )
    return workbook([people, about], title=title, made_on=today)
