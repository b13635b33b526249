"""Since when somebody is asked, held against an oracle that goes day by day."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from courses.audience import (
    Period,
    Person,
    Placement,
    Post,
    Rule,
    Version,
    begun,
    with_version,
)

DAY = timedelta(days=1)
START = date(2026, 1, 1)
HORIZON = 24
UNITS = (1, 2, 3, 4)


def day(number):
    return START + number * DAY


def period(first, last):
    """The days from `first` on, up to the day before `last`; None for no end."""
    return Period(day(first), None if last is None else day(last))


@st.composite
def cut(draw, values):
    """Values in a row, each from where the one before ends; now and then a gap."""
    edges = sorted(draw(st.sets(st.integers(0, HORIZON), min_size=2, max_size=5)))
    ends = [*edges[1:], None]
    rows = [(draw(values), period(a, b)) for a, b in zip(edges, ends, strict=True)]
    return [row for row in rows if draw(st.integers(0, 4))]


@st.composite
def trees(draw):
    """Placements in which a unit hangs from one with a smaller number, so that no day has a
    cycle."""
    return {
        unit: [
            Placement(unit, parent, during)
            for parent, during in draw(
                cut(st.sampled_from([None, *(one for one in UNITS if one < unit)]))
            )
        ]
        for unit in UNITS
    }


rules = st.builds(
    Rule,
    units=st.frozensets(st.sampled_from(UNITS), max_size=2),
    roles=st.frozensets(st.sampled_from(["designer", "manager"]), max_size=2),
    arrived_since=st.none() | st.integers(0, HORIZON).map(day),
    arrived_within=st.none() | st.integers(0, HORIZON),
)
people = st.builds(
    Person,
    posts=cut(st.sampled_from(UNITS)).map(
        lambda rows: [Post(unit, during) for unit, during in rows]
    ),
    roles=st.dictionaries(
        st.sampled_from(["designer", "manager"]),
        cut(st.none()).map(lambda rows: [during for _none, during in rows]),
    ),
)


def unit_on(person, on):
    return next((post.unit for post in person.posts if post.period.holds(on)), None)


def since_when(holds, on):
    """Walk back from a day on which it holds."""
    while holds(on - DAY):
        on -= DAY
    return on


def above(tree, unit, on):
    while unit is not None:
        yield unit
        unit = next((one.parent for one in tree.get(unit, ()) if one.period.holds(on)), None)


def matches(rule, person, tree, on):
    unit = unit_on(person, on)
    if unit is None:
        return False
    if rule.units and not rule.units & set(above(tree, unit, on)):
        return False
    if rule.roles and not any(
        held.holds(on) for role in rule.roles for held in person.roles.get(role, ())
    ):
        return False
    arrived = since_when(lambda then: unit_on(person, then) is not None, on)
    if rule.arrived_since and arrived < rule.arrived_since:
        return False
    return rule.arrived_within is None or (on - arrived).days <= rule.arrived_within


@given(
    st.lists(st.tuples(st.integers(1, HORIZON), rules), max_size=3),
    rules,
    people,
    trees(),
    st.integers(0, HORIZON + 4).map(day),
    st.randoms(use_true_random=False),
)
def test_rows_in_any_order_tell_what_going_day_by_day_tells(
    changes, first, person, tree, on, order
):
    versions = [Version(day(0), first)]
    for number, rule in sorted(changes, key=lambda one: one[0]):
        versions = with_version(versions, rule, day(number))

    def is_asked(then):
        rule = next((one.rule for one in reversed(versions) if one.since <= then), None)
        return rule is not None and matches(rule, person, tree, then)

    shuffled = Person(
        order.sample(person.posts, len(person.posts)),
        {role: order.sample(held, len(held)) for role, held in person.roles.items()},
    )
    told = begun(versions, shuffled, tree, asked_on=day(0), on=on)
    if not is_asked(on):
        assert told is None
        return
    assert told.since == since_when(is_asked, on)
    assert told.arrived_on == since_when(lambda then: unit_on(person, then) is not None, on)
    assert told.arrived_on <= told.unit_arrived_on <= on


@given(rules)
def test_a_rule_is_kept_as_it_is(rule):
    assert Rule.from_data(rule.as_data()) == rule
    assert (rule.as_data() == {}) == rule.is_everybody


def post(unit, first, last=None):
    return Post(unit, period(first, last))


TREE = {
    1: [Placement(1, None, period(0, None))],
    2: [Placement(2, 1, period(0, 10)), Placement(2, None, period(10, None))],
}


def asked_since(rule, person, on, **options):
    told = begun([Version(day(0), rule)], person, TREE, asked_on=day(0), on=day(on), **options)
    return told and (told.since - START).days


def test_whoever_moves_within_the_units_is_asked_since_they_came():
    person = Person([post(2, 3, 6), post(1, 6)])
    assert asked_since(Rule(units=frozenset({1})), person, 8) == 3
    assert asked_since(Rule(), person, 8, exact_unit=1) == 6
    assert asked_since(Rule(), person, 5, exact_unit=1) is None


def test_whoever_left_and_came_back_is_asked_since_they_came_back():
    person = Person([post(2, 0, 4), post(2, 6)])
    assert asked_since(Rule(), person, 8) == 6
    assert asked_since(Rule(), person, 5) is None


def test_a_unit_that_moves_takes_its_people_out_of_the_rule():
    person = Person([post(2, 0)])
    assert asked_since(Rule(units=frozenset({1})), person, 9) == 0
    assert asked_since(Rule(units=frozenset({1})), person, 10) is None


def test_whoever_has_arrived_lately_is_asked_for_so_many_days():
    person = Person([post(1, 2)])
    assert asked_since(Rule(arrived_within=5), person, 7) == 2
    assert asked_since(Rule(arrived_within=5), person, 8) is None
    assert asked_since(Rule(arrived_since=day(3)), person, 4) is None


def test_a_changed_rule_asks_those_who_enter_since_the_change():
    versions = with_version([Version(day(0), Rule(units=frozenset({2})))], Rule(), day(5))
    there = begun(versions, Person([post(2, 0)]), TREE, asked_on=day(0), on=day(8))
    entered = begun(versions, Person([post(1, 0)]), TREE, asked_on=day(0), on=day(8))
    assert (there.since, entered.since) == (day(0), day(5))


def test_a_rule_changed_twice_on_a_day_is_the_last_one():
    first = Rule(arrived_within=3)
    versions = with_version([Version(day(0), first)], Rule(), day(5))
    assert with_version(versions, first, day(5)) == [Version(day(0), first)]
