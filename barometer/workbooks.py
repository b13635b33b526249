"""Figures as workbooks (XLSX): the data on one sheet, where they come from on another.

Nothing that somebody named becomes a formula, no cell holds more than it shows, and the same
release gives the same bytes.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .figures import Figure
from .origins import Origin

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

# A share is kept with four decimals, and shown with all of them.
_SHARE = "0.00%"
_WHOLE = "0"
_DAY = "yyyy-mm-dd"
_WIDEST = 60
# Of archives and documents that have no day of their own.
_NO_DAY = datetime(1980, 1, 1)


def figure_workbook(figure: Figure, origin: Origin) -> bytes:
    """Return a figure's data and their origin as an XLSX file, in the language that is active."""
    # Heavy to import; only whoever asks for a workbook pays for it.
    from openpyxl import Workbook

    workbook = Workbook()
    data = workbook.active
    data.title = pgettext("sheet of a workbook", "Figures")
    _fill(data, [figure.data_columns, *figure.data])
    data.freeze_panes = "B2"
    _bold(data["1"])
    about = workbook.create_sheet(pgettext("sheet of a workbook", "About"))
    _fill(about, about_rows(figure, origin))
    _bold(about["A"])
    made = origin.release.day if origin.release else None
    day = datetime.combine(made, datetime.min.time()) if made else _NO_DAY
    workbook.properties.creator = ""
    workbook.properties.title = _plain(figure.title)
    workbook.properties.created = workbook.properties.modified = day
    return _packed(workbook)


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


def _fill(sheet: "Worksheet", rows: Iterable[Sequence[Any]]) -> None:
    widths: dict[int, int] = {}
    for line, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            if value is None:
                continue
            cell: Any = sheet.cell(line, column)
            if isinstance(value, str):
                # Said to be a text whatever it looks like, and kept one when somebody edits it.
                cell.value = ""
                cell._value, cell.data_type = _plain(value), "s"
                cell.quotePrefix = True
            else:
                cell.value = value
                cell.number_format = _format_of(value)
            widths[column] = max(widths.get(column, 8), min(len(str(value)) + 2, _WIDEST))
    for column, width in widths.items():
        sheet.column_dimensions[sheet.cell(1, column).column_letter].width = width


def _format_of(value: Any) -> str:
    if isinstance(value, date):
        return _DAY
    return _SHARE if isinstance(value, float) else _WHOLE


def _plain(text: str) -> str:
    """Return a text without the signs that a workbook can't hold."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return ILLEGAL_CHARACTERS_RE.sub("", text)


def _bold(cells: Iterable[Any]) -> None:
    from openpyxl.styles import Font

    for cell in cells:
        cell.font = Font(bold=True)


def _packed(workbook: Any) -> bytes:
    """Return the file of a workbook: an archive in which nothing says when it was made."""
    from openpyxl.writer.excel import ExcelWriter

    made, packed = io.BytesIO(), io.BytesIO()
    # Not `workbook.save`, which writes the hour.
    ExcelWriter(workbook, ZipFile(made, "w")).save()
    with ZipFile(made) as parts, ZipFile(packed, "w") as archive:
        for name in parts.namelist():
            info = ZipInfo(name, _NO_DAY.timetuple()[:6])
            archive.writestr(info, parts.read(name), ZIP_DEFLATED)
    return packed.getvalue()
