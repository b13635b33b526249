"""What can be wrong with a file of findings. Pure: `wording` says it in sentences."""

from dataclasses import dataclass, field
from typing import Literal

Code = Literal[
    # The file
    "not_json",
    "repeated_name",
    "not_gophish",
    "not_sarif",
    "sarif_version",
    "no_runs",
    "no_recipients",
    "too_many",
    "missing_column",
    "repeated_column",
    "unreadable",
    # A line, or a place in a JSON text
    "empty",
    "too_long",
    "bad_email",
    "bad_time",
    "bad_status",
    "bad_flag",
    "bad_message",
    "bad_severity",
    "bad_cwe",
    "unknown_unit",
    "not_text",
    "not_a_list",
    "not_an_object",
    "bad_level",
    "bad_kind",
    "bad_index",
    "no_rule",
    "no_tool",
    "repeated_email",
]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to correct. `line` and `place` say where.

    `line` counts from 1 as an editor does; 0 where a JSON text is well formed, and `place` says
    the path of the value then (`runs[0].results[3].level`). In a table, `place` is the column.
    """

    code: Code
    line: int = 0
    place: str = ""
    value: str = ""
    particulars: dict[str, str | int] = field(default_factory=dict)


class Refused(Exception):
    """The file can't be read any further than `fault`."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault
