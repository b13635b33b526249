"""Files for spreadsheets, in which nothing that somebody wrote becomes a formula."""

import csv
from collections.abc import Iterator
from typing import Any, TextIO

from wagtail.admin.views.mixins import Echo, SpreadsheetExportMixin

# What makes a spreadsheet take a text for a formula (OWASP, CSV injection), in its wide forms too.
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def safe_cell(value: Any) -> Any:
    """Return `value` as it may stand in a CSV: text that looks like a formula gets a quote.

    Spaces and line ends before the formula hide nothing: spreadsheets skip them.
    """
    if isinstance(value, str) and value.lstrip().startswith(_STARTS_A_FORMULA):
        return f"'{value}"
    return "" if value is None else value


def csv_writer(file: TextIO | Echo, *, delimiter: str = ",") -> Any:
    """Return a writer of CSV (RFC 4180, but for another `delimiter`) that quotes every text.

    A spreadsheet that separates by something else would otherwise cut a name there and run what
    follows.
    """
    return csv.writer(file, quoting=csv.QUOTE_NONNUMERIC, delimiter=delimiter)


def _stream_csv(self: SpreadsheetExportMixin, queryset: Any) -> Iterator[str]:
    writer = csv_writer(Echo())
    yield writer.writerow([self.get_heading(queryset, field) for field in self.list_export])
    for item in queryset:
        row = self.to_row_dict(item)
        cells = (self.preprocess_field_value(field, row[field], "csv") for field in row)
        yield writer.writerow([safe_cell(cell) for cell in cells])


def make_exports_of_the_desk_safe() -> None:
    """Have Wagtail's lists and reports write their CSV as we do: it lets formulas through."""
    SpreadsheetExportMixin.stream_csv = _stream_csv
