"""Figures as files. Formulas that a spreadsheet would run are made harmless."""

import io

from academy.core.spreadsheets import csv_writer, safe_cell

from .figures import Figure


def figure_csv(figure: Figure) -> str:
    """Return the data of a figure as CSV (RFC 4180), with a mark that says it is UTF-8."""
    out = io.StringIO()
    writer = csv_writer(out)
    writer.writerow([safe_cell(heading) for heading in figure.data_columns])
    writer.writerows([safe_cell(cell) for cell in row] for row in figure.data)
    return f"\ufeff{out.getvalue()}"
