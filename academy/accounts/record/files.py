"""The files in which a person takes their record away, each as large as the record is.

They are written to a file on disk, row by row: however much is held, memory holds a few rows.
"""

import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from tempfile import TemporaryFile
from typing import IO, Any

from django.utils.timezone import localtime

from academy.accounts.models import User
from academy.core.spreadsheets import csv_writer, safe_cell

from .parts import Cell, Part

FORMAT = "academie-my-record/1"


def csv_files(user: User, parts: Sequence[Part], language: str) -> IO[bytes]:
    """Return an archive of one CSV for each part, at its beginning."""
    made = _temporary()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in parts:
            with archive.open(f"{part.name}.csv", "w", force_zip64=True) as entry:
                # The mark by which a spreadsheet knows UTF-8.
                text = io.TextIOWrapper(entry, encoding="utf-8-sig", newline="")
                writer = csv_writer(text)
                writer.writerow([safe_cell(str(one.label)) for one in part.columns])
                for row in part.rows(user, language):
                    writer.writerow([safe_cell(_plain(cell)) for cell in row])
                text.flush()
                text.detach()
    made.seek(0)
    return made


def json_file(user: User, parts: Sequence[Part], language: str, *, at: datetime) -> IO[bytes]:
    """Return everything as one JSON object, at its beginning.

    `{"format", "made_at", "parts": [{"name", "title", "why", "kept", "rows": [{column: value}]}]}`
    """
    made = _temporary()
    _write(made, f'{{"format":{_json(FORMAT)},"made_at":{_json(at)},"parts":[')
    for place, part in enumerate(parts):
        said = {name: str(getattr(part, name)) for name in ("name", "title", "why", "kept")}
        _write(made, f'{"," if place else ""}\n{_json(said)[:-1]},"rows":[')
        keys = [one.key for one in part.columns]
        objects = (_json(dict(zip(keys, row, strict=True))) for row in part.rows(user, language))
        _write_array(made, objects)
        _write(made, "}")
    _write(made, "\n]}\n")
    made.seek(0)
    return made


def array_file(texts: Iterable[str]) -> IO[bytes]:
    """Return JSON values, each as it is written already, as one array."""
    made = _temporary()
    _write(made, "[")
    _write_array(made, texts)
    made.seek(0)
    return made


def _temporary() -> IO[bytes]:
    """Return a file that goes away when it is closed: by whoever sends it."""
    return TemporaryFile()


def _write_array(made: IO[bytes], texts: Iterable[str]) -> None:
    """Write the values of an array and its end."""
    for place, text in enumerate(texts):
        _write(made, f"{',' if place else ''}\n{text}")
    _write(made, "\n]")


def _write(made: IO[bytes], text: str) -> None:
    made.write(text.encode())


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_as_text, separators=(",", ":"))


def _as_text(value: date | datetime) -> str:
    return value.isoformat()


def _plain(cell: Cell) -> str | int | float | None:
    """Return a cell as a spreadsheet takes it: moments in the academy's time."""
    if isinstance(cell, bool):
        return int(cell)
    if isinstance(cell, datetime):
        return localtime(cell).strftime("%Y-%m-%d %H:%M:%S")
    return cell.isoformat() if isinstance(cell, date) else cell
