"""The figure of exposure against knowledge: what was published of both, in words and drawn."""

from collections.abc import Mapping
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from academy.core.templatetags.figures import percent, whole
from barometer.figures import Figure
from barometer.protection.bands import Total

NAME = "exposure"


def exposure_figure(
    clicked: Mapping[date, Total], passed: Mapping[date, Total], language: str
) -> Figure | None:
    """Return the figure, None where neither a campaign nor a release has anything to show."""
    import pandas as pd

    from barometer.drawing.rendering import spec_of

    from . import charts

    rows = [
        {"month": pd.Timestamp(month), "series": series, "share": one.share}
        for series, months in (("clicked", clicked), ("passed", passed))
        for month, one in months.items()
        if one.share is not None
    ]
    if not rows:
        return None
    frame = pd.DataFrame(rows)
    spoken: charts.Language = "en" if language.startswith("en") else "fr"
    columns = [
        _("Month"),
        _("People written to"),
        _("Clicked"),
        _("People, once for each path"),
        _("Passed the paths prescribed"),
    ]
    months = sorted({*clicked, *passed})
    return Figure(
        name=NAME,
        title=_("Exposure against knowledge"),
        summary=charts.exposure_summary(frame, spoken),
        columns=[{"label": label, "number": at > 0} for at, label in enumerate(columns)],
        rows=[
            [
                date_format(month, "F Y"),
                *_written(clicked.get(month)),
                *_written(passed.get(month)),
            ]
            for month in months
        ],
        data_columns=columns,
        data=[
            [month.strftime("%Y-%m"), *_plain(clicked.get(month)), *_plain(passed.get(month))]
            for month in months
        ],
        spec=spec_of(charts.exposure_over_time, frame, language=spoken),
        note=_(
            "Both are sums of published bands. Who clicked and who passed are never put together "
            "person by person: that they move together doesn’t show that one causes the other."
        ),
    )


def _written(one: Total | None) -> list[str | None]:
    if one is None or one.share is None:
        return ["–", "–"]
    between = _("%(share)s (between %(low)s and %(high)s)") % {
        "share": percent(one.share),
        "low": percent(one.low / one.people),
        "high": percent(one.high / one.people),
    }
    return [whole(one.people), between]


def _plain(one: Total | None) -> list[object]:
    if one is None or one.share is None:
        return [None, None]
    return [one.people, round(one.share, 4)]
