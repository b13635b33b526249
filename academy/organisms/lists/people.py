"""Lists of people: who works where on a day. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from .cells import Refused, read_code, read_date, read_email, read_language, read_name, read_number
from .problems import Problem, Unreadable, shown
from .text import Table, decode, positions, table_of

REQUIRED = ("person_number", "email", "first_name", "last_name", "unit_code")

_NAMES = {
    "person_number": (
        "person number, person id, employee number, employee no, employee id, employee, number, "
        "matricule, numero, numero de personne, numero personne, numero d employe, "
        "numero employe, no employe, no d employe, no personne, no de personne, numero d employee, "
        "numero de l employe, identifiant, id"
    ),
    "email": (
        "email, e mail, mail, email address, e mail address, work email, courriel, "
        "adresse courriel, adresse de courriel, adresse electronique, courrier electronique, "
        "adresse e mail, adresse email, courriel professionnel"
    ),
    "first_name": "first name, firstname, given name, given names, prenom, prenoms",
    "last_name": "last name, lastname, surname, family name, nom, nom de famille",
    "unit_code": (
        "unit code, unit, code of the unit, administrative unit, department code, unite, "
        "code unite, code d unite, code de l unite, code de unite, unite administrative, "
        "code unite administrative, code d unite administrative"
    ),
    "language": (
        "language, lang, preferred language, langue, langue de communication, "
        "langue de correspondance"
    ),
    "starts_on": (
        "starts on, start date, start, starts, since, from, entry date, hired on, debut, "
        "date de debut, date debut, depuis, en poste depuis, date d entree, "
        "date d entree en fonction, date d entree en poste"
    ),
}
COLUMNS = {name.strip(): field for field, names in _NAMES.items() for name in names.split(",")}

_READERS: dict[str, Callable[[str], str]] = {
    "person_number": read_number,
    "email": read_email,
    "first_name": read_name,
    "last_name": read_name,
    "unit_code": read_code,
    "language": read_language,
}


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person of a list; `language` may be "", `starts_on` None."""

    line: int
    person_number: str
    email: str
    first_name: str
    last_name: str
    unit_code: str
    language: str = ""
    starts_on: date | None = None


@dataclass(frozen=True, slots=True)
class PeopleList:
    """What was read: every line that has no problem, every problem, the columns left unread."""

    rows: list[PersonRow]
    problems: list[Problem]
    unknown_columns: list[str]
    encoding: str = ""
    separator: str = ""
    text: str = ""


def read_people(content: bytes, *, effective_on: date) -> PeopleList:
    """Read a list of people that is true on `effective_on`; never raises for any content."""
    try:
        text, encoding = decode(content)
    except Unreadable as refusal:
        return PeopleList([], [refusal.problem], [])
    return read_people_text(text, effective_on=effective_on, encoding=encoding)


def read_people_text(text: str, *, effective_on: date, encoding: str = "utf-8") -> PeopleList:
    """Read a list that has been decoded already."""
    rows: list[PersonRow] = []
    problems: list[Problem] = []
    try:
        table = table_of(text, COLUMNS, encoding=encoding)
        places, unknown = positions(table, COLUMNS, REQUIRED)
    except Unreadable as refusal:
        return PeopleList([], [refusal.problem], [])
    try:
        _read_rows(table, places, effective_on, rows, problems)
    except Unreadable as refusal:
        problems.append(refusal.problem)
    if not rows and not problems:
        problems.append(Problem("no_rows"))
    return PeopleList(rows, problems, unknown, encoding, table.separator, text)


def _read_rows(
    table: Table,
    places: dict[str, int],
    effective_on: date,
    rows: list[PersonRow],
    problems: list[Problem],
) -> None:
    line_of_number: dict[str, int] = {}
    line_of_email: dict[str, int] = {}
    readers = [(field, places[field], read) for field, read in _READERS.items() if field in places]
    start_place = places.get("starts_on")
    width = len(table.header)
    for line, cells in table.lines:
        if len(cells) > width and any(cell.strip() for cell in cells[width:]):
            particulars: dict[str, str | int] = {"found": len(cells), "expected": width}
            problems.append(Problem("too_many_cells", line, particulars=particulars))
            continue
        before = len(problems)
        values: dict[str, str] = {}
        for field, place, read in readers:
            cell = cells[place] if place < len(cells) else ""
            try:
                values[field] = read(cell)
            except Refused as refusal:
                problems.append(
                    Problem(refusal.code, line, field, shown(cell.strip()), refusal.particulars)
                )
        starts_on = None
        if start_place is not None and start_place < len(cells) and cells[start_place].strip():
            cell = cells[start_place]
            try:
                starts_on = read_date(cell)
                if starts_on > effective_on:
                    raise Refused("date_too_late", day=effective_on.isoformat())
            except Refused as refusal:
                problems.append(
                    Problem(
                        refusal.code, line, "starts_on", shown(cell.strip()), refusal.particulars
                    )
                )
        for field, code, seen in (
            ("person_number", "repeated_number", line_of_number),
            ("email", "repeated_email", line_of_email),
        ):
            value = values.get(field)
            if value is None:
                continue
            first = seen.setdefault(value, line)
            if first != line:
                problems.append(
                    Problem(code, line, field, shown(value), {"first": first})  # type: ignore[arg-type]
                )
        if len(problems) == before:
            rows.append(PersonRow(line=line, starts_on=starts_on, **values))
