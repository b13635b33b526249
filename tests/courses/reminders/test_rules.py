"""What a mail says on a day: one line a path, the most pressing first, nothing without news."""

from datetime import date, timedelta
from uuid import UUID

from courses.duties import Duty
from courses.reminders.rules import Known, Rule, Way, lines_on

DAY = date(2026, 10, 6)
ONE, TWO = UUID(int=1), UUID(int=2)


def days(number):
    return DAY + timedelta(days=number)


def duty(due, asked=-40, key=ONE):
    return Duty(key, 7, days(asked), days(due))


def way(key=ONE, seen=None, passed=None, ends=None, completed=False):
    return Way(
        path_key=key,
        last_seen_on=None if seen is None else days(seen),
        is_completed=completed or passed is not None,
        passed_on=None if passed is None else days(passed),
        ends_on=None if ends is None else days(ends),
    )


def rules(*ways, duties=()):
    return [line.rule for line in lines_on(Known(tuple(duties), tuple(ways)), DAY)]


def test_nobody_is_written_to_without_news():
    assert rules() == []
    assert rules(duties=[duty(30)]) == []
    assert rules(way(seen=-2), way(TWO, seen=-400)) == []
    assert rules(way(passed=-100, ends=300)) == []


def test_a_duty_is_newly_asked_then_due_soon_then_overdue():
    assert rules(duties=[duty(15, asked=-6)]) == [Rule.NEWLY_ASKED]
    assert rules(duties=[duty(15, asked=-7)]) == []
    assert rules(duties=[duty(14, asked=-1)]) == [Rule.DUE_SOON]
    assert rules(duties=[duty(0)]) == [Rule.DUE_SOON], "its last day is in time"
    assert rules(duties=[duty(-1)]) == [Rule.OVERDUE]


def test_what_is_new_is_told_in_one_of_two_mails_a_week_apart():
    told = [
        [line.rule for line in lines_on(Known((duty(60, asked=-3),)), days(number))]
        for number in (0, 7)
    ]
    assert told == [[Rule.NEWLY_ASKED], []]


def test_a_pass_ends_soon_then_has_ended_then_is_silent():
    assert rules(way(passed=-700, ends=61)) == []
    assert rules(way(passed=-700, ends=60)) == [Rule.ENDS_SOON]
    assert rules(way(passed=-700, ends=0)) == [Rule.ENDED]
    assert rules(way(passed=-700, ends=-27)) == [Rule.ENDED]
    assert rules(way(passed=-700, ends=-28)) == []


def test_a_new_pass_is_congratulated_once():
    assert rules(way(passed=0)) == rules(way(passed=-6)) == [Rule.PASSED]
    assert rules(way(passed=-7)) == []


def test_who_left_is_reminded_for_four_weeks_and_then_left_alone():
    assert rules(way(seen=-6)) == []
    assert rules(way(seen=-7)) == rules(way(seen=-34)) == [Rule.LEFT_OFF]
    assert rules(way(seen=-35)) == []
    assert rules(way(seen=-10, completed=True)) == []


def test_two_paths_that_were_left_are_enough_and_the_last_visited_come_first():
    ways = [way(UUID(int=number), seen=-10 - number) for number in (3, 1, 2)]
    told = lines_on(Known((), tuple(ways)), DAY)
    assert [line.path_key.int for line in told] == [1, 2]


def test_a_path_stands_in_one_line_that_leads_to_where_one_was():
    (line,) = lines_on(Known((duty(3),), (way(seen=-10),)), DAY)
    assert (line.rule, line.is_begun) == (Rule.DUE_SOON, True)
    assert rules(way(seen=-10), duties=[duty(30)]) == [], "it is asked, and not for soon"


def test_the_most_pressing_comes_first():
    known = Known(
        (duty(10, key=UUID(int=5)), duty(-2, key=UUID(int=6)), duty(-9, key=UUID(int=7))),
        (way(ONE, seen=-10), way(TWO, passed=-1)),
    )
    told = [(line.rule, line.path_key.int) for line in lines_on(known, DAY)]
    assert told == [
        (Rule.OVERDUE, 7),
        (Rule.OVERDUE, 6),
        (Rule.DUE_SOON, 5),
        (Rule.LEFT_OFF, 1),
        (Rule.PASSED, 2),
    ]
