"""Whether questions are as hard in French as in English for people who know as much. Pure.

Who knows as much has as many right answers. Where some of these are to questions that are harder in
one language themselves, people of that language seem to know less than they do, and sound questions
seem harder in the other one. So people are matched without those that differ: in two
stages, Holland and Thayer (1988), "Differential item performance and the Mantel-Haenszel
procedure", in Wainer and Braun, Test Validity; again until nothing changes, Candell and Drasgow
(1988), "An iterative procedure for linking metrics and assessing item bias in item response
theory", Applied Psychological Measurement 12:253-260. The question that is measured always counts
among those that people are matched by (Holland and Thayer).

Where many differ, the first stage accuses sound ones too, and would leave nothing to match by. So
it keeps the half whose differences are nearest their median: wherever people are matched wrongly,
sound questions are off by about as much as each other, and the median is among them as long as they
are the larger part. That they are, answers alone can't tell. Where no larger part is found that is
alike in both languages, nothing is said of any (`Comparison.is_sure`).
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from statistics import median

from .measures import Difference, Table, difference

Key = tuple[str, str]
# In which language a question was read, and whether the answer was right.
Read = tuple[str, bool]

REFERENCE, FOCAL = "fr", "en"
# Of either language; Zieky (1993) asks as many of the smaller group.
LEAST_IN_LANGUAGE = 100
# Nearly always, two or three are enough.
_ROUNDS = 10


@dataclass(frozen=True, slots=True)
class Comparison:
    """How differently each question works, where enough people read it in either language.

    `is_sure`: people were matched by half of the questions at least, which don't differ much.
    """

    differences: Mapping[Key, Difference]
    is_sure: bool = True


def compare(reads: Mapping[Key, Mapping[int, Read]], core: Collection[Key]) -> Comparison:
    """Compare the languages of each question of `reads` (by person), among people who have answered
    as many of the questions of `core`, and have as many right."""
    compared = {key for key, given in reads.items() if _is_compared(given)}
    core = {key for key in core if key in reads}
    matching = _Matching(reads, core)
    found = matching.measure(compared)
    if all(found[key].size == "A" for key in core if key in found):
        return Comparison(found)
    keys = _nearest(found, core)
    for _round in range(_ROUNDS):
        matching = _Matching(reads, keys)
        found = matching.measure(compared)
        alike = _alike(found, core)
        if 2 * len(alike) < len(core):
            return Comparison(found, is_sure=False)
        if alike == keys:
            break
        keys = alike
    return Comparison(found)


def _is_compared(given: Mapping[int, Read]) -> bool:
    read = Counter(language for language, _is_right in given.values())
    return min(read[REFERENCE], read[FOCAL]) >= LEAST_IN_LANGUAGE


def _alike(found: Mapping[Key, Difference], core: Collection[Key]) -> set[Key]:
    """Return the questions of `core` that don't differ much, as far as it is known."""
    return {key for key in core if key not in found or found[key].size != "C"}


def _nearest(found: Mapping[Key, Difference], core: Collection[Key]) -> set[Key]:
    """Return the larger half of `core`, those whose differences are nearest their median."""
    known = {key: found[key].delta for key in core if key in found}
    middle = median(known.values())
    order = sorted(core, key=lambda key: (abs(known.get(key, middle) - middle), key))
    return set(order[: len(order) // 2 + 1])


class _Matching:
    """The questions that people are matched by, and what they come to for each person."""

    def __init__(self, reads: Mapping[Key, Mapping[int, Read]], core: Collection[Key]) -> None:
        self._reads = reads
        self._keys = frozenset(core)
        self._asked: Counter[int] = Counter()
        self._right: Counter[int] = Counter()
        for key in self._keys:
            for person, (_language, is_right) in reads[key].items():
                self._asked[person] += 1
                self._right[person] += is_right

    def measure(self, keys: Collection[Key]) -> dict[Key, Difference]:
        """Return how differently these questions work, where that can be said."""
        found = {key: self._difference(key) for key in keys}
        return {key: one for key, one in found.items() if one is not None}

    def _difference(self, key: Key) -> Difference | None:
        """Return how differently a question works, itself among those that match people."""
        asked, right, adds = self._asked, self._right, key not in self._keys
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
