"""A forecast in plain words: when, how sure, and why nothing is said where nothing is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeGuard

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from academy.core.templatetags.figures import day_in_words, percent, points, whole
from barometer.forecasting.rules import (
    FEWEST_PASSES,
    FEWEST_PEOPLE,
    FEWEST_WEEKS,
    PEERS,
    WIDEST_BAND,
)
from barometer.forecasting.seasons import Season, season_of
from barometer.releases.models import Release

from .frozen import LEARNED_AT, weeks_to
from .what_if import OneMore

# With fewer forecasts that came out, how often they hold isn't said.
FEWEST_CAME_OUT = 30
# With fewer alarms, how often they are false isn't said.
FEWEST_ALARMS = 30


@dataclass(frozen=True, slots=True)
class Aim:
    """A share to be reached by a day."""

    share: float
    due: date


def sentences(said: Mapping[str, Any], day: date, score: Mapping[str, Any], aim: Aim | None) -> str:
    """Return what a forecast says, as sentences. `score`: what past ones did."""
    if said["early"]:
        return _(
            "It is too early to say: what may come in %(weeks)s weeks lies more than %(points)s "
            "points apart."
        ) % {"weeks": LEARNED_AT, "points": round(WIDEST_BAND * 100)}
    parts = [arrival(said, day, aim) if aim else "", in_half_a_year(said, day)]
    parts += [of_peers(said), held(score, said)]
    return " ".join(filter(None, parts))


def arrival(said: Mapping[str, Any], day: date, aim: Aim) -> str:
    """Say between which seasons a target is reached."""
    share = percent(aim.share)
    if said["today"] >= aim.share * 1000:
        return _("The target of %(share)s is reached.") % {"share": share}
    early, late = (weeks_to(said, aim.share, part) for part in (0.1, 0.9))
    if early is None:
        return _("At this pace, %(share)s will hardly be reached within two years.") % {
            "share": share
        }
    first = season_of(day + timedelta(weeks=early))
    if late is None:
        return _("At this pace, %(share)s %(season)s at the earliest; perhaps much later.") % {
            "share": share,
            "season": in_season(first),
        }
    last = season_of(day + timedelta(weeks=late))
    if first == last:
        return _("At this pace, %(share)s %(season)s.") % {
            "share": share,
            "season": in_season(first),
        }
    return _("At this pace, %(share)s between %(first)s and %(last)s.") % {
        "share": share,
        "first": season_name(first),
        "last": season_name(last),
    }


def in_half_a_year(said: Mapping[str, Any], day: date) -> str:
    """Say what is foreseen LEARNED_AT weeks after the release."""
    place = said["aheads"].index(LEARNED_AT)
    low, high = (percent(said[end][place] / 1000) for end in ("low", "high"))
    when = day_in_words(day + timedelta(weeks=LEARNED_AT))
    if low == high:
        return _("On %(day)s, the published share will be about %(share)s.") % {
            "day": when,
            "share": low,
        }
    return _(
        "On %(day)s, the published share will be between %(low)s and %(high)s, eight times of ten."
    ) % {"day": when, "low": low, "high": high}


def of_peers(said: Mapping[str, Any]) -> str:
    """Say why the forecast is that of peers; nothing where it is the place's own."""
    if said["basis"] != PEERS:
        return ""
    why = {
        "people": ngettext(
            "There is less than %(count)s person here",
            "There are fewer than %(count)s people here",
            FEWEST_PEOPLE,
        )
        % {"count": FEWEST_PEOPLE},
        "weeks": ngettext(
            "The path has been followed here for less than %(count)s week",
            "The path has been followed here for less than %(count)s weeks",
            FEWEST_WEEKS,
        )
        % {"count": FEWEST_WEEKS},
        "passes": ngettext(
            "Less than %(count)s person has passed here for sure",
            "Fewer than %(count)s people have passed here for sure",
            FEWEST_PASSES,
        )
        % {"count": FEWEST_PASSES},
    }[said["obstacle"]]
    return _("%(why)s: this is the forecast of peers, from what others did from here on.") % {
        "why": why
    }


def held(score: Mapping[str, Any], said: Mapping[str, Any]) -> str:
    """Say how many bands of ten held in the past, of forecasts of the kind of `said`.

    Of its size where enough came out; otherwise of all, which says nothing of a forecast of peers.
    Nothing where too few of all came out.
    """
    words = {
        "peers": _("In the past, %(held)s bands of 10 of peers held (of %(count)s forecasts)."),
        "small": _(
            "In the past, in places of fewer than 100 people, %(held)s such bands of 10 held (of "
            "%(count)s forecasts)."
        ),
        "medium": _(
            "In the past, in places of 100 to 499 people, %(held)s such bands of 10 held (of "
            "%(count)s forecasts)."
        ),
        "large": _(
            "In the past, in places of 500 people and more, %(held)s such bands of 10 held (of "
            "%(count)s forecasts)."
        ),
    }
    size = "peers" if said["basis"] == PEERS else said["size"]
    one, sentence = score.get("size", {}).get(size), words[size]
    if not _is_told(one):
        if size == "peers":
            return _(
                "How often forecasts of peers hold is not known yet: fewer than %(count)s have "
                "come out."
            ) % {"count": FEWEST_CAME_OUT}
        one = score.get("ahead", {}).get(str(LEARNED_AT))
        sentence = _(
            "In the past, %(held)s bands of 10 held, whatever the size of the place (of %(count)s "
            "forecasts)."
        )
    if not _is_told(one):
        return ""
    return sentence % {"held": round(one["held"] / 100), "count": whole(one["forecasts"])}


def _is_told(one: Mapping[str, Any] | None) -> TypeGuard[Mapping[str, Any]]:
    return one is not None and one["forecasts"] >= FEWEST_CAME_OUT


def one_more_in_words(one: OneMore) -> str:
    """Say what one more campaign adds LEARNED_AT weeks after the release, and that it may not.

    And between which shares that leaves the place, as the picture draws it.
    """
    low, high = (points(end) for end in (one.more[0], one.more[2]))
    said = {
        "begins": day_in_words(one.begins_on),
        "day": day_in_words(one.day + timedelta(weeks=LEARNED_AT)),
        "low": low,
        "high": high,
    }
    if one.may_add_nothing:
        words = _(
            "One more campaign that begins on %(begins)s may add nothing: between %(low)s and "
            "%(high)s points by %(day)s, eight times of ten."
        )
    else:
        words = _(
            "One more campaign that begins on %(begins)s would add between %(low)s and %(high)s "
            "points by %(day)s, eight times of ten."
        )
    ends = [percent(end) for end in one.band]
    then = (
        _("The published share would then be about %(low)s.")
        if ends[0] == ends[1]
        else _("The published share would then be between %(low)s and %(high)s.")
    ) % {"low": ends[0], "high": ends[1]}
    of = ngettext(
        "It is learned from %(count)s past campaign.",
        "It is learned from %(count)s past campaigns, which differ.",
        one.campaigns,
    ) % {"count": whole(one.campaigns)}
    return f"{words % said} {then} {of}"


def alarms_in_words(record: Mapping[str, Any]) -> str:
    """Say how many alarms of the past were false; that it isn't known under FEWEST_ALARMS."""
    raised, false = record.get("alarms", (0, 0))
    if raised < FEWEST_ALARMS:
        return _(
            "How often such alerts are false is not known yet: fewer than %(count)s have come out."
        ) % {"count": FEWEST_ALARMS}
    return _("In the past, %(false)s of %(raised)s such alerts were false.") % {
        "false": whole(false),
        "raised": whole(raised),
    }


def chance_in_words(chances: Sequence[tuple[date, float]], release: Release | None) -> str:
    """Say how likely a target is by the newest forecast, in tenths; that it can't be said yet."""
    if release is None or not chances or chances[-1][0] != release.day:
        return _("Too early to say")
    times = round(chances[-1][1] * 10)
    if times in (0, 10):
        return {
            0: _("Reached in time in none of ten possible futures"),
            10: _("Reached in time in all of ten possible futures"),
        }[times]
    return ngettext(
        "Reached in time in %(times)s of ten possible futures",
        "Reached in time in %(times)s of ten possible futures",
        times,
    ) % {"times": times}


def alert_in_words(*, falls_short: bool, chance: float) -> str:
    """Say what the newest forecast says of a target that it crosses; `chance` from 0 to 1."""
    if falls_short:
        if not round(chance * 100):
            return _(
                "By the newest forecast it will probably be missed: it is reached in time in none "
                "of the possible futures."
            )
        said = _(
            "By the newest forecast it will probably be missed: it is reached in time in "
            "%(chance)s of the possible futures."
        )
    elif round(chance * 100) == 100:
        return _(
            "By the newest forecast it is on track again: it is reached in time in all of the "
            "possible futures."
        )
    else:
        said = _(
            "By the newest forecast it is on track again: it is reached in time in %(chance)s of "
            "the possible futures."
        )
    return said % {"chance": percent(chance)}


def season_name(season: Season) -> str:
    """Return a season and its year, as after "between": “spring 2027”, « le printemps 2027 »."""
    named = {
        "winter": pgettext("season", "winter %(year)s"),
        "spring": pgettext("season", "spring %(year)s"),
        "summer": pgettext("season", "summer %(year)s"),
        "autumn": pgettext("season", "autumn %(year)s"),
    }
    return named[season.name] % {"year": season.year}


def in_season(season: Season) -> str:
    """Return when, as a season and its year: “in spring 2027”, « au printemps 2027 »."""
    named = {
        "winter": pgettext("in a season", "in winter %(year)s"),
        "spring": pgettext("in a season", "in spring %(year)s"),
        "summer": pgettext("in a season", "in summer %(year)s"),
        "autumn": pgettext("in a season", "in autumn %(year)s"),
    }
    return named[season.name] % {"year": season.year}


def size_names() -> dict[str, str]:
    """Return the classes of forecasts in words."""
    return {
        "small": _("Own forecast, fewer than 100 people"),
        "medium": _("Own forecast, 100 to 499 people"),
        "large": _("Own forecast, 500 people and more"),
        "peers": _("Forecast of peers"),
    }


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """A class of past forecasts, in words; `held` and what follows is empty where too few came."""

    name: Any
    count: str
    held: str = ""
    between: str = ""
    error: str = ""
    width: str = ""


def score_rows(record: Mapping[str, Any], names: Mapping[str, Any]) -> list[ScoreRow]:
    """Return the scores of `names` in order; under FEWEST_CAME_OUT only how many there are."""
    rows = []
    for key, name in names.items():
        one = record.get(key)
        count = one["forecasts"] if one else 0
        if one is None or count < FEWEST_CAME_OUT:
            rows.append(ScoreRow(name, whole(count)))
            continue
        low, high = (percent(one[end] / 1000) for end in ("held_low", "held_high"))
        rows.append(
            ScoreRow(
                name,
                whole(count),
                percent(one["held"] / 1000),
                _("%(low)s to %(high)s") % {"low": low, "high": high},
                whole(one["error"] / 10),
                whole(one["width"] / 10),
            )
        )
    return rows
