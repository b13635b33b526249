"""What the readers of lists found, in sentences: what happened and what to do."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .lists.difference import Notice
from .lists.problems import Problem

COLUMN_NAMES = {
    "person_number": gettext_lazy("person number"),
    "email": gettext_lazy("email address"),
    "first_name": gettext_lazy("first name"),
    "last_name": gettext_lazy("last name"),
    "unit_code": gettext_lazy("unit code"),
    "language": gettext_lazy("language"),
    "starts_on": gettext_lazy("start date"),
    "on": gettext_lazy("date"),
    "people": gettext_lazy("people"),
}

# Each is a function so that the sentence is chosen in the reader's language, when it is read.
_SENTENCES: dict[str, Callable[[], str]] = {
    "empty_file": lambda: _("The file is empty. Choose another one."),
    "file_too_large": lambda: _(
        "The file is larger than %(limit)s MB. Keep only the columns of the list, or cut it in two."
    ),
    "too_many_rows": lambda: _("The list has more than %(limit)s lines. Check what it holds."),
    "workbook": lambda: _(
        "This is a workbook. In your spreadsheet, save the sheet as “CSV UTF-8” and send that file."
    ),
    "binary": lambda: _("This is not a text file. Save the list as “CSV UTF-8” and try again."),
    "unknown_encoding": lambda: _(
        "The characters of this file can't be read. Save the list as “CSV UTF-8” and try again."
    ),
    "mixed_encoding": lambda: _(
        "The file mixes two ways to write accents: it was probably made from two files. "
        "Save the whole list as “CSV UTF-8” and try again."
    ),
    "broken_quotes": lambda: _(
        "A quotation mark is opened and never closed, or text follows one that is closed. "
        "Check the quotation marks from this line on."
    ),
    "missing_column": lambda: _(
        "These columns are missing: %(missing)s. The first line of the file reads: %(value)s"
    ),
    "repeated_column": lambda: _("Two columns hold this. Keep one."),
    "no_rows": lambda: _("The list has a header and nobody below it."),
    "too_many_cells": lambda: _(
        "This line has %(found)s cells, the header %(expected)s. A separator inside a value needs "
        "quotation marks around the value."
    ),
    "empty_cell": lambda: _("This is empty. Fill it in."),
    "cell_too_long": lambda: _("This has more than %(limit)s characters. Shorten it."),
    "control_character": lambda: _(
        "This holds a line break or an invisible character. Type it again."
    ),
    "bad_email": lambda: _("“%(value)s” is not an email address. Write it as name@domain.ca."),
    "shortened_number": lambda: _(
        "“%(value)s” is a number that the spreadsheet shortened: digits are lost. Format the "
        "column as text and export it again."
    ),
    "bad_language": lambda: _("“%(value)s” is not a language of the academy. Write fr or en."),
    "bad_date": lambda: _(
        "“%(value)s” is not a date. Write the year first (2026-04-30) or the day first "
        "(30/04/2026)."
    ),
    "month_first": lambda: _(
        "“%(value)s” puts the month first. Write the year first (2026-04-30) or the day first "
        "(30/04/2026)."
    ),
    "date_too_late": lambda: _(
        "“%(value)s” comes after the date of the list (%(day)s). Put this line in a later list."
    ),
    "bad_number": lambda: _("“%(value)s” is not a number of people. Write a whole number."),
    "unknown_unit": lambda: _(
        "No unit of the organization has the code “%(value)s” on that day. Correct the code, or "
        "open the unit first."
    ),
    "repeated_number": lambda: _("“%(value)s” is already on line %(first)s. Keep one line."),
    "repeated_email": lambda: _(
        "“%(value)s” is already on line %(first)s. Each person has an address of their own."
    ),
    "repeated_person": lambda: _(
        "“%(value)s” and the address on line %(first)s belong to one person. Keep one line."
    ),
    "repeated_headcount": lambda: _(
        "The headcount of “%(value)s” on %(day)s is already on line %(first)s. Keep one line."
    ),
    "email_of_other": lambda: _(
        "“%(value)s” is the address of the person whose number is %(number)s. Correct the number "
        "or the address."
    ),
}

_NOTICES: dict[str, Callable[[], str]] = {
    "email_kept": lambda: _(
        "Number %(number)s: the address in the list is not the one of the account. It stays as it "
        "is; the person changes it in their own profile."
    ),
    "name_kept": lambda: _(
        "Number %(number)s: the name in the list is not the one of the account. It stays as it is."
    ),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A problem as a page, or a terminal, shows it: `place` may be empty."""

    line: int
    column: str
    sentence: str

    @property
    def place(self) -> str:
        """Where to look, in words."""
        if self.line and self.column:
            return _("Line %(line)s, %(column)s") % {"line": self.line, "column": self.column}
        if self.line:
            return _("Line %(line)s") % {"line": self.line}
        return self.column


def say(problem: Problem) -> Said:
    """Return `problem` in the language of the moment."""
    values: dict[str, str | int] = {"value": problem.value, **problem.particulars}
    if "missing" in values:
        names = str(values["missing"]).split(",")
        values["missing"] = ", ".join(str(COLUMN_NAMES[name]) for name in names)
    column = COLUMN_NAMES.get(problem.column, "")
    return Said(
        line=problem.line,
        column="" if problem.code == "missing_column" else str(column),
        sentence=_SENTENCES[problem.code]() % values,
    )


def say_all(problems: Iterable[Problem]) -> list[Said]:
    """Return problems in the order of the file."""
    return [say(problem) for problem in problems]


def say_notice(notice: Notice) -> Said:
    """Return a notice in the language of the moment."""
    sentence = _NOTICES[notice.code]() % {"number": notice.person_number}
    return Said(line=notice.line, column="", sentence=sentence)
