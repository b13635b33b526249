"""When a draft is approved by several organisms. Pure.

Each organism that is asked has one voice. A draft is approved when as many organisms as the rule
asks have approved it and, where the rule wants every part to be heard, one of those that hold each
part. It is refused when the voices that are left can't reach that any more. A dissent alone stops
nothing; it stays written.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """`quorum`: how many organisms have to approve; `each_part`: whether one that holds each part
    has to be among them."""

    quorum: int
    each_part: bool = False

    def is_looser_than(self, other: "Rule") -> bool:
        """Tell whether something passes this rule that the other one would stop."""
        return self.quorum < other.quorum or (other.each_part and not self.each_part)


@dataclass(frozen=True, slots=True)
class Tally:
    """What the voices say: ids of organisms, and the parts that nobody has approved yet."""

    approving: frozenset[int]
    dissenting: frozenset[int]
    silent: frozenset[int]
    parts_missing: frozenset[str]
    is_reached: bool
    is_lost: bool

    @property
    def asked(self) -> frozenset[int]:
        """Who has a voice."""
        return self.approving | self.dissenting | self.silent


def tally(rule: Rule, asked: Mapping[int, frozenset[str]], voices: Mapping[int, bool]) -> Tally:
    """Count the voices.

    `asked`: the organisms that have one, with the parts they hold; `voices`: by organism, whether
    it approves. A voice of an organism that isn't asked counts for nothing.
    """
    approving = frozenset(one for one in asked if voices.get(one) is True)
    dissenting = frozenset(one for one in asked if voices.get(one) is False)
    silent = frozenset(asked) - approving - dissenting
    parts = _parts(asked, asked) if rule.each_part else frozenset()
    missing = parts - _parts(asked, approving)
    is_reached = bool(asked) and len(approving) >= rule.quorum and not missing
    still_possible = len(approving) + len(silent) >= rule.quorum and missing <= _parts(
        asked, silent
    )
    return Tally(approving, dissenting, silent, missing, is_reached, not still_possible)


def _parts(asked: Mapping[int, frozenset[str]], who: object) -> frozenset[str]:
    return frozenset(part for one in asked if one in who for part in asked[one])  # type: ignore[operator]
