"""Who reuses a path in a demonstration of the usual size."""

from home.demonstration.reuse import FOLLOWING, adopter_of

from .conftest import plan_of


def test_those_who_reuse_a_path_are_enough_to_be_counted_and_had_not_begun_it():
    plan = plan_of(8_000, joined=0.6)
    number, people = adopter_of(plan)
    assert len(people) >= FOLLOWING
    assert {int(plan.people.organism[one]) for one in people} == {number}
    assert number not in plan.spreads[0].builders
    assert all(plan.outcomes[0].start[one] >= plan.seasons.days for one in people)
    units = [int(plan.people.unit[one]) for one in people]
    counts = [units.count(unit) for unit in dict.fromkeys(units)]
    assert counts == sorted(counts, reverse=True)


def test_nobody_reuses_a_path_where_too_few_people_are_anywhere():
    assert adopter_of(plan_of(700)) is None
