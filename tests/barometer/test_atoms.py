"""Atoms, bands, rosters and means: the rules, one by one."""

import json
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barometer.protection import BATCH, PROTECTION_VERSION, SMALLEST, atoms, means, rosters
from barometer.protection.atoms import Partition, Unit, partition, people_that_protect, successions
from barometer.protection.bands import Figure, Total, band, bands, sum_of, total
from barometer.protection.means import MeanState, next_mean
from barometer.protection.rosters import RosterState, advance, release

CELL = ("path", "passed")
REACHED = ("path", "reached")


def people(first: int, last: int) -> frozenset:
    return frozenset(range(first, last + 1))


def test_the_method_has_a_name():
    assert PROTECTION_VERSION == "atoms-and-bands-1"
    assert (SMALLEST, BATCH) == (10, 5)


@pytest.mark.parametrize("n", range(10, 61))
def test_bands_cover_every_number_once_with_three_values_at_least(n):
    of = bands(n)
    assert [value for low, high in of for value in range(low, high + 1)] == list(range(n + 1))
    assert of[0] == (0, 2)
    assert of[-1] == (n - 2, n)
    assert all(3 <= high - low + 1 <= 7 for low, high in of)
    assert all(high - low + 1 == 5 for low, high in of[1:-2])


@pytest.mark.parametrize(
    ("n", "middle"),
    [
        (10, [(3, 7)]),
        (11, [(3, 8)]),
        (12, [(3, 9)]),
        (13, [(3, 7), (8, 10)]),
        (14, [(3, 7), (8, 11)]),
        (15, [(3, 7), (8, 12)]),
        (16, [(3, 7), (8, 13)]),
    ],
)
def test_the_last_run_takes_what_is_left_over(n, middle):
    assert list(bands(n)[1:-1]) == middle


@settings(max_examples=40)
@given(st.integers(10, 60), st.integers(0, 60), st.integers(0, 60))
def test_no_band_ends_in_a_blur(n, first, last):
    of = bands(n, (first, last))
    assert [value for low, high in of for value in range(low, high + 1)] == list(range(n + 1))
    assert all(high - low + 1 >= 3 for low, high in of)
    assert not any(first <= high <= last for _, high in of[:-1])


def test_a_figure_is_its_band():
    assert band(4, 30) == Figure(30, 3, 7)
    assert band(4, 30).middle == 5
    assert band(0, 30).middle == 1
    assert band(30, 30).share == 29 / 30


@pytest.mark.parametrize(("count", "n"), [(-1, 12), (13, 12), (3, 9)])
def test_a_figure_that_cannot_be_is_refused_in_a_sentence(count, n):
    with pytest.raises(ValueError, match="people"):
        band(count, n)


def test_totals_are_sums_of_published_figures():
    of = total([band(4, 30), band(11, 12)])
    assert (of.people, of.low, of.high, of.expected) == (42, 13, 19, 16)
    assert of.share == 16 / 42
    assert total([]).share is None
    both = sum_of([of, Total(58, 0, 8, 3.5, known=40)])
    assert both == Total(100, 13, 27, 19.5, known=82)


def test_a_total_of_every_number_that_is_possible_says_nothing():
    assert total([band(3, 10, (1, 9))]).says_nothing
    assert not total([band(3, 10)]).says_nothing
    # Of 40 people here, 12 are known, of whom any number may have taken the step.
    assert Total(40, 0, 12, 5.0, known=12).says_nothing
    assert not Total(40, 0, 12, 5.0, known=20).says_nothing


def sets(of: Partition) -> dict[int, set]:
    return {atom.key: set(atom.units) for atom in of.atoms}


def test_small_units_are_merged_inside_their_organism():
    units = [Unit("a", 1, 40), Unit("b", 1, 4), Unit("c", 1, 25), Unit("d", 1, 7), Unit("e", 2, 12)]
    of = partition(units, {1: "p", 2: "p"})
    assert sets(of) == {1: {"a"}, 2: {"b", "d"}, 3: {"c"}, 4: {"e"}}
    assert [atom.key for atom in of.of_organism(1)] == [1, 2, 3]
    assert [atom.key for atom in of.of_portfolio("p")] == [1, 2, 3, 4]


def test_small_organisms_are_merged_in_their_portfolio_and_then_in_the_government():
    units = [Unit("a", 1, 4), Unit("b", 2, 7), Unit("c", 3, 6), Unit("d", 4, 5), Unit("e", 5, 30)]
    of = partition(units, {1: "p", 2: "p", 3: "q", 4: "r", 5: "q"})
    assert sorted(sorted(atom.units) for atom in of.atoms) == [["a", "b"], ["c", "d"], ["e"]]
    pool = next(atom for atom in of.atoms if "a" in atom.units)
    rest = next(atom for atom in of.atoms if "c" in atom.units)
    assert (pool.organism, pool.portfolio) == (None, "p")
    assert (rest.organism, rest.portfolio) == (None, None)


def test_too_few_people_everywhere_are_not_shown_and_may_be_arranged_anew():
    first = partition([Unit("a", 1, 4)], {1: "p"})
    assert (first.atoms, first.hidden) == ((), ("a",))
    later = partition([Unit("a", 1, 11), Unit("b", 1, 14)], {1: "p"}, first)
    assert sets(later) == {1: {"a"}, 2: {"b"}}


def test_an_atom_that_falls_under_ten_is_merged_for_good_into_the_oldest_key():
    first = partition([Unit("a", 1, 12), Unit("b", 1, 15)], {1: "p"})
    fallen = partition([Unit("a", 1, 12), Unit("b", 1, 8)], {1: "p"}, first)
    assert (sets(fallen), fallen.heirs) == ({1: {"a", "b"}}, {2: 1})
    again = partition([Unit("a", 1, 12), Unit("b", 1, 80), Unit("c", 1, 50)], {1: "p"}, fallen)
    assert sets(again) == {1: {"a", "b"}, 3: {"c"}}


def test_an_atom_alone_under_ten_waits_and_comes_back_the_same():
    first = partition([Unit("a", 1, 12)], {1: "p"})
    waits = partition([Unit("a", 1, 8)], {1: "p"}, first)
    assert (waits.atoms, [atom.key for atom in waits.waiting]) == ((), [1])
    assert sets(partition([Unit("a", 1, 12)], {1: "p"}, waits)) == {1: {"a"}}


def test_a_unit_that_moves_alone_takes_its_atom_along():
    first = partition([Unit("a", 1, 12), Unit("b", 1, 15)], {1: "p", 2: "q"})
    moved = partition([Unit("a", 1, 12), Unit("b", 2, 15)], {1: "p", 2: "q"}, first)
    assert sets(moved) == sets(first)
    assert [atom.organism for atom in moved.atoms] == [1, 2]


def test_a_unit_that_leaves_others_behind_stays_in_their_atom_which_counts_higher_up():
    units = [Unit("a", 1, 6), Unit("b", 1, 15), Unit("c", 1, 7), Unit("x", 2, 20), Unit("y", 3, 20)]
    first = partition(units, {1: "p", 2: "p", 3: "q"})
    assert {"a", "c"} in sets(first).values()

    def after(organism):
        moved = [Unit("c", organism, 7) if unit.key == "c" else unit for unit in units]
        of = partition(moved, {1: "p", 2: "p", 3: "q"}, first)
        assert sets(of) == sets(first)
        return next(atom for atom in of.atoms if "c" in atom.units)

    assert (after(2).organism, after(2).portfolio) == (None, "p")
    assert (after(3).organism, after(3).portfolio) == (None, None)


def test_a_unit_that_is_split_or_closed_shares_the_atom_of_what_continues_it():
    first = partition([Unit("a", 1, 30), Unit("b", 1, 15)], {1: "p"})
    split = [Unit("a", 1, 15), Unit("a2", 1, 15), Unit("b", 1, 15)]
    assert sets(partition(split, {1: "p"}, first, continues={"a2": "a"})) == {
        1: {"a", "a2"},
        2: {"b"},
    }
    closed = partition([Unit("a", 1, 45)], {1: "p"}, first, continues={"b": "a"})
    assert (sets(closed), closed.heirs) == ({1: {"a", "b"}}, {2: 1})


def test_where_people_went_tells_what_continues_what():
    first = partition([Unit("a", 1, 30), Unit("b", 1, 15)], {1: "p"})
    published = {1: people(1, 30), 2: people(31, 45)}
    assert successions(
        {"a": people(1, 15), "a2": people(16, 30), "b": people(31, 45), "n": people(60, 80)},
        published,
        first,
    ) == {"a2": "a"}
    assert successions({"a": people(1, 40)}, published, first) == {"b": "a"}


def test_until_people_are_known_the_headcount_makes_atoms():
    assert people_that_protect(40, 1, shown=False) == 40
    assert people_that_protect(40, 8, shown=True) == 8
    assert people_that_protect(0, 8, shown=False) == 8


@pytest.mark.parametrize(
    "units", [[Unit("a", 1, 4), Unit("a", 2, 4)], [Unit("a", 1, -1)]], ids=["twice", "negative"]
)
def test_units_that_cannot_be_are_refused_in_a_sentence(units):
    with pytest.raises(ValueError, match="The unit a"):
        partition(units, {1: "p"})


GOVERNMENT = st.dictionaries(
    st.integers(0, 11), st.tuples(st.integers(0, 4), st.integers(0, 25)), max_size=10
)


@settings(max_examples=25, deadline=None)
@given(st.lists(GOVERNMENT, min_size=1, max_size=5))
def test_whatever_happens_atoms_only_merge_and_are_large_enough(months):
    portfolio_of = {0: "p", 1: "p", 2: "q", 3: "q"}
    last = Partition()
    for month in months:
        units = [Unit(key, organism, count) for key, (organism, count) in month.items()]
        new = partition(units, portfolio_of, last)
        people_of = {unit.key: unit.people for unit in units}
        for atom in new.atoms:
            assert sum(people_of.get(unit, 0) for unit in atom.units) == atom.people >= 10
        placed = [unit for atom in (*new.atoms, *new.waiting) for unit in atom.units]
        assert len(placed) == len(set(placed))
        assert not set(new.hidden) & set(placed)
        assert {*placed, *new.hidden} >= people_of.keys()
        for unit, key in last.atom_of.items():
            while key in new.heirs:
                key = new.heirs[key]
            assert new.atom_of[unit] == key
        assert atoms.from_data(json.loads(json.dumps(atoms.as_data(new)))) == new
        last = new


def test_a_roster_waits_until_ten_are_known_and_then_for_five_changes():
    none = advance(RosterState(), people(1, 9), {CELL: people(1, 9)})
    assert none.waits
    assert not none.figures
    first = advance(none, people(1, 12), {CELL: people(1, 4)})
    assert first.figures[CELL] == Figure(12, 3, 9)
    # Two left and two came: the figure is still about those of before, whatever they do elsewhere.
    later = advance(first, people(3, 14), {CELL: people(1, 2) | people(13, 14)})
    assert later.roster == people(1, 12)
    assert later.figures[CELL] == Figure(12, 0, 2)
    changed = advance(later, people(4, 15), {CELL: people(4, 15)})
    assert changed.roster == people(4, 15)
    assert changed.figures[CELL] == Figure(12, 10, 12)


def test_a_roster_never_becomes_too_small():
    first = advance(RosterState(), people(1, 12), {CELL: ()})
    assert advance(first, people(1, 6), {CELL: ()}).roster == people(1, 12)
    assert advance(first, (), {CELL: ()}).waits


def test_bands_do_not_end_where_what_remains_of_the_former_roster_does():
    first = advance(RosterState(), people(1, 20), {CELL: people(1, 8)})
    assert first.figures[CELL] == Figure(20, 8, 12)
    # One leaves and four come. At least 7 of those who stay have passed: were {3..7} published,
    # none of the four would have.
    same = advance(first, people(2, 24), {CELL: people(2, 8)})
    assert same.blurs[CELL] == (7, 7)
    assert same.figures[CELL] == Figure(23, 3, 12)
    # "Reached" follows from "passed".
    assert advance(first, people(2, 24), {REACHED: people(2, 8)}).figures[REACHED].high > 7


def test_who_comes_from_another_roster_is_left_room_for():
    states = {
        1: advance(RosterState(), people(1, 12), {CELL: people(1, 12)}),
        2: advance(RosterState(), people(21, 32), {CELL: ()}),
    }
    passed = {CELL: people(1, 10)}
    staying, moving = people(1, 8), people(9, 12)
    states = release(
        states, {1: staying | people(41, 44), 2: people(21, 32) | moving | people(51, 53)}, passed
    )
    # Still on the roster of the first: not yet on the second's.
    assert not states[2].roster & moving
    states = release(
        states, {1: staying | people(41, 44), 2: people(21, 32) | moving | people(51, 53)}, passed
    )
    assert states[2].roster >= moving
    assert states[2].blurs[CELL] == (0, 4)
    assert states[2].figures[CELL].high > 4


def test_a_person_is_on_one_roster_at_a_time():
    both = people(1, 5)
    states = release({}, {1: both | people(6, 15), 2: both | people(16, 30)}, {CELL: both})
    assert states[1].roster >= both
    assert states[2].roster == people(16, 30)


def test_merged_atoms_remember_what_each_of_them_published():
    states = release({}, {1: people(1, 15), 2: people(21, 35)}, {CELL: people(1, 8)})
    assert [states[key].figures[CELL].low for key in (1, 2)] == [8, 0]
    states = release(states, {1: people(1, 35)}, {CELL: people(1, 8)}, {2: 1})
    assert states.keys() == {1}
    assert states[1].roster == people(1, 35)
    assert states[1].blurs[CELL] == (8, 8)


def test_a_closed_atom_lets_its_people_go_but_is_remembered():
    states = release({}, {1: people(1, 15), 2: people(21, 35)}, {CELL: people(1, 8)})
    states = release(states, {2: people(21, 35)}, {CELL: people(1, 8)})
    assert states[1].waits
    states = release(states, {2: people(1, 35)}, {CELL: people(1, 8)})
    assert states[2].roster == people(1, 35)
    assert states[2].arrived[CELL] == people(1, 15)


def test_what_must_be_remembered_can_be_stored():
    person = {number: UUID(int=number) for number in range(1, 60)}

    def some(first, last):
        return frozenset(person[number] for number in range(first, last + 1))

    cell = (UUID(int=999), "started")
    states = release({}, {1: some(1, 15), 2: some(21, 35)}, {cell: some(1, 12)})
    states = release(states, {1: some(6, 20), 2: some(21, 35)}, {cell: some(1, 12)})
    states = release(states, {1: some(6, 35)}, {cell: some(1, 12)}, {2: 1})
    states = release(states, {1: some(12, 41)}, {cell: some(1, 12)})
    assert states[1].parts
    assert states[1].left
    data = json.loads(json.dumps(rosters.as_data(states[1])))
    assert rosters.from_data(data, person=UUID, path=UUID) == states[1]


def test_means_are_of_twenty_scores_that_were_in_none_before():
    roster = people(1, 60)
    scores = dict.fromkeys(range(1, 31), 70.0)
    assert next_mean(MeanState(), scores, roster, Figure(60, 18, 22)) == MeanState()
    first = next_mean(MeanState(), scores, roster, Figure(60, 28, 32))
    assert (first.points, first.counted) == (70, people(1, 30))
    # Two more people: the mean of nearly the same ones isn't published again.
    more = scores | {31: 0.0, 32: 0.0}
    assert next_mean(first, more, roster, Figure(60, 28, 32)) == first
    many = scores | dict.fromkeys(range(31, 57), 42.0)
    assert next_mean(first, many, roster, Figure(60, 53, 57)).points == 40


@pytest.mark.parametrize(
    ("mean", "points"), [(0, 5), (7.4, 5), (7.5, 10), (72.4, 70), (92.4, 90), (100, 95)]
)
def test_means_say_neither_nothing_nor_everything(mean, points):
    assert means.rounded(mean) == points


def test_a_score_out_of_range_is_refused_in_a_sentence():
    scores = dict.fromkeys(range(1, 31), 700.0)
    with pytest.raises(ValueError, match="points from 0 to 100"):
        next_mean(MeanState(), scores, people(1, 60), Figure(60, 28, 32))
