"""What can be wrong with a list. Pure: a problem is a code with its particulars.

`academy.organisms.wording` says it in a sentence of the reader's language.
"""

from dataclasses import dataclass, field
from typing import Literal

Code = Literal[
    # The file
    "empty_file",
    "file_too_large",
    "too_many_rows",
    "workbook",
    "binary",
    "unknown_encoding",
    "mixed_encoding",
    "broken_quotes",
    "missing_column",
    "repeated_column",
    "no_rows",
    # A line
    "too_many_cells",
    # A cell
    "empty_cell",
    "cell_too_long",
    "control_character",
    "bad_email",
    "shortened_number",
    "bad_language",
    "bad_date",
    "month_first",
    "date_too_late",
    "bad_number",
    "unknown_unit",
    # Against other lines
    "repeated_number",
    "repeated_email",
    "repeated_person",
    "repeated_headcount",
    "email_of_other",
]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to correct. `line` counts from 1 as an editor does; 0 is the file as a whole.

    `column` is the name of the field ("" for a whole line), `value` what was read, shortened.
    """

    code: Code
    line: int = 0
    column: str = ""
    value: str = ""
    particulars: dict[str, str | int] = field(default_factory=dict)


class Unreadable(Exception):
    """The file can't be read any further than `problem`."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def shown(value: str, length: int = 60) -> str:
    """Return a value as a problem quotes it: short, on one line, nothing invisible."""
    text = "".join(character if character.isprintable() else "�" for character in value)
    return text if len(text) <= length else text[: length - 1] + "…"
