"""Whether questions are as hard in French as in English for people who know as much. Pure.

Who knows as much has as many right answers. Where some of these are to questions that are harder in
one language themselves, people of that language seem to know less than they do, and sound questions
seem harder in the other one. So people are matched without the questions that differ: Holland and
Thayer (1988), "Differential item performance and the Mantel-Haenszel procedure", in Wainer and
Braun, Test Validity, purify in two stages; Candell and Drasgow (1988), "An iterative procedure for
linking metrics and assessing item bias in item response theory", Applied Psychological Measurement
12:253-260, until nothing changes. Here one question is left out at a time, the most surely
different first, since those that differ make the sound ones differ too; the question that is
measured always counts among those that people are matched by (Holland and Thayer).

That needs a sound majority: as long as more than half of the questions are left. Where these still
differ, answers alone can't tell which are harder in one language and which in the other.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from .measures import Difference, Table, difference

Key = tuple[str, str]
# In which language a question was read, and whether the answer was right.
Read = tuple[str, bool]

REFERENCE, FOCAL = "fr", "en"
# Of either language; Zieky (1993) asks as many of the smaller group.
LEAST_IN_LANGUAGE = 100


@dataclass(frozen=True, slots=True)
class Comparison:
    """How differently each question works, where enough people read it in either language.

    `is_sure`: people were matched by questions that don't differ.
    """

    differences: Mapping[Key, Difference]
    is_sure: bool = True


def compare(reads: Mapping[Key, Mapping[int, Read]], core: Collection[Key]) -> Comparison:
    """Compare the languages of each question of `reads` (by person), among people who have answered
    as many of the questions of `core`, and have as many right."""
    compared = {key for key, given in reads.items() if _is_compared(given)}
    matching = _Matching(reads, core)
    found = {key: matching.measure(key) for key in compared}
    while worst := _worst(found, matching.keys):
        if 2 * (len(matching.keys) - 1) <= len(core):
            break
        matching.leave_out(worst)
        found = {key: matching.measure(key) for key in compared}
    return Comparison(
        {key: one for key, one in found.items() if one is not None}, is_sure=worst is None
    )


def _is_compared(given: Mapping[int, Read]) -> bool:
    read = Counter(language for language, _is_right in given.values())
    return min(read[REFERENCE], read[FOCAL]) >= LEAST_IN_LANGUAGE


def _worst(found: Mapping[Key, Difference | None], matching: Collection[Key]) -> Key | None:
    """Return the question of `matching` that is most surely different; None where none is."""
    surely = {
        key: abs(one.delta) / one.error
        for key, one in found.items()
        if key in matching and one is not None and one.size != "A"
    }
    return max(sorted(surely), key=lambda key: surely[key], default=None)


class _Matching:
    """The questions that people are matched by (`keys`), and what they come to for each person."""

    def __init__(self, reads: Mapping[Key, Mapping[int, Read]], core: Collection[Key]) -> None:
        self._reads = reads
        self.keys = {key for key in core if key in reads}
        self._asked: Counter[int] = Counter()
        self._right: Counter[int] = Counter()
        for key in self.keys:
            for person, (_language, is_right) in reads[key].items():
                self._asked[person] += 1
                self._right[person] += is_right

    def leave_out(self, key: Key) -> None:
        """Match people by it no more."""
        self.keys.remove(key)
        for person, (_language, is_right) in self._reads[key].items():
            self._asked[person] -= 1
            self._right[person] -= is_right

    def measure(self, key: Key) -> Difference | None:
        """Return how differently a question works, itself among those that match people."""
        asked, right, adds = self._asked, self._right, key not in self.keys
        counts = Counter(
            (
                asked[person] + adds,
                right[person] + (adds and is_right),
                language,
                is_right,
            )
            for person, (language, is_right) in self._reads[key].items()
        )
        strata = {stratum[:2] for stratum in counts}
        return difference(
            Table(
                reference_right=counts[*stratum, REFERENCE, True],
                reference_wrong=counts[*stratum, REFERENCE, False],
                focal_right=counts[*stratum, FOCAL, True],
                focal_wrong=counts[*stratum, FOCAL, False],
            )
            for stratum in sorted(strata)
        )
