"""Campaigns as they were rolled out: which organisms began when. Pure.

Events of the same words on the same path are one campaign, wherever they were written. Words that
fewer than FEWEST_UNITS organisms share make no campaign of their own, since nothing could be told
of it: all of these together are one roll-out without a name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from barometer.forecasting.rules import FEWEST_UNITS


def words_of(fr: str, en: str) -> str:
    """Return what makes two events one campaign, from their texts in the two languages."""
    return (fr or en).casefold()


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign that began on a day in some organisms, in the words of whoever wrote it.

    `path` None: it was about every path. `everywhere`: the whole government began at once.
    """

    path: str | None
    day: date
    organisms: frozenset[int]
    fr: str = ""
    en: str = ""
    everywhere: bool = False

    @property
    def words(self) -> str:
        """The words by which it is known."""
        return words_of(self.fr, self.en)


@dataclass(frozen=True, slots=True)
class RollOut:
    """A campaign on one path; `fr` and `en` are empty for those without a name.

    `starts`: the day on which each organism began. `others`: the day of its first other campaign on
    the path; what it did since then tells of two campaigns at once.
    """

    path: str
    fr: str
    en: str
    starts: Mapping[int, date]
    others: Mapping[int, date] = field(default_factory=dict)


@dataclass(slots=True)
class _Gathered:
    fr: str = ""
    en: str = ""
    starts: dict[int, date] = field(default_factory=dict)
    everywhere: bool = False

    def take(self, campaign: Campaign) -> None:
        self.fr, self.en = self.fr or campaign.fr, self.en or campaign.en
        self.everywhere |= campaign.everywhere
        for organism in campaign.organisms:
            self.starts[organism] = min(self.starts.get(organism, campaign.day), campaign.day)


def roll_outs(campaigns: Iterable[Campaign], paths: Iterable[str]) -> list[RollOut]:
    """Return the roll-outs on `paths`, by path and then by words; the one without a name last."""
    known = sorted(campaigns, key=lambda one: (one.day, one.words, sorted(one.organisms)))
    return [one for path in sorted(paths) for one in _on_path(known, path)]


def _on_path(campaigns: list[Campaign], path: str) -> list[RollOut]:
    by_words: dict[str, _Gathered] = {}
    for campaign in campaigns:
        if campaign.path in (None, path):
            by_words.setdefault(campaign.words, _Gathered()).take(campaign)
    named = {words: one for words, one in by_words.items() if len(one.starts) >= FEWEST_UNITS}
    rest = _Gathered()
    for words, one in by_words.items():
        if words not in named:
            for organism, day in one.starts.items():
                rest.starts[organism] = min(rest.starts.get(organism, day), day)
    made = [named[words] for words in sorted(named)]
    made += [rest] if rest.starts else []
    return [RollOut(path, one.fr, one.en, one.starts, _others(made, one)) for one in made]


def _others(made: list[_Gathered], of: _Gathered) -> dict[int, date]:
    """Return the first day of any other campaign in each organism.

    One that the whole government began at once changes both sides alike, and sets nobody apart.
    """
    found: dict[int, date] = {}
    for one in made:
        if one is of or one.everywhere:
            continue
        for organism, day in one.starts.items():
            found[organism] = min(found.get(organism, day), day)
    return found
