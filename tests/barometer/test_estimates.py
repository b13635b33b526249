"""The number to expect within a band: what it gets right, and what it is made of."""

import json
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barometer.events import STEPS
from barometer.protection.bands import HUNDREDTHS, Total, band, bands
from barometer.protection.estimates import expected
from barometer.releases.expectations import said_by
from barometer.releases.told import told_of, total_of


def groups(shape, number, seed=1):
    """Groups of 10 to 40 people, whose shares are drawn from a beta law: their counts and bands."""
    rng = np.random.default_rng(seed)
    people = rng.integers(10, 40, number)
    counts = rng.binomial(people, rng.beta(*shape, number))
    return counts, [band(int(count), int(of)) for count, of in zip(counts, people, strict=True)]


def of_bands(figures):
    said = expected([(one.people, one.low, one.high) for one in figures])
    return np.array(said) / HUNDREDTHS


# How few have passed yet, in the first weeks of a path; where most have; and in between.
SHAPES = {"few": (0.3, 8), "some": (0.5, 3), "half": (3, 3), "most": (8, 1)}


@pytest.mark.parametrize("shape", SHAPES)
def test_sums_are_close_to_the_truth_where_middles_lean(shape):
    counts, figures = groups(SHAPES[shape], 400)
    people = sum(one.people for one in figures)
    off = abs(of_bands(figures).sum() - counts.sum()) / people
    of_middles = abs(sum(one.middle for one in figures) - counts.sum()) / people
    assert off < 0.008
    if shape != "half":
        assert of_middles > 0.009
        assert off < of_middles / 2


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("number", [2, 5])
def test_it_is_no_worse_than_the_middle_for_an_academy_of_few_groups(shape, number):
    errors, of_middles = [], []
    for seed in range(60):
        counts, figures = groups(SHAPES[shape], number, seed)
        people = sum(one.people for one in figures)
        errors.append((of_bands(figures).sum() - counts.sum()) / people)
        of_middles.append((sum(one.middle for one in figures) - counts.sum()) / people)
    assert np.sqrt(np.mean(np.square(errors))) < 1.05 * np.sqrt(np.mean(np.square(of_middles)))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(10, 60), st.data()), min_size=1, max_size=12))
def test_it_is_within_its_band_and_the_order_of_groups_says_nothing(drawn):
    said = []
    for people, data in drawn:
        low, high = data.draw(st.sampled_from(bands(people)))
        said.append((people, low, high))
    numbers = expected(said)
    for number, (_people, low, high) in zip(numbers, said, strict=True):
        assert HUNDREDTHS * low <= number <= HUNDREDTHS * high
    backwards = expected(said[::-1])[::-1]
    assert max(abs(one - other) for one, other in zip(numbers, backwards, strict=True)) <= 1


def test_equal_bands_have_equal_numbers_and_none_has_none():
    first, _other, again = expected([(20, 3, 7), (30, 8, 12), (20, 3, 7)])
    assert first == again
    assert expected([]) == []


def test_one_group_alone_is_expected_about_its_middle():
    (half,) = expected([(21, 8, 12)])
    assert abs(half - 1_000) < 50


def document(*atoms, headcounts):
    figures = [
        {"a path": {step: list(told) for step, told in zip(STEPS, atom, strict=True)}}
        for atom in atoms
    ]
    rows = [
        {
            "key": key,
            "units": [key],
            "people": people,
            "organism": 7,
            "portfolio": None,
            "figures": of,
        }
        for key, (of, people) in enumerate(zip(figures, headcounts, strict=True), start=1)
    ]
    by_step = {step: [of["a path"][step] for of in figures] for step in STEPS}
    total = {
        "a path": {
            step: [sum(column) for column in zip(*told, strict=True)]
            for step, told in by_step.items()
        }
    }
    totals = {"organisms": {"7": total}, "portfolios": {}, "government": total}
    content = {"day": date(2026, 6, 1).isoformat(), "atoms": rows, "totals": totals}
    return json.dumps(content).encode()


def test_people_whom_the_academy_does_not_know_count_as_not_having_learned():
    """Half of a unit is on no roster: the headcount is what shares are of."""
    said = said_by(
        document([(20, 13, 17)] * 4, [(12, 0, 2)] * 4, headcounts=(40, 11)),
    )
    known, few = (total_of(atom["figures"]["a path"]["passed"]) for atom in said.atoms)
    assert (known.people, known.known, known.low, known.high) == (40, 20, 13, 17)
    # More people on the roster than human resources count: those of the roster.
    assert (few.people, few.known) == (12, 12)
    organism = total_of(said.totals["organisms"][7]["a path"]["passed"])
    assert organism == total_of(said.totals["government"][0]["a path"]["passed"])
    assert (organism.people, organism.known, organism.low, organism.high) == (52, 32, 13, 19)
    assert organism.expected == pytest.approx(known.expected + few.expected)
    assert organism.share == organism.expected / 52


def test_nobody_is_expected_to_have_passed_without_having_joined():
    """Each step has a law of its own; what they say never contradicts the order of steps."""
    others = [[(30, 18, 22), (30, 18, 22), (30, 3, 7), (30, 3, 7)]] * 20
    same = [(30, 8, 12)] * 4
    said = said_by(document(*others, same, headcounts=[30] * 21))
    numbers = [said.atoms[-1]["figures"]["a path"][step][3] for step in STEPS]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[0] > numbers[-1]


def test_a_total_is_read_as_it_was_kept():
    total = Total(52, 13, 19, 15.25, 32)
    assert total_of(told_of(total)) == total
    assert told_of(Total(20, 3, 7, 5.0)) == [20, 3, 7, 500, 20]
