"""Who of an audience came how far (the golden statements have the whole way)."""

from datetime import date, timedelta

import pytest

from barometer.measures import coverage
from barometer.measures.coverage import MasteryScore, Standing

ON = date(2026, 3, 1)


def days_ago(days: int) -> date:
    return ON - timedelta(days=days)


def counted(measured):
    return round(measured.value * measured.denominator), measured.denominator


def test_reach_is_of_whom_it_is_asked_or_who_came_by_themselves():
    standings = {"a": Standing(reached_on=days_ago(3)), "b": Standing(started_on=days_ago(2))}
    people = ["a", "b", "c", "d", "e"]
    assigned = {"c": ON, "d": ON + timedelta(days=1), "a": days_ago(9)}
    assert counted(coverage.reached(standings, people, ON, assigned)) == (3, 5)
    assert counted(coverage.reached(standings, people, days_ago(3))) == (1, 5)


def test_two_posts_count_once():
    standings = {"a": Standing(passed_on=ON)}
    assert counted(coverage.passed(standings, ["a", "b", "a"], ON)) == (1, 2)


def test_active_is_started_not_completed_and_thirty_days():
    standings = {
        "on the last day": Standing(started_on=days_ago(90), active_on=days_ago(29)),
        "too long ago": Standing(started_on=days_ago(90), active_on=days_ago(30)),
        "today": Standing(started_on=ON, active_on=ON),
        "finished": Standing(started_on=days_ago(9), completed_on=ON, active_on=ON),
        "only opened": Standing(reached_on=days_ago(9), active_on=ON),
    }
    assert counted(coverage.active(standings, standings.keys(), ON)) == (2, 5)


def test_what_was_before_the_last_act_is_not_known_any_more():
    standings = {"a": Standing(started_on=days_ago(9), active_on=ON)}
    with pytest.raises(ValueError, match="Ask for a day from then on"):
        coverage.active(standings, ["a"], days_ago(1))
    # Of somebody else, it is.
    assert counted(coverage.active(standings, ["b"], days_ago(1))) == (0, 1)
    scored = {"a": Standing(best_score=0.9, best_scored_on=ON)}
    with pytest.raises(ValueError, match="Ask for a day from then on"):
        coverage.mastery(scored, ["a"], [MasteryScore(days_ago(99), 0.8)], days_ago(1))


def test_a_score_is_held_against_the_mastery_score_of_its_day():
    versions = [MasteryScore(days_ago(10), 0.9), MasteryScore(days_ago(99), 0.6)]
    standings = {
        name: Standing(first_score=score, first_scored_on=day, best_score=score, best_scored_on=day)
        for name, score, day in (
            ("before", 0.6, days_ago(11)),
            ("since", 0.8, days_ago(10)),
            # Thirds and fifths: 0.9 but for rounding.
            ("rounded", 0.3 * 3 - 1e-12, days_ago(9)),
        )
    }
    found = coverage.mastery(standings, [*standings, "without score"], versions, ON)
    assert counted(found.best) == counted(found.at_first) == (2, 4)
    assert found.first_score.denominator == 3
    # Student: mean 0.766…, deviation 0.1527…, t = 4.3027 with two degrees of freedom.
    assert found.first_score.value == pytest.approx(2.3 / 3)
    assert found.first_score.hi == 1
    assert found.first_score.lo == pytest.approx(2.3 / 3 - 4.30265 * 0.152753 / 3**0.5, abs=1e-5)
    with pytest.raises(ValueError, match="before the first mastery score"):
        coverage.mastery(standings, standings, versions[:1], ON)


def test_few_first_scores_have_no_interval():
    versions = [MasteryScore(days_ago(99), 0.6)]
    one = {"a": Standing(first_score=0.5, first_scored_on=ON)}
    assert coverage.mastery(one, ["a"], versions, ON).first_score.lo is None
    assert coverage.mastery({}, ["a"], versions, ON).first_score.value is None


def test_a_pass_is_in_force_up_to_the_day_before_it_ends():
    standings = {"a": Standing(in_force=((days_ago(10), days_ago(5)), (ON, None)))}
    held = [
        coverage.in_force(standings, ["a"], days_ago(day)).value for day in (11, 10, 6, 5, 1, 0)
    ]
    assert held == [0, 1, 1, 0, 0, 1]


def test_waived_is_apart_and_whoever_passes_later_isnt_waived():
    standings = {
        "a": Standing(waived_on=days_ago(5)),
        "b": Standing(waived_on=days_ago(5), passed_on=days_ago(1)),
    }
    assert counted(coverage.waived(standings, ["a", "b"], days_ago(2))) == (2, 2)
    assert counted(coverage.waived(standings, ["a", "b"], ON)) == (1, 2)
    assert counted(coverage.passed(standings, ["a", "b"], ON)) == (1, 2)


def test_nobody_has_no_share():
    assert coverage.passed({}, [], ON).value is None
