"""What scans find, whatever the format they tell it in. Pure."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from .faults import Fault

Severity = Literal["high", "medium", "low"]
SEVERITIES: tuple[Severity, ...] = ("high", "medium", "low")
# Of one weakness, that many places are kept; their number is.
MOST_PLACES = 50
_CWE = re.compile(r"cwe[-_ :/]*0*([1-9][0-9]{0,4})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Weakness:
    """A weakness of one kind, in all its places.

    `rule`: what the tool calls it, a CVE for instance. `cwes`: the numbers of the common weakness
    enumeration (https://cwe.mitre.org). `unit_code` is "" where the file doesn't say; `line` is
    that of the first place in a table, 0 elsewhere.
    """

    rule: str
    title: str
    severity: Severity
    places: tuple[str, ...]
    count: int = 1
    cwes: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()
    unit_code: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """What one tool found. `complete`: it ran to its end, so what it doesn't tell isn't there."""

    source: str
    weaknesses: list[Weakness]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Scan:
    """A file of weaknesses. `left_out`: results that say that nothing is wrong, or that somebody
    has looked at and accepted."""

    runs: list[Run] = field(default_factory=list)
    left_out: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def key(self) -> str:
        """A digest of what is told: the same for the same findings in any order."""
        lines = sorted(
            f"{run.source}\n{run.complete}\n{one.unit_code}\n{one.rule}\n{one.severity}\n"
            f"{one.count}\n{sorted(one.places)}"
            for run in self.runs
            for one in (run.weaknesses or [Weakness("", "", "low", ())])
        )
        return hashlib.sha256("\n\n".join(["scan", *lines]).encode()).hexdigest()


def cwes_in(words: Iterable[str]) -> tuple[int, ...]:
    """Return the numbers of weaknesses that are named in words, as tags or cells do."""
    return tuple(sorted({int(number) for word in words for number in _CWE.findall(word)}))


def one_a_tool(runs: Iterable[Run]) -> list[Run]:
    """Return one run for each tool: what its runs found together, complete where each of them was.

    A tool may write a run for each part of a system. Told apart, one would say that what another
    found isn't there.
    """
    by_source: dict[str, list[Run]] = {}
    for run in runs:
        by_source.setdefault(run.source, []).append(run)
    return [
        Run(
            source,
            gathered([weakness for run in alike for weakness in run.weaknesses]),
            all(run.complete for run in alike),
        )
        for source, alike in by_source.items()
    ]


def gathered(found: Sequence[Weakness]) -> list[Weakness]:
    """Return one weakness for each rule and unit, with all the places, in the order found."""
    together: dict[tuple[str, str], list[Weakness]] = {}
    for one in found:
        together.setdefault((one.unit_code, one.rule), []).append(one)
    return [_one_of(alike) for alike in together.values()]


def _one_of(alike: list[Weakness]) -> Weakness:
    places = tuple(dict.fromkeys(place for one in alike for place in one.places))
    return Weakness(
        rule=alike[0].rule,
        title=next((one.title for one in alike if one.title), ""),
        severity=min((one.severity for one in alike), key=SEVERITIES.index),
        places=places[:MOST_PLACES],
        count=sum(one.count for one in alike),
        cwes=tuple(sorted({cwe for one in alike for cwe in one.cwes})),
        tags=tuple(dict.fromkeys(tag for one in alike for tag in one.tags)),
        unit_code=alike[0].unit_code,
        line=alike[0].line,
    )
