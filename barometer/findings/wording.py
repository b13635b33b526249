"""What readers of findings, rules and verdicts say, in sentences."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from academy.organisms.lists.problems import Problem
from academy.organisms.wording import say

from .faults import Fault

# Each is a function so that the sentence is chosen in the reader's language, when it is read.
_SENTENCES: dict[str, Callable[[], str]] = {
    "not_json": lambda: _("The text breaks off or isn’t JSON here. Export the file again."),
    "repeated_name": lambda: _(
        "An object of the file has this name twice, so that nobody can tell which one counts."
    ),
    "not_gophish": lambda: _(
        "This is no list of results or events of GoPhish. Export the results or the raw events of "
        "the campaign."
    ),
    "not_sarif": lambda: _("This is no SARIF log: it has no runs."),
    "sarif_version": lambda: _(
        "This log is of version “%(value)s” of SARIF; version 2.1.0 is read. Have the tool write "
        "that one."
    ),
    "no_runs": lambda: _("The log holds no run of a tool: it says nothing."),
    "no_recipients": lambda: _(
        "No email of this campaign has reached anybody yet: there is nothing to count."
    ),
    "too_many": lambda: _("The file has more than %(limit)s entries. Cut it in several files."),
    "missing_column": lambda: _(
        "These columns are missing: %(missing)s. The first line of the file reads: %(value)s"
    ),
    "repeated_column": lambda: _("Two columns hold this. Keep one."),
    "empty": lambda: _("This is empty. Fill it in."),
    "too_long": lambda: _("This has more than %(limit)s characters. Shorten it."),
    "bad_email": lambda: _("This is not an email address."),
    "bad_time": lambda: _("“%(value)s” is not a time with its zone, as 2026-04-30T13:05:00Z is."),
    "bad_status": lambda: _("GoPhish knows no status “%(value)s”."),
    "bad_flag": lambda: _("This is neither true nor false."),
    "bad_message": lambda: _("GoPhish knows no event “%(value)s”."),
    "bad_severity": lambda: _(
        "“%(value)s” is no severity. Write critical, high, medium, low, none, or a score from 0 "
        "to 10."
    ),
    "bad_cwe": lambda: _("“%(value)s” names no common weakness. Write CWE-79, for instance."),
    "unknown_unit": lambda: _(
        "No unit of the organization has the code “%(value)s” on that day. Correct the code, or "
        "open the unit first."
    ),
    "not_text": lambda: _("A text is expected here."),
    "not_a_list": lambda: _("A list is expected here."),
    "not_an_object": lambda: _("An object is expected here."),
    "bad_level": lambda: _("“%(value)s” is no level: error, warning, note and none are."),
    "bad_kind": lambda: _("“%(value)s” is no kind of result that SARIF knows."),
    "bad_index": lambda: _("This number leads nowhere."),
    "no_rule": lambda: _("This result doesn’t say which rule it is about."),
    "no_tool": lambda: _("The name of the tool is missing."),
    "repeated_email": lambda: _(
        "This address is already on line %(first)s. A campaign writes once to each address."
    ),
}

_RULES: dict[str, Callable[[], str]] = {
    "gave-data": lambda: _(
        "Most of those who clicked went on to type data: nothing made them stop and check."
    ),
    "unreported": lambda: _(
        "Most of those who clicked went no further and reported nothing: what to do then isn’t "
        "known."
    ),
    "noticed": lambda: _(
        "Most of those who clicked reported it by themselves: they know the signs and went too "
        "fast."
    ),
    "secrets": lambda: _("A password or a key lies where others may read it."),
    "left-behind": lambda: _("Something that served the work was left in the finished system."),
    "personal-information": lambda: _("The system shows or writes more than it should."),
    "secure-coding": lambda: _("The code was written without a precaution that can be learned."),
    "technical": lambda: _(
        "A component or a setting is at fault: updating it closes the finding, learning doesn’t."
    ),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A fault as a page shows it: where to look, and what to do."""

    place: str
    sentence: str


def say_fault(fault: Fault) -> Said:
    """Return a fault in the language of the moment."""
    if fault.code == "unreadable":
        particulars = dict(fault.particulars)
        code = str(particulars.pop("problem"))
        sentence = say(Problem(code, particulars=particulars)).sentence  # type: ignore[arg-type]
    else:
        values: dict[str, str | int] = {"value": fault.value, **fault.particulars}
        sentence = _SENTENCES[fault.code]() % values
    return Said(_place(fault), sentence)


def _place(fault: Fault) -> str:
    column = fault.particulars.get("column")
    if fault.line and column:
        return _("Line %(line)s, column %(column)s") % {"line": fault.line, "column": column}
    if fault.line and fault.place:
        return _("Line %(line)s, %(column)s") % {"line": fault.line, "column": fault.place}
    if fault.line:
        return _("Line %(line)s") % {"line": fault.line}
    return fault.place


def say_faults(faults: Iterable[Fault]) -> list[Said]:
    """Return faults in the order of the file."""
    return [say_fault(fault) for fault in faults]


def say_rule(name: str) -> str:
    """Return why a rule sees its factor in a finding."""
    return _RULES[name]()


def severity_name(severity: str) -> str:
    """Return the name of a severity."""
    return {
        "high": pgettext("severity", "high"),
        "medium": pgettext("severity", "medium"),
        "low": pgettext("severity", "low"),
    }[severity]
