"""Files of terms: CSV, one term a line, with these columns in any order."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from academy.core.spreadsheets import safe_cell
from academy.organisms.lists.problems import Unreadable
from academy.organisms.lists.text import SEPARATORS, decode
from courses.models import LONGEST_TERM

COLUMNS = (
    "term_fr",
    "term_en",
    "domain",
    "definition_fr",
    "definition_en",
    "also_fr",
    "also_en",
    "forbidden_fr",
    "forbidden_en",
)
NEEDED = COLUMNS[:2]
MOST_BYTES = 2 * 1024 * 1024
MOST_TERMS = 5000
LONGEST = {"term_fr": LONGEST_TERM, "term_en": LONGEST_TERM, "domain": 60} | dict.fromkeys(
    COLUMNS[5:], 250
)
SHIPPED = Path(__file__).parent / "data" / "glossary.csv"


@dataclass(frozen=True, slots=True)
class ReadTerms:
    """What a file holds: a row for each term, by column, and what is wrong with it."""

    rows: tuple[dict[str, str], ...]
    problems: tuple[str, ...]


def read_terms(data: bytes) -> ReadTerms:
    """Read a file of terms; nothing is to be taken in of one that has a problem."""
    if len(data) > MOST_BYTES:
        return ReadTerms(
            (), (_("This file is larger than 2 MB. Split it, then import the parts."),)
        )
    try:
        text, _encoding = decode(data)
    except Unreadable:
        return ReadTerms(
            (), (_("This file is no CSV text. Save it as CSV (UTF-8), then import it again."),)
        )
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    names = [(name or "").strip().lower() for name in reader.fieldnames or ()]
    missing = [name for name in NEEDED if name not in names]
    if missing:
        return ReadTerms(
            (),
            (
                _(
                    "The first line has no column “%(column)s”. Name the columns as the export of "
                    "the glossary does."
                )
                % {"column": missing[0]},
            ),
        )
    reader.fieldnames = names
    rows: list[dict[str, str]] = []
    problems: list[str] = []
    seen: dict[tuple[str, str], int] = {}
    for line in reader:
        row = {name: _cell(line.get(name)) for name in COLUMNS}
        if not any(row.values()):
            continue
        if len(rows) >= MOST_TERMS:
            problems.append(
                _("This file has more than %(most)s terms. Split it.") % {"most": MOST_TERMS}
            )
            break
        problem = _problem(row, seen)
        if problem:
            problems.append(
                _("Line %(line)s: %(problem)s") % {"line": reader.line_num, "problem": problem}
            )
        seen[row["term_fr"], row["term_en"]] = reader.line_num
        rows.append(row)
    if not rows and not problems:
        problems.append(_("This file has no term below its first line."))
    return ReadTerms(tuple(rows), tuple(problems))


def _cell(value: str | None) -> str:
    text = " ".join((value or "").split())
    # The quote that keeps a spreadsheet from running a text isn't part of it.
    return text[1:] if text.startswith("'") and safe_cell(text[1:]) != text[1:] else text


def _problem(row: dict[str, str], seen: dict[tuple[str, str], int]) -> str:
    if not (row["term_fr"] and row["term_en"]):
        return _("the term is missing in one of the languages.")
    for name, most in LONGEST.items():
        if len(row[name]) > most:
            return _("“%(column)s” has more than %(most)s characters.") % {
                "column": name,
                "most": most,
            }
    if (row["term_fr"], row["term_en"]) in seen:
        return _("this term stands on line %(line)s too.") % {
            "line": seen[row["term_fr"], row["term_en"]]
        }
    return ""
