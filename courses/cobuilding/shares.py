"""Who has which share of a path. Pure.

A line of the ledger says that an organism wrote, translated or reviewed so many words of a block,
in one language, or tested or funded the path. A block belongs to a path for as long as it is in its
pages; a block that is copied or moved into another path takes its lines along. So the share of an
organism in a path is that of its points in the points of the blocks that are read there today:
shares add up to one whatever is copied, merged or translated. What is declared, testing and
funding, is named and has no share: nobody measured it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

# Points of a word, by what was done of it.
POINTS = {"wrote": 10, "translated": 6, "reviewed": 1, "tested": 0, "funded": 0}
ROLES = tuple(POINTS)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the ledger. `block`: "" for the path as a whole; `words`: how many it is about."""

    path: str
    block: str
    language: str
    organism: str
    role: str
    words: int


@dataclass(frozen=True, slots=True)
class Credited:
    """An organism in a path: its share (0 to 1), the same in whole percents, and what it did."""

    organism: str
    share: Fraction
    percent: int
    roles: tuple[str, ...]


def of_path(lines: Iterable[Line], path: str, blocks: Collection[tuple[str, str]]) -> list[Line]:
    """Return the lines that count in `path`; `blocks`: what is read there today, pairs of a block
    and a language."""
    return [
        one
        for one in lines
        if one.path == path and (not one.block or (one.block, one.language) in blocks)
    ]


def carried(lines: Iterable[Line], path: str, block: str, language: str) -> list[Line]:
    """Return the lines with which a block arrives in `path`: those that it has in the path where it
    was last worked on. None where it was never worked on, or isn't new here."""
    known = [one for one in lines if one.block == block and one.language == language]
    if not known or any(one.path == path for one in known):
        return []
    origin = known[-1].path
    return [replace(one, path=path) for one in known if one.path == origin]


def shares(lines: Iterable[Line]) -> dict[str, Fraction]:
    """Return the share of each organism that has points: together one, or none where none has."""
    points: dict[str, int] = {}
    for one in lines:
        gained = one.words * POINTS[one.role]
        if one.organism and gained > 0:
            points[one.organism] = points.get(one.organism, 0) + gained
    total = sum(points.values())
    return {organism: Fraction(gained, total) for organism, gained in points.items()}


def percents(found: Mapping[str, Fraction]) -> dict[str, int]:
    """Return shares in whole percents that add up to a hundred: what is cut off goes to those that
    lose most by it, in the order of their names where they lose as much."""
    if not found:
        return {}
    whole = {one: int(share * 100) for one, share in found.items()}
    by_loss = sorted(found, key=lambda one: (whole[one] - found[one] * 100, one))
    for one in by_loss[: 100 - sum(whole.values())]:
        whole[one] += 1
    return whole


def credited(lines: Iterable[Line]) -> list[Credited]:
    """Return the organisms of `lines`, the greatest share first, then by name."""
    lines = list(lines)
    found = shares(lines)
    whole = percents(found)
    roles: dict[str, set[str]] = {}
    for one in lines:
        if one.organism:
            roles.setdefault(one.organism, set()).add(one.role)
    rows = [
        Credited(
            organism,
            found.get(organism, Fraction(0)),
            whole.get(organism, 0),
            tuple(role for role in ROLES if role in did),
        )
        for organism, did in roles.items()
    ]
    return sorted(rows, key=lambda one: (-one.share, one.organism))
