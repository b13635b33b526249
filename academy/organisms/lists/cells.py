"""What a cell of a list may hold. Pure: each reader returns a value or raises Refused."""

import re
import unicodedata
from datetime import date

from .problems import Code

# A name that starts like a formula ("=", "+", "-", "@") is text here and stays text; what leaves
# the academy for a spreadsheet is made harmless by the writer of exports.

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\xad"))
# Marks that turn the direction of what follows: a name could show as another.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_KEPT_AS_TEXT = re.compile(r'="([^"]*)"')
_SHORTENED = re.compile(r"[0-9](?:[.,][0-9]+)?E\+?[0-9]+", re.IGNORECASE)
_EMAIL = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])"
)
_YEAR_FIRST = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?", re.ASCII
)
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", re.ASCII)
_COUNT = re.compile(r"\d{1,3}(?:[ \u00a0\u202f,]\d{3})+|\d+", re.ASCII)
_LANGUAGES = {
    "fr": ("fr", "f", "fra", "fre", "francais", "french", "fr-ca", "fr_ca"),
    "en": ("en", "a", "e", "ang", "eng", "anglais", "english", "en-ca", "en_ca"),
}
_LANGUAGE_OF = {word: code for code, words in _LANGUAGES.items() for word in words}


class Refused(Exception):
    """A cell that can't be read as what its column holds."""

    def __init__(self, code: Code, **particulars: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.particulars = particulars


def clean_text(cell: str, limit: int) -> str:
    """Return a cell on one line, composed (NFC), without the spaces around it."""
    if not (cell.isascii() and cell.isprintable()):
        cell = unicodedata.normalize("NFC", cell.translate(_INVISIBLE)).strip()
        if any(
            character in _TURNING or unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")
            for character in cell
        ):
            raise Refused("control_character")
    cell = cell.strip()
    if len(cell) > limit:
        raise Refused("cell_too_long", limit=limit)
    return cell


def read_name(cell: str) -> str:
    """Return a first or last name (at most 150 characters, as accounts keep it)."""
    text = clean_text(cell, 150)
    if not text:
        raise Refused("empty_cell")
    return text


def read_code(cell: str) -> str:
    """Return a unit's code; `="007"`, by which Excel keeps zeros, gives `007`."""
    text = clean_text(cell, 60)
    kept = _KEPT_AS_TEXT.fullmatch(text)
    text = kept[1].strip() if kept else text
    if not text:
        raise Refused("empty_cell")
    if len(text) > 40:
        raise Refused("cell_too_long", limit=40)
    return text


def read_number(cell: str) -> str:
    """Return a person number, a text of digits or not; what Excel shortened (1,2E+11) is lost."""
    text = read_code(cell)
    if _SHORTENED.fullmatch(text):
        raise Refused("shortened_number")
    return text


def read_email(cell: str) -> str:
    """Return an e-mail address in lower case (ASCII, at most 254 characters; RFC 5321)."""
    text = clean_text(cell, 254).lower()
    if not text:
        raise Refused("empty_cell")
    if not _EMAIL.fullmatch(text) or len(text.partition("@")[0]) > 64:
        raise Refused("bad_email")
    return text


def read_language(cell: str) -> str:
    """Return "fr", "en", or "" for an empty cell."""
    text = unicodedata.normalize("NFKD", clean_text(cell, 40)).casefold()
    text = "".join(character for character in text if not unicodedata.combining(character))
    if not text:
        return ""
    if text not in _LANGUAGE_OF:
        raise Refused("bad_language")
    return _LANGUAGE_OF[text]


def read_date(cell: str) -> date:
    """Return a day written year-month-day, or day/month/year: the day always comes before the
    month, so that 03/04/2026 has one meaning.
    """
    text = clean_text(cell, 40)
    if not text:
        raise Refused("empty_cell")
    year_first, day_first = _YEAR_FIRST.fullmatch(text), _DAY_FIRST.fullmatch(text)
    if year_first:
        year, month, day = map(int, year_first.groups())
    elif day_first:
        day, month, year = map(int, day_first.groups())
        if month > 12 >= day:
            raise Refused("month_first")
    else:
        raise Refused("bad_date")
    if not 1900 <= year <= 2100:
        raise Refused("bad_date")
    try:
        return date(year, month, day)
    except ValueError:
        raise Refused("bad_date") from None


def read_count(cell: str) -> int:
    """Return a number of people; 1 234 and 1,234 are read, 12.5 and -3 refused."""
    text = clean_text(cell, 40)
    if not text:
        raise Refused("empty_cell")
    if not _COUNT.fullmatch(text):
        raise Refused("bad_number")
    count = int(re.sub(r"\D", "", text))
    if count > 10_000_000:
        raise Refused("bad_number")
    return count
