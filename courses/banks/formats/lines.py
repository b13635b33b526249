"""What becomes of each element of a file, told line by line. Pure.

Rules are English sentences marked for translation; `banks.wording` words them for the reader.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

# `refused`: nothing of the file is saved. `left_out`: this question isn't there. `lost`: something
# of it isn't. `changed`: it is said in another way. `to_write`: its author has to add it.
Severity = Literal["refused", "left_out", "lost", "changed", "to_write"]
SEVERITIES: tuple[Severity, ...] = ("refused", "left_out", "lost", "changed", "to_write")
# Characters of a file's own words in a sentence.
LONGEST_QUOTE = 80
# What is said of one file, at most: more than anybody reads, and more than sound files need.
MOST_LINES = 5000


def _(sentence: str) -> str:
    """Mark `sentence` for the translation catalogue; it is translated when it is shown."""
    return sentence


@dataclass(frozen=True, slots=True)
class Line:
    """What became of an element. `line` counts from 1 (0: the file); `element` names it there."""

    line: int
    element: str
    severity: Severity
    rule: str
    values: tuple[tuple[str, str], ...] = ()

    @property
    def english(self) -> str:
        """The sentence in English."""
        return self.rule % dict(self.values) if self.values else self.rule


class Stop(Exception):
    """Reading ends here: the file as a whole was refused, and why is in the report."""


class Lines(list[Line]):
    """What is told of a file, each thing once. `most`: so many lines at most, however many a file
    gives reason for; it is refused then, and reading ends with Stop."""

    def __init__(self, said: Iterable[Line] = (), *, most: int | None = None) -> None:
        super().__init__(said)
        self._said = set(self)
        self._most = most

    def say(self, line: Line) -> None:
        """Add a line, unless it stands there."""
        if line in self._said:
            return
        if self._most is not None and len(self) >= self._most:
            rule = _("There is more to say of this file than %(most)s lines. Cut it into several.")
            self.append(Line(line.line, "", "refused", rule, (("most", str(self._most)),)))
            raise Stop
        self._said.add(line)
        self.append(line)


@dataclass(frozen=True, slots=True)
class At:
    """Where one is: what is told goes to `lines`, with this line and this element."""

    lines: Lines
    line: int = 0
    element: str = ""

    def inside(self, element: str, line: int = 0) -> "At":
        """Return a place inside this one."""
        return At(self.lines, line or self.line, shortened(element))

    def refuse(self, rule: str, **values: object) -> None:
        """Refuse the whole file: an answer key, or the file itself, can't be kept."""
        self._say("refused", rule, values)

    def leave_out(self, rule: str, **values: object) -> None:
        """Say that this question isn't taken."""
        self._say("left_out", rule, values)

    def lose(self, rule: str, **values: object) -> None:
        """Say that something of this question isn't kept."""
        self._say("lost", rule, values)

    def change(self, rule: str, **values: object) -> None:
        """Say that something is kept in another form."""
        self._say("changed", rule, values)

    def ask(self, rule: str, **values: object) -> None:
        """Say what has to be written before the question can be published."""
        self._say("to_write", rule, values)

    def _say(self, severity: Severity, rule: str, values: dict[str, object]) -> None:
        said = tuple((name, shortened(str(value))) for name, value in values.items())
        self.lines.say(Line(self.line, self.element, severity, rule, said))


def shortened(text: str) -> str:
    """Return the file's own words on one line, cut where they are long."""
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST_QUOTE else f"{plain[: LONGEST_QUOTE - 1]}…"
