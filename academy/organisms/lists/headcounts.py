"""Lists of headcounts: how many people a unit has from a day on. Pure."""

from dataclasses import dataclass
from datetime import date

from .cells import Refused, read_code, read_count, read_date
from .problems import Problem, Unreadable, shown
from .text import decode, positions, table_of

REQUIRED = ("unit_code", "on", "people")

_NAMES = {
    "unit_code": (
        "unit code, unit, code of the unit, administrative unit, department code, unite, "
        "code unite, code d unite, code de l unite, code de unite, unite administrative, "
        "code unite administrative, code d unite administrative"
    ),
    "on": (
        "on, date, as of, day, since, from, en date du, au, le, date de reference, depuis, "
        "a compter du, jour"
    ),
    "people": (
        "people, headcount, head count, number of people, staff, count, effectif, effectifs, "
        "personnes, nombre de personnes, nombre"
    ),
}
COLUMNS = {name.strip(): field for field, names in _NAMES.items() for name in names.split(",")}


@dataclass(frozen=True, slots=True)
class HeadcountRow:
    """One line: the unit has `people` people from `on` on."""

    line: int
    unit_code: str
    on: date
    people: int


@dataclass(frozen=True, slots=True)
class HeadcountList:
    """What was read: every line that has no problem, every problem, the columns left unread."""

    rows: list[HeadcountRow]
    problems: list[Problem]
    unknown_columns: list[str]
    encoding: str = ""
    separator: str = ""
    text: str = ""


def read_headcounts(content: bytes, *, effective_on: date) -> HeadcountList:
    """Read headcounts dated `effective_on` at the latest; never raises for any content."""
    try:
        text, encoding = decode(content)
    except Unreadable as refusal:
        return HeadcountList([], [refusal.problem], [])
    return read_headcounts_text(text, effective_on=effective_on, encoding=encoding)


def read_headcounts_text(
    text: str, *, effective_on: date, encoding: str = "utf-8"
) -> HeadcountList:
    """Read headcounts that have been decoded already."""
    rows: list[HeadcountRow] = []
    problems: list[Problem] = []
    first_line: dict[tuple[str, date], int] = {}
    try:
        table = table_of(text, COLUMNS, encoding=encoding)
        places, unknown = positions(table, COLUMNS, REQUIRED)
    except Unreadable as refusal:
        return HeadcountList([], [refusal.problem], [])
    try:
        for line, cells in table.lines:
            row = _read_row(line, cells, places, effective_on, problems)
            if row is None:
                continue
            first = first_line.setdefault((row.unit_code, row.on), line)
            if first != line:
                problems.append(
                    Problem(
                        "repeated_headcount",
                        line,
                        "unit_code",
                        shown(row.unit_code),
                        {"first": first, "day": row.on.isoformat()},
                    )
                )
                continue
            rows.append(row)
    except Unreadable as refusal:
        problems.append(refusal.problem)
    if not rows and not problems:
        problems.append(Problem("no_rows"))
    return HeadcountList(rows, problems, unknown, encoding, table.separator, text)


def _read_row(
    line: int,
    cells: list[str],
    places: dict[str, int],
    effective_on: date,
    problems: list[Problem],
) -> HeadcountRow | None:
    before = len(problems)
    texts = {field: cells[place] if place < len(cells) else "" for field, place in places.items()}
    unit_code, on, people = "", effective_on, 0
    for field in REQUIRED:
        try:
            if field == "unit_code":
                unit_code = read_code(texts[field])
            elif field == "on":
                on = read_date(texts[field])
                if on > effective_on:
                    raise Refused("date_too_late", day=effective_on.isoformat())
            else:
                people = read_count(texts[field])
        except Refused as refusal:
            problems.append(
                Problem(refusal.code, line, field, shown(texts[field].strip()), refusal.particulars)
            )
    return HeadcountRow(line, unit_code, on, people) if len(problems) == before else None
