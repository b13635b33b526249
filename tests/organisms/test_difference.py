"""What a list would change, and what it never changes."""

from datetime import date

import pytest

from academy.organisms.lists.difference import Post, State, brake, compare, unit_codes, units_for
from academy.organisms.lists.people import PersonRow

START, DAY = date(2020, 1, 1), date(2026, 3, 10)
UNITS = {"A": 1, "B": 2}


def post(number, **changes):
    fields = {
        "membership_id": number,
        "user_id": number,
        "unit_id": 1,
        "unit_ids": frozenset({changes.get("unit_id", 1)}),
        "starts_on": START,
        "person_number": str(number),
        "email": f"p{number}@b.ca",
        "first_name": "Anne",
        "last_name": "Roy",
    }
    return Post(**(fields | changes))


def row(number, **changes):
    fields = {
        "line": number + 1,
        "person_number": str(number),
        "email": f"p{number}@b.ca",
        "first_name": "Anne",
        "last_name": "Roy",
        "unit_code": "A",
    }
    return PersonRow(**(fields | changes))


def difference(rows, posts=(), **state):
    return compare(rows, State(list(posts), UNITS, **state), effective_on=DAY)


def codes(found):
    return [(problem.code, problem.line) for problem in found.problems]


def test_the_same_list_changes_nothing():
    found = difference([row(1), row(2)], [post(1), post(2)])
    assert (found.total, found.unchanged, found.problems) == (0, 2, [])


def test_joining_moving_changing_leaving():
    found = difference(
        [row(1, unit_code="B"), row(2, last_name="Roy-Côté"), row(4)], [post(1), post(2), post(3)]
    )
    assert [(one.post.user_id, one.unit_id, one.on) for one in found.moving] == [(1, 2, DAY)]
    assert [(one.post.user_id, one.first_name, one.last_name) for one in found.changing] == [
        (2, None, "Roy-Côté")
    ]
    assert [(one.row.person_number, one.user_id) for one in found.joining] == [("4", None)]
    assert [(one.post.user_id, one.on) for one in found.leaving] == [(3, DAY)]


@pytest.mark.parametrize(
    ("leaving", "present", "stops"),
    [(0, 0, False), (1, 20, False), (2, 39, True), (5, 100, False), (6, 100, True), (1, 1, True)],
)
def test_the_brake_is_at_five_percent(leaving, present, stops):
    assert brake(leaving, present) is stops
    if present:
        rows = [row(number) for number in range(leaving, present)]
        found = difference(rows, [post(number) for number in range(present)])
        assert found.needs_confirmation is stops


def test_the_number_tells_who_it_is_before_the_address():
    found = difference([row(1, email="new@b.ca")], [post(1, may_change_email=True)])
    assert (found.changing[0].email, found.leaving, found.joining) == ("new@b.ca", [], [])


def test_an_address_is_never_taken_over():
    opened = difference([row(1, email="new@b.ca")], [post(1)])
    taken = difference(
        [row(1, email="new@b.ca")], [post(1, may_change_email=True)], accounts={"new@b.ca": 99}
    )
    for found in (opened, taken):
        assert found.changing == []
        # One sentence for both: it doesn't tell whether the address is somebody's.
        assert [(notice.code, notice.line) for notice in found.notices] == [("email_kept", 2)]


def test_the_second_address_of_a_member_is_theirs():
    found = difference([row(1, email="second@b.ca")], [post(1)], accounts={"second@b.ca": 1})
    assert (found.unchanged, found.notices) == (1, [])
    renumbered = difference([row(7, email="second@b.ca")], [post(1)], accounts={"second@b.ca": 1})
    assert renumbered.changing[0].person_number == "7"


def test_names_that_others_rely_on_stay():
    found = difference([row(1, last_name="Autre")], [post(1, may_change_names=False)])
    assert (found.changing, [notice.code for notice in found.notices]) == ([], ["name_kept"])


def test_an_address_finds_who_has_a_new_number():
    found = difference([row(7, email="p1@b.ca")], [post(1)])
    assert found.changing[0].person_number == "7"
    first_number = difference([row(7, email="p1@b.ca")], [post(1, person_number="")])
    assert first_number.changing[0].person_number == "7"


def test_a_line_that_mixes_two_people_is_told():
    mixed = difference([row(1, email="p2@b.ca")], [post(1), post(2)])
    assert codes(mixed) == [("email_of_other", 2)]
    swapped = difference([row(1, email="p2@b.ca"), row(2, email="p1@b.ca")], [post(1), post(2)])
    assert codes(swapped) == [("email_of_other", 2), ("email_of_other", 3)]
    twice = difference([row(1, email="new@b.ca"), row(9, email="p1@b.ca")], [post(1)])
    assert codes(twice) == [("email_of_other", 10)]


def test_an_account_of_elsewhere_joins_as_anyone_does():
    found = difference([row(5)], accounts={"p5@b.ca": 42})
    assert (found.joining[0].user_id, found.notices) == (42, [])
    twice = difference([row(5), row(6)], accounts={"p5@b.ca": 42, "p6@b.ca": 42})
    assert codes(twice) == [("repeated_person", 7)]


def test_an_unknown_unit_is_told_and_nobody_leaves_for_it():
    found = difference([row(1, unit_code="Z")], [post(1)])
    assert codes(found) == [("unknown_unit", 2)]
    assert found.leaving == []


@pytest.mark.parametrize(
    ("starts_on", "first_day"),
    [
        (None, DAY),
        (date(2024, 5, 1), date(2024, 5, 1)),
        (date(1998, 5, 1), date(2021, 1, 1)),
    ],
)
def test_nobody_joins_a_unit_before_it_is_there(starts_on, first_day):
    since = {1: date(2021, 1, 1)}
    found = difference([row(1, starts_on=starts_on)], unit_since=since)
    assert found.joining[0].starts_on == first_day


def test_nobody_comes_back_before_having_left():
    found = difference(
        [row(1, starts_on=date(2024, 1, 1))],
        accounts={"p1@b.ca": 1},
        left_on={1: date(2025, 6, 1)},
    )
    assert found.joining[0].starts_on == date(2025, 6, 1)


@pytest.mark.parametrize(
    ("starts_on", "on"),
    [
        (None, DAY),
        (date(2026, 3, 1), date(2026, 3, 1)),
        # The day of hiring, which many systems give: it's not the day of the move.
        (date(2010, 1, 1), DAY),
        (START, DAY),
    ],
)
def test_a_move_is_dated_by_the_list_or_by_its_line(starts_on, on):
    found = difference([row(1, unit_code="B", starts_on=starts_on)], [post(1)])
    assert found.moving[0].on == on


def test_a_planned_move_and_a_planned_end_are_known():
    moving = difference([row(1, unit_code="B")], [post(1, unit_ids=frozenset({1, 2}))])
    assert moving.unchanged == 1
    leaving = difference([], [post(1, ends_on=date(2026, 3, 10))])
    assert leaving.leaving == []
    sooner = difference([], [post(1, ends_on=date(2026, 9, 1))])
    assert [one.on for one in sooner.leaving] == [DAY]


def test_who_joined_today_stays_a_day():
    found = difference([], [post(1, starts_on=DAY)])
    assert found.leaving[0].on == date(2026, 3, 11)


def test_the_order_of_the_lines_changes_nothing():
    rows = [row(number, unit_code="B" if number % 2 else "A") for number in range(6)]
    posts = [post(number) for number in range(3, 9)]
    assert difference(rows, posts).fingerprint() == difference(rows[::-1], posts).fingerprint()


def test_codes_are_read_without_the_prefix_of_the_organism_and_in_any_case():
    codes = unit_codes({"MCN-DG": 1, "MCN-RH": 2, "RH": 3, "Sg": 4, "sG": 5}, "MCN")
    found = units_for({"DG", "mcn-dg", "RH", "MCN-RH", "SG", "Sg", "?"}, codes)
    assert found == {"DG": 1, "mcn-dg": 1, "RH": 3, "MCN-RH": 2, "Sg": 4}
