"""Reports of imports and exports of questions in the language of the reader."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from .formats.lines import SEVERITIES, Line, Severity

FORMAT_NAMES = {
    "gift": gettext_lazy("GIFT (Moodle, text)"),
    "moodle_xml": gettext_lazy("Moodle XML"),
    "qti21": gettext_lazy("QTI 2.1 (package)"),
    "qti3": gettext_lazy("QTI 3.0 (package)"),
    "csv": gettext_lazy("CSV (spreadsheet)"),
}
LANGUAGE_NAMES = {"fr": gettext_lazy("French"), "en": gettext_lazy("English")}
SEVERITY_NAMES: dict[Severity, object] = {
    "refused": pgettext_lazy("of a line of a file", "Refused"),
    "left_out": pgettext_lazy("of a line of a file", "Left out"),
    "lost": pgettext_lazy("of a line of a file", "Lost"),
    "changed": pgettext_lazy("of a line of a file", "Changed"),
    "to_write": pgettext_lazy("of a line of a file", "To write"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A line of a report as it is shown. `line` is 0 where the whole file is meant."""

    line: int
    element: str
    severity: Severity
    name: object
    sentence: str


def sentence(line: Line) -> str:
    """Return what became of an element, in one sentence or two."""
    rule = _(line.rule)
    return rule % dict(line.values) if line.values else rule


def said(lines: tuple[Line, ...]) -> list[Said]:
    """Return the lines of a report, what is worst first, then in the order of the file."""
    ordered = sorted(lines, key=lambda one: (SEVERITIES.index(one.severity), one.line))
    return [
        Said(
            one.line,
            one.element,
            one.severity,
            SEVERITY_NAMES[one.severity],
            sentence(one),
        )
        for one in ordered
    ]
