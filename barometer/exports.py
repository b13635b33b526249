"""Figures as files. Formulas that a spreadsheet would run are made harmless."""

import csv
import io
from typing import Any

from .figures import Figure

# What makes a spreadsheet take a text for a formula (OWASP, CSV injection).
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: Any) -> Any:
    """Return `value` as it may stand in a CSV: text that looks like a formula gets a quote."""
    if isinstance(value, str) and value.startswith(_STARTS_A_FORMULA):
        return f"'{value}"
    return "" if value is None else value


def figure_csv(figure: Figure) -> str:
    """Return the data of a figure as CSV (RFC 4180), with a mark that says it is UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([safe_cell(heading) for heading in figure.data_columns])
    writer.writerows([safe_cell(cell) for cell in row] for row in figure.data)
    return f"\ufeff{out.getvalue()}"
