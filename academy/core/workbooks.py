"""Workbooks (XLSX) in which nothing that somebody wrote becomes a formula.

No cell holds more than it shows, and the same rows give the same bytes.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

# A share is kept with four decimals, and shown with all of them.
_SHARE = "0.00%"
_WHOLE = "0"
_DAY = "yyyy-mm-dd"
_WIDEST = 60
# Of archives and documents that have no day of their own.
_NO_DAY = datetime(1980, 1, 1)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name and its rows of texts, days, whole numbers and shares (0 to 1).

    Its first row is its heading, and stays in sight with the first column; or, where `heads_rows`,
    the first column heads the rows.
    """

    name: str
    rows: Sequence[Sequence[Any]]
    heads_rows: bool = False


def workbook(sheets: Sequence[Sheet], *, title: str, made_on: date | None) -> bytes:
    """Return an XLSX file of these sheets, which says that it was made on the day `made_on`."""
    # Heavy to import; only whoever asks for a workbook pays for it.
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        _fill(page, sheet.rows)
        if sheet.heads_rows:
            _bold(page["A"])
        else:
            page.freeze_panes = "B2"
            _bold(page["1"])
    day = datetime.combine(made_on, datetime.min.time()) if made_on else _NO_DAY
    book.properties.creator = ""
    book.properties.title = _plain(title)
    book.properties.created = book.properties.modified = day
    return _packed(book)


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


def _packed(book: Any) -> bytes:
    """Return the file of a workbook: an archive in which nothing says when it was made."""
    from openpyxl.writer.excel import ExcelWriter

    made, packed = io.BytesIO(), io.BytesIO()
    # Not `book.save`, which writes the hour.
    ExcelWriter(book, ZipFile(made, "w")).save()
    with ZipFile(made) as parts, ZipFile(packed, "w") as archive:
        for name in parts.namelist():
            info = ZipInfo(name, _NO_DAY.timetuple()[:6])
            archive.writestr(info, parts.read(name), ZIP_DEFLATED)
    return packed.getvalue()
