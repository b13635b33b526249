"""Which format a file is in, and reading it. Pure."""

import re
from collections.abc import Callable

from .csv_reading import read_csv
from .gift_reading import read_gift
from .lines import At, _
from .moodle_reading import read_moodle_xml
from .qti_reading import read_qti
from .questions import Collected, Format, Imported, Language
from .xml_tree import MOST_BYTES

_ROOT = re.compile(rb"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
_START = 4096
_BRACE = re.compile(rb"(?<!\\)\{")

READERS: dict[Format, Callable[[bytes, Language], Imported]] = {
    "gift": read_gift,
    "moodle_xml": read_moodle_xml,
    "qti21": read_qti,
    "qti3": read_qti,
    "csv": read_csv,
}


def detected(data: bytes, name: str = "") -> Format:
    """Return the format that a file is in, as far as it shows: by what it holds, then by `name`."""
    start = data[:_START].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"PK"):
        return "qti21"
    if start.startswith(b"<"):
        root = _ROOT.search(start)
        return "moodle_xml" if root and root[1] == b"quiz" else "qti21"
    if name.lower().endswith((".csv", ".tsv")) or not _BRACE.search(data):
        return "csv"
    return "gift"


def read(data: bytes, form: Format, language: Language) -> Imported:
    """Return the questions of a file, and what became of the rest; never raises for any content."""
    if len(data) > MOST_BYTES:
        found = Collected()
        At(found.lines).refuse(_("The file is larger than %(most)s MiB."), most=MOST_BYTES >> 20)
        return found.done()
    return READERS[form](data, language)
