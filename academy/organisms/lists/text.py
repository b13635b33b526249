"""From the bytes of a CSV file to its lines of cells. Pure.

Spreadsheets write UTF-8 with or without a mark, UTF-16 ("Unicode text") or Windows-1252, with
commas, semicolons, tabs or bars: all are recognised, none has to be announced.
"""

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .problems import Problem, Unreadable, shown

MAX_BYTES = 50 * 1024 * 1024
MAX_ROWS = 250_000
SEPARATORS = (",", ";", "\t", "|")

# UTF-32's mark starts with UTF-16's: the longest comes first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_BINARIES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of a file, `header` first; each line with its number in the file."""

    encoding: str
    separator: str
    header: list[str]
    header_line: int
    lines: Iterator[tuple[int, list[str]]]


def decode(content: bytes) -> tuple[str, str]:
    """Return the text of a file and the name of its encoding.

    Raises Unreadable for a workbook, for another kind of file and for mixed or unknown encodings.
    """
    if len(content) > MAX_BYTES:
        particulars: dict[str, str | int] = {"limit": MAX_BYTES // (1024 * 1024)}
        raise Unreadable(Problem("file_too_large", particulars=particulars))
    if content.startswith(_WORKBOOKS):
        raise Unreadable(Problem("workbook"))
    if content.startswith(_BINARIES):
        raise Unreadable(Problem("binary"))
    encoding, body = _marked(content)
    if not encoding:
        encoding = _without_mark(body)
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError:
        raise Unreadable(Problem("unknown_encoding")) from None
    if "\x00" in text:
        raise Unreadable(Problem("binary"))
    if not text.strip():
        raise Unreadable(Problem("empty_file"))
    return text, encoding


def _marked(content: bytes) -> tuple[str, bytes]:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding, content[len(mark) :]
    return "", content


def _without_mark(body: bytes) -> str:
    """Guess the encoding of a file without a mark."""
    start = body[:4096]
    if len(start) >= 4:
        # In UTF-16, every other byte of Latin text is zero.
        pairs = len(start) // 2
        if start[1::2].count(0) > pairs * 0.6:
            return "utf-16-le"
        if start[0::2].count(0) > pairs * 0.6:
            return "utf-16-be"
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        # UTF-8 with a few foreign bytes is two files glued together: read as Windows-1252, every
        # accent of the first would be wrong without a word.
        read = body.decode("utf-8", "replace")
        accents = sum(1 for character in read if "\x80" <= character != "�")
        if accents > read.count("�"):
            line = body.count(b"\n", 0, error.start) + 1
            raise Unreadable(Problem("mixed_encoding", line=line)) from None
        return "cp1252"
    return "utf-8"


def header_key(name: str) -> str:
    """Return a column's name without case, accents, punctuation: `Prénom ` gives `prenom`."""
    plain = unicodedata.normalize("NFKD", name.replace("°", "o")).casefold()
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def read_table(content: bytes, columns: Mapping[str, str]) -> Table:
    """Open a file; `columns` gives the field of each known header, by its `header_key`.

    The separator is the one that makes the first line give the most known columns.
    """
    text, encoding = decode(content)
    return table_of(text, columns, encoding=encoding)


def table_of(text: str, columns: Mapping[str, str], *, encoding: str = "utf-8") -> Table:
    """Open a text that has been decoded already."""
    first, separator, line = "", "", 0
    for number, candidate in enumerate(io.StringIO(text, newline=None), start=1):
        announced = re.fullmatch(r'"?sep=(.)"?\s*', candidate, re.IGNORECASE)
        if announced and number == 1:
            # Excel writes and reads this line.
            separator = announced[1]
        elif candidate.strip(" \t\r\n\ufeff,;|"):
            first, line = candidate, number
            break
    if not first:
        raise Unreadable(Problem("empty_file"))
    if separator not in SEPARATORS:
        separator = max(SEPARATORS, key=lambda one: _fitness(first, one, columns))
    lines = _numbered(text, separator)
    for number, cells in lines:
        if number >= line and any(cell.strip() for cell in cells):
            return Table(encoding, separator, cells, number, lines)
    raise Unreadable(Problem("empty_file"))


def _fitness(first: str, separator: str, columns: Mapping[str, str]) -> tuple[int, int]:
    try:
        cells = next(csv.reader([first], delimiter=separator), [])
    except csv.Error:
        return (0, 0)
    return (sum(header_key(cell) in columns for cell in cells), len(cells))


def _numbered(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each line's number and its cells, blank lines left out."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number, rows = 1, 0
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            if "field larger" in str(error):
                raise Unreadable(
                    Problem("cell_too_long", line=number, particulars={"limit": 1000})
                ) from None
            raise Unreadable(Problem("broken_quotes", line=number)) from None
        if cells is None:
            return
        if any(map(str.strip, cells)):
            rows += 1
            if rows > MAX_ROWS + 1:
                raise Unreadable(Problem("too_many_rows", particulars={"limit": MAX_ROWS}))
            yield number, cells
        number = reader.line_num + 1


def positions(
    table: Table, columns: Mapping[str, str], required: tuple[str, ...]
) -> tuple[dict[str, int], list[str]]:
    """Return where each field is, and the headers that nobody knows (they are left unread).

    Raises Unreadable when a required field has no column, or a field two.
    """
    found: dict[str, int] = {}
    unknown: list[str] = []
    for position, name in enumerate(table.header):
        field = columns.get(header_key(name))
        if field is None:
            if name.strip():
                unknown.append(shown(name.strip()))
            continue
        if field in found:
            raise Unreadable(Problem("repeated_column", line=table.header_line, column=field))
        found[field] = position
    missing = [field for field in required if field not in found]
    if missing:
        raise Unreadable(
            Problem(
                "missing_column",
                line=table.header_line,
                column=missing[0],
                value=", ".join(shown(name.strip(), 30) for name in table.header[:12]),
                particulars={"missing": ",".join(missing)},
            )
        )
    return found, unknown
