"""Figures as files. Formulas that a spreadsheet would run are made harmless."""

import io
import json
from datetime import date
from typing import Any, Literal

from django.utils.translation import pgettext

from academy.core.spreadsheets import csv_writer, safe_cell

from .figures import Figure
from .origins import Origin

Kind = Literal["csv", "xlsx", "json"]
FORMAT = "academie-barometer-figure/1"


class _DecimalComma(float):
    """A number that is written with a comma."""

    def __str__(self) -> str:
        return super().__repr__().replace(".", ",")


def figure_csv(figure: Figure, language: str) -> str:
    """Return the data of a figure as CSV, with a mark that says it is UTF-8.

    In English as RFC 4180 has it; in French with semicolons and decimal commas, since that is how
    a spreadsheet set to French reads a file that it opens by itself.
    """
    out = io.StringIO()
    writer = csv_writer(out, delimiter=";" if language == "fr" else ",")
    writer.writerow([safe_cell(heading) for heading in figure.data_columns])
    for row in figure.data:
        cells = [safe_cell(cell) for cell in row]
        writer.writerow([_written(cell) for cell in cells] if language == "fr" else cells)
    return f"\ufeff{out.getvalue()}"


def _written(cell: Any) -> Any:
    return _DecimalComma(cell) if isinstance(cell, float) else cell


def figure_json(figure: Figure, origin: Origin, language: str) -> str:
    """Return the data of a figure as JSON, with where they come from."""
    release = origin.release
    said = {
        "format": FORMAT,
        "language": language,
        "place": origin.place,
        "figure": figure.name,
        "title": figure.title,
        "summary": figure.summary,
        "note": figure.note,
        "page": origin.address,
        "release": release
        and {
            "day": release.day.isoformat(),
            "method": release.method,
            "sha256": release.digest,
        },
        # Of what isn't in the document of the release: the ways through paths and the forecasts.
        "sealed": figure.seal
        and {
            "part": figure.seal.part,
            "day": figure.seal.day.isoformat(),
            "method": figure.seal.method,
            "sha256": figure.seal.digest,
        },
        "columns": figure.data_columns,
        "rows": figure.data,
    }
    return json.dumps(said, ensure_ascii=False, allow_nan=False, indent=1)


def file_name(
    level: str, code: str, figure: Figure, kind: Kind = "csv", day: date | None = None
) -> str:
    """Return the name of a figure's file in words of the language that is active.

    `day`: of the data; a CSV, which is nothing but a table, tells it by its name alone.
    """
    words = {
        "organism": pgettext("file name", "organization"),
        "portfolio": pgettext("file name", "portfolio"),
        "government": pgettext("file name", "government"),
        "criteria-organism": pgettext("file name", "criteria-organization"),
        "criteria-portfolio": pgettext("file name", "criteria-portfolio"),
        "criteria-government": pgettext("file name", "criteria-government"),
        "path": pgettext("file name", "path"),
        "ledger": pgettext("file name", "campaigns"),
        "effects": pgettext("file name", "effects"),
        "targets": pgettext("file name", "targets"),
        "against-target": pgettext("file name", "against-target"),
        "paths": pgettext("file name", "paths"),
        "places": pgettext("file name", "places"),
        "over-time": pgettext("file name", "release-by-release"),
        "heat-map": pgettext("file name", "heat-map"),
        "funnel": pgettext("file name", "limits-of-chance"),
        "movement": pgettext("file name", "movement"),
        "pairs": pgettext("file name", "pairs"),
        "stops": pgettext("file name", "stops"),
        "answers": pgettext("file name", "answers"),
        "known": pgettext("file name", "known"),
        "outlook": pgettext("file name", "outlook"),
        "profile": pgettext("file name", "profile"),
        "peers": pgettext("file name", "peers"),
    }
    named = [pgettext("file name", "barometer"), words[level], code, words[figure.name]]
    named.append(day.isoformat() if day else "")
    return f"{'-'.join(part for part in named if part)}.{kind}"


def ways_name(day: date) -> str:
    """Return the name of the file of the ways through paths of a release, as `document_name`."""
    words = (pgettext("file name", "barometer"), pgettext("file name", "ways"), day.isoformat())
    return f"{'-'.join(words)}.json"


def document_name(day: date) -> str:
    """Return the name of the file of a release, in words of the language that is active."""
    return f"{pgettext('file name', 'barometer')}-{day.isoformat()}.json"
