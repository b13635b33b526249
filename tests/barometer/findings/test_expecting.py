"""The number that stands for the bands of campaigns: sums of it don't lean."""

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from barometer.findings import queries
from barometer.findings.expecting import expecting
from barometer.findings.exposure import Group
from barometer.protection.bands import band, total


def campaigns(shape, number=300, seed=4):
    """Groups of a government where the share who click is drawn from a beta law, and the counts."""
    rng = np.random.default_rng(seed)
    people = rng.integers(10, 40, number)
    clicked = rng.binomial(people, rng.beta(*shape, number))
    taken_in = rng.binomial(clicked, 0.7)
    submitted = rng.binomial(taken_in, 0.3)
    groups = [
        Group((place,), "", int(of), *(band(int(count), int(of)) for count in counts))
        for place, (of, *counts) in enumerate(
            zip(people, clicked, taken_in, submitted, strict=True)
        )
    ]
    return groups, {"clicked": clicked, "taken_in": taken_in, "submitted": submitted}


@pytest.mark.parametrize("count", ["clicked", "taken_in", "submitted"])
def test_the_sum_of_what_is_expected_does_not_lean_where_few_click(count):
    groups, counts = campaigns((0.6, 9))
    known = expecting(groups)
    figures = [getattr(group, count) for group in groups]
    said, true = known.total(figures, count), counts[count].sum()
    middles = total(figures)
    assert (said.people, said.low, said.high) == (middles.people, middles.low, middles.high)
    assert said.low <= said.expected <= said.high
    off = abs(said.expected - true) / said.people
    assert off < 0.01
    assert abs(middles.expected - true) / said.people > 2 * off


def test_a_part_is_expected_as_in_the_whole_so_that_parts_add_up():
    groups, _counts = campaigns((1, 5), 40)
    known = expecting(groups)
    figures = [group.clicked for group in groups]
    whole = known.total(figures).expected
    assert sum(known.one(one).expected for one in figures) == pytest.approx(whole)
    assert known.total(()).people == 0
    assert known.total(()).share is None


def test_what_is_told_follows_from_bands_alone():
    """Whoever has the same bands computes the same, whatever the counts behind them."""
    groups, _counts = campaigns((0.6, 9), 60)
    others = [
        Group(one.units, "", one.people, one.clicked, one.taken_in, one.submitted)
        for one in reversed(groups)
    ]
    figure = groups[0].clicked
    assert expecting(groups).one(figure) == expecting(others).one(figure)


@pytest.mark.django_db
def test_pages_and_figures_say_the_same_number_of_a_campaign(place, campaign, keep):
    keep(campaign(4, 0, 0, days=20))
    ids = [place.organism.pk]
    (row,) = queries.overview(ids).rows
    (month,) = queries.exposures(ids).values()
    assert row.clicked == month
    assert month.expected != (month.low + month.high) / 2
    known = queries.what_to_expect()
    with CaptureQueriesContext(connection) as made:
        assert queries.what_to_expect() == known
    assert len(made) == 1
    # Another campaign tells more of which shares are common.
    keep(campaign(15, 0, 0, days=10))
    assert queries.what_to_expect() != known
