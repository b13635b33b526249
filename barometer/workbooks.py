"""Figures as workbooks (XLSX): the data on one sheet, where they come from on another.

Nothing that somebody named becomes a formula, no cell holds more than it shows, and the same
release gives the same bytes.
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from academy.core.workbooks import Sheet, workbook

from .figures import Figure
from .origins import Origin


def figure_workbook(figure: Figure, origin: Origin) -> bytes:
    """Return a figure's data and their origin as an XLSX file, in the language that is active."""
    data = Sheet(pgettext("sheet of a workbook", "Figures"), [figure.data_columns, *figure.data])
    about = Sheet(
        pgettext("sheet of a workbook", "About"), about_rows(figure, origin), heads_rows=True
    )
    made_on = origin.release.day if origin.release else None
    return workbook([data, about], title=figure.title, made_on=made_on)


def about_rows(figure: Figure, origin: Origin) -> list[tuple[str, Any]]:
    """Return what a file says of a figure: what each line is about, and what it says."""
    rows: list[tuple[str, Any]] = [
        (_("Title"), figure.title),
        (pgettext("of a figure", "Place"), origin.place),
        (_("In words"), figure.summary),
    ]
    if figure.note:
        rows.append((pgettext("of a figure", "Note"), figure.note))
    if origin.release is not None:
        rows += [
            (_("Data of"), origin.release.day),
            (_("Method"), origin.release.method),
            (
                _("How these figures are counted"),
                _(
                    "A figure says between which two numbers of people it lies; the share is what "
                    "is to be expected between the two. None is an exact count, and none is about "
                    "fewer than ten people."
                ),
            ),
            (_("SHA-256 of the document"), origin.release.digest),
        ]
    if figure.seal is not None:
        rows += [
            (_("Published with the release of"), figure.seal.day),
            (_("Method of this figure"), figure.seal.method),
            (_("SHA-256 of this figure"), figure.seal.digest),
        ]
    rows.append((_("Page"), origin.address))
    return rows
