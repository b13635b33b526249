"""The ledger in words: a verdict as one sentence, whatever it is, and what it rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from academy.core.templatetags.figures import day_in_words, points, whole
from barometer.forecasting.rules import FEWEST_CAMPAIGNS, FEWEST_UNITS

from .said import ALONE, APART, EARLY, FEW, MEASURED, MIXED, NONE, SEEN, UNKNOWN


@dataclass(frozen=True, slots=True)
class Told:
    """A campaign on a path as a page tells of it. `verdict` and what follows are sentences."""

    path_key: str
    path: str
    name: str
    verdict: str
    detail: str
    when: str
    is_measured: bool


def told(row: Mapping[str, Any], path: str) -> Told:
    """Return what is told of a row of the ledger; `path`: the title of its path."""
    return Told(
        path_key=row["path"],
        path=path,
        name=name_of(row),
        verdict=verdict_of(row),
        detail=detail_of(row),
        when=_when(row),
        is_measured=row["verdict"] in MEASURED,
    )


def name_of(row: Mapping[str, Any]) -> str:
    """Return what a campaign is called, in the words of whoever wrote it.

    `withdrawn` in the row: nobody stands by these words any more, and they aren't said.
    """
    if row.get("withdrawn"):
        return _("A campaign that was withdrawn since")
    first, second = row["fr"], row["en"]
    if (get_language() or "fr").startswith("en"):
        first, second = second, first
    return first or second or _("Campaigns of a few organizations each")


def verdict_of(row: Mapping[str, Any]) -> str:
    """Say whether an effect was seen; none seen is said in as many words as one that was."""
    if row["verdict"] == SEEN:
        return (
            _("An effect was seen: more people passed.")
            if row["effect"][0] > 0
            else _("An effect was seen: fewer people passed.")
        )
    return {
        NONE: _("No effect was seen: what was found can’t be told from chance."),
        APART: _("Nothing can be told: the organizations differed before."),
        EARLY: _("It is too early to tell."),
        FEW: _("Too few organizations began to tell."),
        UNKNOWN: _("Too little is published of the time before to tell whether it had an effect."),
        MIXED: _("Another campaign began meanwhile, so nothing can be told."),
        ALONE: _("Nobody is left to compare with, so nothing can be told."),
    }[row["verdict"]]


def detail_of(row: Mapping[str, Any]) -> str:
    """Say what was found and how sure it is, or what is missing."""
    if row["verdict"] in MEASURED:
        parts = (_found, _by_chance, _of_whom, _checked, _left_out, _read_in)
        return " ".join(filter(None, (part(row) for part in parts)))
    if row["verdict"] == APART:
        said = _(
            "In the half year before it began, those that were to begin and the others already "
            "passed at different paces. What came after can’t be put down to the campaign."
        )
        return " ".join(filter(None, (said, _of_whom(row), _left_out(row))))
    return _missing(row)


def of_hundred(thousandths: int) -> str:
    """Write a share of a hundred people with its sign: +12, −3, 0."""
    return points(thousandths / 1000)


def more_or_fewer(thousandths: int) -> str:
    """Write a share of a hundred people in words: “12 more”, “3 fewer”, “0”."""
    people = round(thousandths / 10)
    if not people:
        return "0"
    said = _("%(people)s more") if people > 0 else _("%(people)s fewer")
    return said % {"people": whole(abs(people))}


def _found(row: Mapping[str, Any]) -> str:
    people = round(row["effect"][0] / 10)
    count = {"people": whole(abs(people))}
    if people > 0:
        passed = ngettext("%(people)s more passed", "%(people)s more passed", people) % count
    elif people < 0:
        passed = ngettext("%(people)s fewer passed", "%(people)s fewer passed", -people) % count
    else:
        passed = _("as many passed as without it")
    low, high = map(more_or_fewer, row["effect"][1:])
    return _(
        "For each 100 people who would not have passed half a year after it began, %(passed)s: "
        "between %(low)s and %(high)s, 95 times of 100."
    ) % {"passed": passed, "low": low, "high": high}


def _by_chance(row: Mapping[str, Any]) -> str:
    low, high = map(more_or_fewer, row["placebo"])
    return _(
        "Dealt out to the organizations at random, the same starts find between %(low)s and "
        "%(high)s."
    ) % {"low": low, "high": high}


def _of_whom(row: Mapping[str, Any]) -> str:
    return ngettext(
        "%(units)s organization that began is compared with %(compared)s that hadn’t yet.",
        "%(units)s organizations that began are compared with %(compared)s that hadn’t yet.",
        row["units"],
    ) % {"units": whole(row["units"]), "compared": whole(row["compared"])}


def _left_out(row: Mapping[str, Any]) -> str:
    """Say why fewer organisms are compared than began; nothing where all of them are."""
    rest = row["began"] - row["units"]
    if rest <= 0:
        return ""
    return ngettext(
        "%(count)s more began but doesn’t count: it began less than half a year ago, too little is "
        "published of it before, or another campaign began there.",
        "%(count)s more began but don’t count: they began less than half a year ago, too little is "
        "published of them before, or another campaign began there.",
        rest,
    ) % {"count": whole(rest)}


def _checked(row: Mapping[str, Any]) -> str:
    if row["checked"]:
        return _("In the half year before, no difference between them was seen.")
    return _("Too little is published of the time before to see whether they differed already.")


def _read_in(row: Mapping[str, Any]) -> str:
    since, until = (day_in_words(date.fromisoformat(row[end])) for end in ("since", "until"))
    return _("Read in the releases from %(since)s to %(until)s.") % {
        "since": since,
        "until": until,
    }


def _missing(row: Mapping[str, Any]) -> str:
    fewest = {"fewest": FEWEST_UNITS}
    if row["verdict"] == FEW:
        return ngettext(
            "%(count)s organization has begun; it takes %(fewest)s, with as many others to "
            "compare.",
            "%(count)s organizations have begun; it takes %(fewest)s, with as many others to "
            "compare.",
            row["began"],
        ) % {**fewest, "count": whole(row["began"])}
    if row["verdict"] == EARLY:
        return _(
            "It takes half a year after the start in %(fewest)s organizations at least: the "
            "release after %(day)s may tell."
        ) % {**fewest, "day": day_in_words(date.fromisoformat(row["ready"]))}
    if row["verdict"] == UNKNOWN:
        return (
            _(
                "Fewer than %(fewest)s of the organizations that began had already opened the "
                "path in a release before, without another campaign."
            )
            % fewest
        )
    if row["verdict"] == MIXED:
        return (
            _(
                "In fewer than %(fewest)s organizations that began, half a year went by without "
                "another campaign on the path."
            )
            % fewest
        )
    return (
        _(
            "Fewer than %(fewest)s organizations that had opened the path hadn’t begun half a year "
            "later. An effect shows only where some begin before others."
        )
        % fewest
    )


def _when(row: Mapping[str, Any]) -> str:
    first, last = (day_in_words(date.fromisoformat(row[end])) for end in ("first", "last"))
    began = {"count": whole(row["began"]), "first": first, "last": last}
    if first == last:
        return (
            ngettext(
                "Began in %(count)s organization on %(first)s.",
                "Began in %(count)s organizations on %(first)s.",
                row["began"],
            )
            % began
        )
    return (
        ngettext(
            "Began in %(count)s organization between %(first)s and %(last)s.",
            "Began in %(count)s organizations between %(first)s and %(last)s.",
            row["began"],
        )
        % began
    )


def summary(rows: Sequence[Mapping[str, Any]]) -> str:
    """Say how many campaigns had an effect, how many had none, and of how many nothing is known."""
    seen, none = (sum(row["verdict"] == one for row in rows) for one in (SEEN, NONE))
    count, rest = len(rows), len(rows) - seen - none
    said = [
        ngettext(
            "Of %(count)s campaign on a path, an effect was seen in %(seen)s and none in %(none)s.",
            "Of %(count)s campaigns on a path, an effect was seen in %(seen)s and none in "
            "%(none)s.",
            count,
        )
        % {"count": whole(count), "seen": whole(seen), "none": whole(none)}
    ]
    if rest:
        said.append(
            ngettext(
                "For %(rest)s, nothing can be told yet.",
                "For %(rest)s, nothing can be told yet.",
                rest,
            )
            % {"rest": whole(rest)}
        )
    return " ".join(said)


def called(row: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    """Return what a campaign is called, with its path; `titles` by the key of a path."""
    return _("%(campaign)s – %(path)s") % {"campaign": name_of(row), "path": titles[row["path"]]}


def measured_in_words(
    rows: Sequence[Mapping[str, Any]], titles: Mapping[str, str], day: date
) -> str:
    """Say what was found of each campaign that is measured, in one sentence."""
    found = []
    for row in rows:
        one, low, high = map(of_hundred, row["effect"])
        found.append(
            _("%(campaign)s, %(one)s (%(low)s to %(high)s)")
            % {"campaign": called(row, titles), "one": one, "low": low, "high": high}
        )
    return _("By the release of %(day)s: %(found)s.") % {
        "day": day_in_words(day),
        "found": "; ".join(found),
    }


def too_few(campaigns: int) -> str:
    """Say why what one more campaign would add can't be said."""
    return ngettext(
        "What one more campaign would add can be said once %(fewest)s past ones are measured; so "
        "far %(count)s is.",
        "What one more campaign would add can be said once %(fewest)s past ones are measured; so "
        "far %(count)s are.",
        campaigns,
    ) % {"fewest": FEWEST_CAMPAIGNS, "count": whole(campaigns)}
