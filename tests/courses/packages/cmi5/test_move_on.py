"""When AUs, groups and the course are satisfied, in whatever order things happen."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.packages.cmi5.launch import is_over, with_names
from courses.packages.cmi5.move_on import COURSE, MOVE_ON, Done, is_met, newly_satisfied

STATES = [Done(*each) for each in itertools.product((False, True), repeat=2)]


@pytest.mark.parametrize(
    ("move_on", "met"),
    [
        # not yet, passed alone, completed alone, both
        ("Passed", [False, True, False, True]),
        ("Completed", [False, False, True, True]),
        ("CompletedAndPassed", [False, False, False, True]),
        ("CompletedOrPassed", [False, True, True, True]),
        ("NotApplicable", [True, True, True, True]),
    ],
)
def test_each_rule_is_met_by_what_it_names(move_on, met):
    assert [is_met(move_on, done) for done in STATES] == met
    assert is_met(move_on, Done(waived=True))


def au(own, parent, move_on="Completed"):
    return {"id": own, "parent": parent, "launch": "x.html", "move_on": move_on, "mastery": None}


def group(own, parent):
    return {"id": own, "parent": parent, "launch": ""}


@st.composite
def trees(draw):
    """Three levels: groups in groups, with AUs everywhere."""
    items = []

    def fill(parent, depth):
        for number in range(draw(st.integers(1, 3))):
            own = f"{parent}/{number}"
            if depth < 3 and draw(st.booleans()):
                items.append(group(own, parent))
                fill(own, depth + 1)
            else:
                items.append(au(own, parent, draw(st.sampled_from(MOVE_ON))))

    fill(COURSE, 1)
    return items


def inside(items, own):
    """Return the AUs in a group, however deep, the long way round."""
    prefix = f"{own}/"
    return [one for one in items if one["launch"] and one["id"].startswith(prefix)]


@given(trees(), st.data())
def test_groups_are_satisfied_once_from_the_inside_in_any_order(items, data):
    steps = [
        (one["id"], what)
        for one in items
        if one["launch"]
        for what in data.draw(st.sampled_from([("completed", "passed"), ("waived",), ("passed",)]))
    ]
    done, told = {}, []
    for own, what in [(None, None), *data.draw(st.permutations(steps))]:
        if own is not None:
            known = done.get(own, Done())
            done[own] = Done(
                known.completed or what == "completed",
                known.passed or what == "passed",
                known.waived or what == "waived",
            )
        told += newly_satisfied(items, done, set(told))
        met = {
            one["id"]
            for one in items
            if one["launch"] and is_met(one["move_on"], done.get(one["id"], Done()))
        }
        groups = [one["id"] for one in items if not one["launch"]]
        right = {
            own for own in (*groups, COURSE) if all(one["id"] in met for one in inside(items, own))
        }
        assert set(told) == right
    assert len(told) == len(set(told))
    for own in told:
        for other in told:
            if other.startswith(f"{own}/"):
                assert told.index(other) < told.index(own)


def test_nothing_is_left_to_tell_of_what_was_done_and_reached_its_score():
    item = au("a", "") | {"mastery": 0.8}
    assert not is_over(item, Done(completed=True))
    assert is_over(item, Done(completed=True, passed=True))
    assert is_over(au("a", ""), Done(completed=True))
    assert not is_over(au("a", ""), Done(waived=True))
    assert not is_over(au("a", "", "NotApplicable"), Done())
    assert is_over(au("a", "", "NotApplicable"), Done(completed=True))


def test_the_launch_is_added_to_an_address_that_has_a_query_of_its_own():
    assert with_names("a.html", "fetch=x") == "a.html?fetch=x"
    assert with_names("a.html?b=1#c", "fetch=x") == "a.html?b=1&fetch=x#c"
