"""The figures of the criteria: the picture, the table, the data and the sentence say the same."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from barometer.drawing.rendering import spec_of
from barometer.figures import Figure

from .grid import Grid
from .levels import EXPECTED, Quartiles, median_level
from .queries import Levels, Standing
from .wording import levels_in_a_line

# Former years that a profile shows beside the last one.
_YEARS = 3


def heat_map_figure(
    standings: Sequence[Standing], names: Mapping[int, str], grid: Grid, language: str, year: int
) -> Figure:
    """Return organisms by criteria, the level in each cell; what waits for review is marked."""
    import pandas as pd

    from barometer.drawing.heat_maps import step_of

    from . import charts

    rows: list[list[str | None]] = []
    data: list[list[Any]] = []
    steps: list[list[int | None]] = []
    cells = []
    for one in standings:
        name = names[one.organism_id]
        label = name if one.is_reviewed else f"{name}*"
        line: list[str | None] = [label]
        classes: list[int | None] = []
        for criterion in grid.criteria:
            level = one.levels.get(criterion.key)
            line.append("–" if level is None else str(level))
            share = float("nan") if level is None else charts.share_of(level)
            classes.append(None if level is None else step_of(share))
            cells.append({"label": label, "path": criterion.title, "share": share})
            data.append([name, criterion.title, level, _state(one.is_reviewed)])
        rows.append(line)
        steps.append(classes)
    note = levels_in_a_line(grid.levels)
    if any(not one.is_reviewed for one in standings):
        note = _("%(levels)s. Names marked with * wait for their review.") % {"levels": note}
    return Figure(
        name="heat-map",
        title=_("Level declared on each criterion in %(year)s") % {"year": year},
        summary=_map_in_words(standings, grid, year),
        columns=[{"label": _("Organization"), "number": False}]
        + [{"label": one.title, "number": True} for one in grid.criteria],
        rows=rows,
        data_columns=[_("Organization"), _("Criterion"), _("Level"), _("State")],
        data=data,
        spec=spec_of(
            charts.level_map,
            pd.DataFrame(cells, columns=["label", "path", "share"]),
            language="en" if language.startswith("en") else "fr",
        ),
        note=note,
        steps=steps,
    )


def _state(is_reviewed: bool) -> str:
    return _("reviewed") if is_reviewed else _("waiting for review")


def _map_in_words(standings: Sequence[Standing], grid: Grid, year: int) -> str:
    if not standings:
        return _("No organization has submitted an assessment for %(year)s.") % {"year": year}
    said = ngettext(
        "%(count)s organization has submitted its assessment for %(year)s.",
        "%(count)s organizations have submitted their assessment for %(year)s.",
        len(standings),
    ) % {"count": len(standings), "year": year}
    shown = {
        one.title: [row.levels[one.key] for row in standings if one.key in row.levels]
        for one in grid.criteria
    }
    reached = {
        title: (sum(level >= EXPECTED for level in levels), len(levels))
        for title, levels in shown.items()
        if levels
    }

    def share(title: str) -> float:
        most, count = reached[title]
        return most / count

    best, worst = max(reached, key=share), min(reached, key=share)
    return f"{said} " + _(
        "Level %(level)s is reached most often on “%(best)s” (%(most)s of %(most_of)s) and least "
        "often on “%(worst)s” (%(least)s of %(least_of)s)."
    ) % {
        "level": EXPECTED,
        "best": best,
        "most": reached[best][0],
        "most_of": reached[best][1],
        "worst": worst,
        "least": reached[worst][0],
        "least_of": reached[worst][1],
    }


def profile_figure(years: Mapping[int, Levels], grid: Grid, language: str) -> Figure:
    """Return the levels of an organism on each criterion, year after year, the last ones."""
    import pandas as pd

    from . import charts

    shown = sorted(years)[-1 - _YEARS :]
    frame = []
    rows: list[list[str | None]] = []
    data: list[list[Any]] = []
    for criterion in grid.criteria:
        line: list[str | None] = [criterion.title]
        for year in shown:
            level = years[year].get(criterion.key)
            line.append("–" if level is None else str(level))
            data.append([criterion.title, year, level])
            if level is not None:
                said = _("%(criterion)s, %(year)s: level %(level)s")
                frame.append(
                    {
                        "label": criterion.title,
                        "mark": str(year),
                        "says": said % {"criterion": criterion.title, "year": year, "level": level},
                        "share": charts.share_of(level),
                    }
                )
        rows.append(line)
    return Figure(
        name="profile",
        title=_("Profile, criterion by criterion"),
        summary=_profile_in_words(years, shown, grid),
        columns=[{"label": _("Criterion"), "number": False}]
        + [{"label": str(year), "number": True} for year in shown],
        rows=rows,
        data_columns=[_("Criterion"), _("Year"), _("Level")],
        data=data,
        spec=spec_of(
            charts.profile,
            pd.DataFrame(frame, columns=["label", "mark", "says", "share"]),
            language="en" if language.startswith("en") else "fr",
        ),
        note=levels_in_a_line(grid.levels),
    )


def _profile_in_words(years: Mapping[int, Levels], shown: Sequence[int], grid: Grid) -> str:
    last = years[shown[-1]]
    median = median_level(list(last.values()))
    below = sum(level < EXPECTED for level in last.values())
    said = _("In %(year)s, the median level of the %(count)s criteria is %(level)s (%(name)s).") % {
        "year": shown[-1],
        "count": len(last),
        "level": median,
        "name": grid.levels[median].name,
    }
    said += " " + ngettext(
        "%(count)s criterion is below level %(level)s.",
        "%(count)s criteria are below level %(level)s.",
        below,
    ) % {"count": below, "level": EXPECTED}
    if len(shown) > 1:
        before = years[shown[-2]]
        both = [(before[key], last[key]) for key in last if key in before]
        said += " " + _("Since %(year)s, %(up)s went up and %(down)s went down.") % {
            "year": shown[-2],
            "up": sum(now > then for then, now in both),
            "down": sum(now < then for then, now in both),
        }
    return said


def peers_figure(
    own: Levels | None,
    quartiles: Mapping[str, Quartiles | None],
    grid: Grid,
    language: str,
    *,
    title: str,
    year: int,
    count: int,
) -> Figure:
    """Return where the peers stand on each criterion, and where an organism stands among them.

    `own` None: the peers alone. `count`: how many peers.
    """
    import pandas as pd

    from . import charts

    kinds = {
        "own": _("The organization"),
        "median": _("Median of the peers"),
        "low": _("Lower quartile"),
        "high": _("Upper quartile"),
    }
    frame = []
    rows: list[list[str | None]] = []
    data: list[list[Any]] = []
    for criterion in grid.criteria:
        found = quartiles[criterion.key]
        level = own.get(criterion.key) if own else None
        values = {"low": None, "high": None, "median": None, "own": level}
        if found:
            values |= {"low": found.low, "high": found.high, "median": found.median}
        line = [level] if own else []
        line += [values["low"], values["median"], values["high"]]
        rows.append([criterion.title, *("–" if one is None else str(one) for one in line)])
        data.append([criterion.title, *line, found.count if found else None])
        for kind, value in values.items():
            if value is not None:
                frame.append(
                    {
                        "label": criterion.title,
                        "kind": kind,
                        "mark": kinds[kind],
                        "says": _says(criterion.title, kind, value, found, kinds),
                        "share": charts.share_of(value),
                    }
                )
    headings = [*([kinds["own"]] if own else []), kinds["low"], kinds["median"], kinds["high"]]
    return Figure(
        name="peers",
        title=title,
        summary=_peers_in_words(own, quartiles, year, count),
        columns=[{"label": _("Criterion"), "number": False}]
        + [{"label": heading, "number": True} for heading in headings],
        rows=rows,
        data_columns=[_("Criterion"), *headings, _("Peers")],
        data=data,
        spec=spec_of(
            charts.against_peers,
            pd.DataFrame(frame, columns=["label", "kind", "mark", "says", "share"]),
            language="en" if language.startswith("en") else "fr",
        ),
        note=_("The bar goes from the lower to the upper quartile: half of the peers are in it.")
        + " "
        + levels_in_a_line(grid.levels),
    )


def _says(
    title: str, kind: str, level: int, found: Quartiles | None, kinds: Mapping[str, str]
) -> str:
    if kind in ("low", "high") and found:
        return _("%(criterion)s: half of the peers from level %(low)s to %(high)s") % {
            "criterion": title,
            "low": found.low,
            "high": found.high,
        }
    return _("%(criterion)s, %(what)s: level %(level)s") % {
        "criterion": title,
        "what": kinds[kind].lower(),
        "level": level,
    }


def _peers_in_words(
    own: Levels | None, quartiles: Mapping[str, Quartiles | None], year: int, count: int
) -> str:
    if own is None:
        at_least = sum(
            found is not None and found.median >= EXPECTED for found in quartiles.values()
        )
        return ngettext(
            "In %(year)s, of %(peers)s reviewed organizations, the median reaches level %(level)s "
            "on %(count)s criterion.",
            "In %(year)s, of %(peers)s reviewed organizations, the median reaches level %(level)s "
            "on %(count)s criteria.",
            at_least,
        ) % {"year": year, "peers": count, "level": EXPECTED, "count": at_least}
    pairs = [(own[key], found.median) for key, found in quartiles.items() if found and key in own]
    return _(
        "In %(year)s, compared with %(peers)s organizations of the same size, the organization is "
        "above the median on %(above)s criteria, at the median on %(at)s and below it on %(below)s."
    ) % {
        "year": year,
        "peers": count,
        "above": sum(level > median for level, median in pairs),
        "at": sum(level == median for level, median in pairs),
        "below": sum(level < median for level, median in pairs),
    }
