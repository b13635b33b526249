"""Which paths a heat map has: one that nobody may have begun anywhere is named below it instead."""

from datetime import date
from uuid import UUID

from django.utils import translation

from barometer.events import STEPS
from barometer.figures import heat_map_figure
from barometer.headlines import Context
from barometer.protection.bands import Total
from barometer.spreads import Line, Spread

NEW, OLD = UUID(int=1), UUID(int=2)
SPREADING = Total(40, 8, 12, 10.0)
PERHAPS_NOBODY = Total(40, 0, 4, 1.0)
# Of a place that has nobody, nothing is known.
NOBODY_THERE = Total(0, 0, 0, 0.0)


def drawn(*lines):
    """The figure of lines that say, in each place, of the new path and of the old one."""
    places = [
        Line(f"Place {number}", {key: dict.fromkeys(STEPS, said) for key, said in line.items()})
        for number, line in enumerate(lines)
    ]
    context = Context("en", date(2026, 6, 1), 10, {NEW: "New path", OLD: "Old path"})
    with translation.override("en"):
        spread = Spread(places, "organism", is_merged=False, leaves_out=False)
        return heat_map_figure(spread, context, measure="passed", title="Where")


def columns(figure):
    return [column["label"] for column in figure.columns[1:]]


def test_a_path_that_says_at_most_everywhere_is_named_below():
    figure = drawn(
        {NEW: PERHAPS_NOBODY, OLD: SPREADING},
        {NEW: PERHAPS_NOBODY, OLD: PERHAPS_NOBODY},
    )
    assert columns(figure) == ["Old path"]
    assert {row[1] for row in figure.data} == {"Old path"}
    assert "nobody may have begun it anywhere yet: New path." in figure.note
    assert "New path" not in figure.summary


def test_one_place_that_says_more_brings_it_back():
    figure = drawn(
        {NEW: SPREADING, OLD: SPREADING},
        {NEW: PERHAPS_NOBODY, OLD: SPREADING},
    )
    assert columns(figure) == ["New path", "Old path"]
    assert "begun" not in figure.note


def test_where_nothing_else_is_known_all_are_shown():
    figure = drawn({NEW: PERHAPS_NOBODY, OLD: PERHAPS_NOBODY})
    assert columns(figure) == ["New path", "Old path"]


def test_what_is_withheld_is_not_at_most():
    figure = drawn({NEW: NOBODY_THERE, OLD: SPREADING})
    assert columns(figure) == ["New path", "Old path"]
