"""The figure of the ledger: picture, table, files and sentence of what was frozen."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from academy.core.templatetags.figures import whole
from barometer.figures import Figure, Seal
from barometer.headlines import Context

from .said import MEASURED
from .wording import called, detail_of, measured_in_words, name_of, of_hundred, verdict_of


def effects_figure(
    rows: Sequence[Mapping[str, Any]], context: Context, seal: Seal
) -> Figure | None:
    """Return what every campaign changed; None where none is measured yet.

    `rows`: those of a ledger whose paths are in `context`, in the order in which they are told.
    The picture shows those that are measured, the table and the files all of them.
    """
    measured = [row for row in rows if row["verdict"] in MEASURED]
    if not measured:
        return None
    import pandas as pd

    from barometer.drawing.rendering import spec_of

    from .charts import against_chance

    titles = {row["path"]: context.paths[UUID(row["path"])] for row in rows}
    frame = pd.DataFrame(
        [
            (
                called(row, titles),
                f"{verdict_of(row)} {detail_of(row)}",
                *(round(one / 1000, 2) for one in (*row["effect"], *row["placebo"])),
            )
            for row in measured
        ],
        columns=["label", "says", "share", "low", "high", "chance_low", "chance_high"],
    )
    labels = [
        (_("Learning path"), False),
        (pgettext("ledger", "Campaign"), False),
        (pgettext("ledger", "What was found"), False),
        (pgettext("ledger", "Effect"), True),
        (pgettext("ledger", "By chance alone"), True),
        (pgettext("ledger", "Organizations that began"), True),
        (pgettext("ledger", "Compared with"), True),
    ]
    return Figure(
        name="effects",
        title=_("What campaigns changed, for each 100 people who would not have passed"),
        summary=measured_in_words(measured, titles, context.day),
        columns=[{"label": label, "number": number} for label, number in labels],
        rows=[_row(row, titles) for row in rows],
        data_columns=[
            _("Learning path"),
            pgettext("ledger", "Campaign"),
            pgettext("ledger", "What was found"),
            pgettext("ledger", "First start"),
            pgettext("ledger", "Last start"),
            pgettext("ledger", "Organizations that began"),
            pgettext("ledger", "Organizations that count"),
            pgettext("ledger", "Compared with"),
            pgettext("ledger", "Effect (share)"),
            pgettext("ledger", "Effect (lowest, 95%)"),
            pgettext("ledger", "Effect (highest, 95%)"),
            pgettext("ledger", "By chance alone (lowest, 95%)"),
            pgettext("ledger", "By chance alone (highest, 95%)"),
            pgettext("ledger", "How often by chance (share)"),
            pgettext("ledger", "First release"),
            pgettext("ledger", "Last release"),
        ],
        data=[_data(row, titles) for row in rows],
        spec=spec_of(against_chance, frame, language=context.language),
        note=_(
            "Point and line: what was found, 95 times of 100. Band behind: what the same starts "
            "find when they are dealt out to the organizations at random."
        ),
        is_grouped=False,
        seal=seal,
    )


def _row(row: Mapping[str, Any], titles: Mapping[str, str]) -> list[str | None]:
    said = [titles[row["path"]], name_of(row), verdict_of(row)]
    if "effect" not in row:
        return [*said, "–", "–", whole(row["began"]), "–"]
    one, low, high = map(of_hundred, row["effect"])
    by_chance = [of_hundred(end) for end in row["placebo"]]
    return [
        *said,
        _("%(one)s (%(low)s to %(high)s)") % {"one": one, "low": low, "high": high},
        _("%(low)s to %(high)s") % {"low": by_chance[0], "high": by_chance[1]},
        whole(row["units"]),
        whole(row["compared"]),
    ]


def _data(row: Mapping[str, Any], titles: Mapping[str, str]) -> list[Any]:
    said = [titles[row["path"]], name_of(row), verdict_of(row), row["first"], row["last"]]
    if "effect" not in row:
        return [*said, row["began"], *[None] * 9, row["until"]]
    shares = [one / 1000 for one in (*row["effect"], *row["placebo"], row["chance"])]
    return [*said, row["began"], row["units"], row["compared"], *shares, row["since"], row["until"]]
