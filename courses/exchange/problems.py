"""What a package does wrong, told by file, element and rule. Pure.

Rules are English sentences marked for translation; `wording.sentence` words them in the language
of the reader.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

# Between the steps that lead to an element; places in lists count from 1.
STEP = " › "


def _(sentence: str) -> str:
    """Mark `sentence` for the translation catalogue; it is translated when it is shown."""
    return sentence


@dataclass(frozen=True, slots=True)
class Problem:
    """A rule that an element of a file breaks. `element` is empty for the file as a whole."""

    file: str
    element: str
    rule: str
    values: tuple[tuple[str, str], ...] = ()

    @property
    def english(self) -> str:
        """The rule in English, its values filled in."""
        return self.rule % dict(self.values) if self.values else self.rule


class Refused(Exception):
    """A package that is refused as a whole; `problems` says why, in the order of the files."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            "; ".join(
                ", ".join(part for part in (problem.file, problem.element) if part)
                + f": {problem.english}"
                for problem in self.problems
            )
        )


def refusal(file: str, rule: str, **values: object) -> Refused:
    """Return a refusal for one reason that concerns a file as a whole."""
    return Refused([Problem(file, "", rule, _plain(values))])


def _plain(values: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(value)) for name, value in values.items())


@dataclass(slots=True)
class Findings:
    """What reading a package found: problems so far, and the media files that it names."""

    problems: list[Problem] = field(default_factory=list)
    media: frozenset[str] = frozenset()
    media_named: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a package one is reading: a file and the steps to an element."""

    findings: Findings
    file: str
    steps: tuple[str, ...] = ()

    def at(self, *steps: object) -> "Place":
        """Return the place that `steps` lead to from here."""
        return Place(self.findings, self.file, (*self.steps, *map(str, steps)))

    def refuse(self, rule: str, **values: object) -> None:
        """Note that the element here breaks `rule` (an English sentence with %(name)s)."""
        self.findings.problems.append(
            Problem(self.file, STEP.join(self.steps), rule, _plain(values))
        )
