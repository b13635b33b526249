from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from academy.core.templatetags.figures import (
    day_in_words,
    hundredths,
    percent,
    points,
    whole,
)

NBSP = "\u00a0"


def test_figures_are_written_as_each_language_writes_them():
    with translation.override("fr"):
        assert whole(1234567) == f"1{NBSP}234{NBSP}567"
        assert percent(0.625) == f"62{NBSP}%"
        assert percent(0.6249, 1) == f"62,5{NBSP}%"
    with translation.override("en"):
        assert whole(1234567) == "1,234,567"
        assert percent(0.625) == "62%"
        assert percent(0.6249, 1) == "62.5%"


def test_what_is_unknown_is_a_dash():
    assert (whole(None), percent(None), points(None)) == ("–", "–", "–")


def test_points_carry_their_sign():
    assert [points(x) for x in (0.041, -0.02, 0.0)] == ["+4", "−2", "0"]


def test_the_value_of_a_progress_bar_is_never_localized():
    with translation.override("fr"):
        assert [hundredths(x) for x in (0.333, 1.4, None)] == ["33", "100", "0"]


@pytest.mark.parametrize(
    ("language", "day", "said"),
    [
        ("fr", date(2026, 12, 1), f"1er{NBSP}décembre 2026"),
        ("fr", date(2026, 12, 11), f"11{NBSP}décembre 2026"),
        ("en", date(2026, 12, 1), f"December{NBSP}1, 2026"),
        ("fr", None, "–"),
    ],
)
def test_a_day_is_written_as_people_say_it(language, day, said):
    with translation.override(language):
        assert day_in_words(day) == said


def test_a_moment_is_the_day_that_it_was_here():
    moment = datetime(2026, 12, 1, 3, tzinfo=UTC)
    with translation.override("fr"), timezone.override("America/Toronto"):
        page = Template("{% load figures %}{{ moment|day_in_words }}")
        assert page.render(Context({"moment": moment})) == f"30{NBSP}novembre 2026"
