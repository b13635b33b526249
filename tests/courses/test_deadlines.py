"""Until when somebody has time, by day arithmetic alone."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.deadlines import LEAST_NOTICE, Begun, Terms, deadline

ASKED = date(2026, 9, 1)
DAY = timedelta(days=1)


def begun(*, since=0, arrived=0, unit=0):
    """Somebody who is asked `since` days after the ask, who arrived that many days after it."""
    return Begun(ASKED, ASKED + since * DAY, ASKED + arrived * DAY, ASKED + unit * DAY)


days = st.integers(0, 730)


@st.composite
def begun_people(draw):
    since = draw(days)
    arrived = draw(st.integers(-4000, since))
    return begun(since=since, arrived=arrived, unit=draw(st.integers(arrived, since)))


terms = st.builds(
    Terms,
    counted=st.sampled_from(["fixed", "asking", "arrival", "unit_arrival"]),
    on=days.map(lambda number: ASKED + number * DAY),
    days=days,
    grace=st.integers(0, 180),
)


@given(terms, begun_people())
def test_nothing_is_due_before_it_is_asked_nor_before_the_arrival(terms, person):
    told = deadline(terms, person)
    assert told.due_on >= max(person.asked_on, person.since)
    assert told.due_on >= max(person.arrived_on, person.unit_arrived_on)
    assert told.grace_until - told.due_on == terms.grace * DAY


@given(terms, begun_people())
def test_whoever_is_asked_late_has_the_notice_that_others_had(terms, person):
    given_days = (terms.on - ASKED).days if terms.counted == "fixed" else terms.days
    told = deadline(terms, person)
    assert (told.due_on - person.since).days >= min(LEAST_NOTICE, given_days)


@given(terms, begun_people(), days)
def test_coming_later_never_makes_it_due_sooner(terms, person, later):
    moved = replace(
        person,
        since=person.since + later * DAY,
        arrived_on=person.arrived_on + later * DAY,
        unit_arrived_on=person.unit_arrived_on + later * DAY,
    )
    assert deadline(terms, moved).due_on >= deadline(terms, person).due_on


@given(terms, begun_people(), st.integers(-30, 2000))
def test_a_day_is_ahead_in_grace_or_late_and_never_goes_back(terms, person, after):
    told = deadline(terms, person)
    order = ["ahead", "in_grace", "late"]
    today = person.since + after * DAY
    assert order.index(told.standing(today)) <= order.index(told.standing(today + DAY))
    assert (told.standing(today) == "ahead") == (today <= told.due_on)
    assert (told.standing(today) == "late") == (today > told.due_on + terms.grace * DAY)


@pytest.mark.parametrize(
    ("terms", "person", "due", "counted"),
    [
        (Terms(on=date(2026, 9, 30)), begun(), date(2026, 9, 30), "fixed"),
        # Nine days before the end, and then long after it: two weeks.
        (Terms(on=date(2026, 9, 30)), begun(since=20, arrived=20), date(2026, 10, 5), "notice"),
        (Terms(on=date(2026, 9, 30)), begun(since=90, arrived=90), date(2026, 12, 14), "notice"),
        # Asked with five days' notice: whoever comes later has five days too.
        (Terms(on=date(2026, 9, 6)), begun(since=90, arrived=90), date(2026, 12, 5), "notice"),
        (Terms("asking", days=30), begun(since=10), date(2026, 10, 11), "asking"),
        (Terms("arrival", days=30), begun(since=10, arrived=10), date(2026, 10, 11), "arrival"),
        (Terms("arrival", days=30), begun(arrived=-10), date(2026, 9, 21), "arrival"),
        # There for years: what was due long ago is due two weeks after the ask.
        (Terms("arrival", days=30), begun(arrived=-900), date(2026, 9, 15), "notice"),
        (
            Terms("unit_arrival", days=30),
            begun(since=10, arrived=-900, unit=10),
            date(2026, 10, 11),
            "unit_arrival",
        ),
    ],
)
def test_worked_by_hand(terms, person, due, counted):
    told = deadline(terms, person)
    assert (told.due_on, told.counted) == (due, counted)


def test_terms_that_say_nothing_are_refused():
    with pytest.raises(ValueError, match="needs its day"):
        deadline(Terms(), begun())
    with pytest.raises(ValueError, match="before the ask"):
        deadline(Terms("asking", days=3), begun(since=-1))
