"""The simulated government: names, sizes, tree."""

from collections import Counter
from datetime import date

import numpy as np
import pytest

from home.demonstration.government import build_government, unit_count

from .conftest import UNTIL, plan_of

FIRST_DAY = date(2024, 11, 1)


@pytest.fixture(scope="module")
def small():
    return build_government(seed=1, accounts=8_000, first_day=FIRST_DAY, until=UNTIL)


def test_there_are_26_portfolios_and_307_organisms_at_the_end(small):
    assert len(small.portfolios) == 26
    open_ones = set(range(len(small.organisms))) - {small.changes.merged}
    assert len(open_ones) == 307
    assert {small.organisms[place].portfolio for place in open_ones} == set(range(26))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_name_is_given_twice_in_either_language(seed):
    government = build_government(seed=seed, accounts=8_000, first_day=FIRST_DAY, until=UNTIL)
    for rows in (government.portfolios, government.organisms):
        assert len({row.name_fr for row in rows}) == len(rows)
        assert len({row.name_en for row in rows}) == len(rows)
    for organism in government.organisms:
        units = [government.units[place] for place in organism.units]
        assert len({unit.name_fr for unit in units}) == len(units)
        assert len({unit.name_en for unit in units}) == len(units)
    codes = [row.code for row in (*government.organisms, *government.units)]
    assert len(set(codes)) == len(codes)
    assert all(code.startswith("SIM-") for code in codes)


def test_names_read_as_french_and_english(small):
    for row in (*small.portfolios, *small.organisms, *small.units):
        for name in (row.name_fr, row.name_en):
            assert name == " ".join(name.split())
            assert 4 < len(name) <= 90
            assert "'" not in name
        # Articles contract in French.
        for clash in (" de le ", " de les ", " à le ", " de l’l", " du A", " du É", " de la A"):
            assert clash not in row.name_fr
        assert not row.name_en.startswith(("Ministère", "Centre de", "Direction"))


def test_sizes_have_a_heavy_tail():
    for accounts in (8_000, 200_000):
        government = build_government(seed=1, accounts=accounts, first_day=FIRST_DAY, until=UNTIL)
        sizes = np.sort([organism.accounts for organism in government.organisms])
        assert sizes.sum() == accounts
        excess = sizes - np.median(sizes)
        # A tenth of the organisms has most of what lies above the median.
        assert excess[-31:].sum() > 0.5 * excess[excess > 0].sum()
        assert sizes[-1] > 5 * np.median(sizes)


def test_organisms_have_2_to_12_units_that_hold_their_people(small):
    for organism in small.organisms:
        units = [small.units[place] for place in organism.units]
        assert 2 <= len(units) <= 12
        assert len(units) == unit_count(organism.accounts)
        assert sum(unit.accounts for unit in units) == organism.accounts
    sizes = [unit.accounts for unit in small.units]
    assert np.mean(np.array(sizes) >= 10) > 0.9


def test_large_organisms_have_units_below_units():
    government = plan_of(200_000).government
    deep = [unit for unit in government.units if unit.parent is not None]
    assert deep
    for unit in deep:
        parent = government.units[unit.parent]
        assert parent.organism == unit.organism
        assert parent.parent is None


def test_some_bodies_are_smaller_than_the_smallest_group(small):
    tiny = [organism for organism in small.organisms if organism.accounts < 10]
    assert 3 <= len(tiny) <= 8


def test_the_changes_stay_away_from_the_showcase(small):
    changes = small.changes
    touched = changes.organisms | {changes.rehoused, changes.renamed}
    assert small.showcase not in touched
    counted = Counter(small.organisms[place].portfolio for place in touched)
    assert small.organisms[small.showcase].portfolio not in counted
    for on in (changes.merged_on, changes.moved_on, changes.closed_on, changes.rehoused_on):
        assert FIRST_DAY < on < UNTIL


def test_the_same_seed_makes_the_same_government_and_another_seed_another(small):
    again = build_government(seed=1, accounts=8_000, first_day=FIRST_DAY, until=UNTIL)
    assert again == small
    other = build_government(seed=2, accounts=8_000, first_day=FIRST_DAY, until=UNTIL)
    assert {row.name_fr for row in other.organisms} != {row.name_fr for row in small.organisms}
