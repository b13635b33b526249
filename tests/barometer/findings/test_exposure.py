"""Counting recipients by group, comparing campaigns, seeing the factor."""

from itertools import product
from random import Random

import pytest
from scipy.stats import fisher_exact

from barometer.findings import exposure, factors
from barometer.findings.gophish import CLICKED, OPENED, REPORTED, SENT, SUBMITTED, Recipient
from barometer.findings.weaknesses import Weakness
from barometer.protection.bands import Figure, band, bands

FELL = SENT | OPENED | CLICKED


def people(unit, count, clicked=0, position="", steps=FELL):
    return [
        (unit, Recipient(f"{unit}.{position}.{n}", steps if n < clicked else SENT, position))
        for n in range(count)
    ]


def test_units_of_few_recipients_are_counted_together():
    rows = people(1, 30, 9) + people(2, 6, 6) + people(3, 5, 0)
    groups, hidden = exposure.groups_of(rows, 10)
    assert [(group.units, group.people) for group in groups] == [((1,), 30), ((2, 3), 11)]
    assert hidden == 0
    assert groups[0].clicked == band(9, 30)


def test_fewer_than_ten_recipients_in_all_are_not_told():
    assert exposure.groups_of(people(1, 9, 9), 10) == ([], 9)


def test_a_position_stands_alone_only_where_the_others_are_as_many():
    enough = people(1, 12, position="Agent") + people(1, 10, position="Analyste")
    assert [(one.position, one.people) for one in exposure.groups_of(enough, 10)[0]] == [
        ("Agent", 12),
        ("Analyste", 10),
    ]
    too_few = people(1, 12, position="Agent") + people(1, 3, position="Analyste")
    assert [(one.position, one.people) for one in exposure.groups_of(too_few, 10)[0]] == [("", 15)]


def test_every_recipient_is_in_one_group_of_ten_at_least():
    rng = Random(4)
    for _trial in range(300):
        rows = []
        for unit in range(rng.randint(1, 6)):
            for position in rng.sample(["", "a", "b", "c"], rng.randint(1, 4)):
                count = rng.randint(1, 25)
                rows += people(unit, count, rng.randint(0, count), position)
        groups, hidden = exposure.groups_of(rows, 10)
        assert sum(group.people for group in groups) + hidden == len(rows)
        assert all(group.people >= 10 for group in groups)
        assert hidden < 10
        names = [(group.units, group.position) for group in groups]
        assert len(set(names)) == len(names)


def test_no_band_narrows_another():
    # Whatever the three figures of a group, each number of each band is possible for nobody's
    # status to be certain: somebody who clicked and somebody who didn't remain possible.
    for count in range(10, 40):
        of = bands(count)
        for first, second, third in product(of, repeat=3):
            if not (first[0] >= second[0] >= third[0]):
                continue
            possible = {
                a
                for a in range(first[0], first[1] + 1)
                for b in range(second[0], min(a, second[1]) + 1)
                if third[0] <= min(b, third[1])
            }
            assert possible - {0}
            assert possible - {count}


def test_what_is_kept_is_what_is_published():
    groups, _hidden = exposure.groups_of(people(1, 30, 9) + people(2, 12, 4, "Agent"), 10)
    kept = exposure.as_data(groups)
    assert exposure.from_data(kept) == groups
    assert set(kept[0]) == {"units", "position", "people", "clicked", "taken_in", "submitted"}


@pytest.mark.parametrize("seed", range(40))
def test_the_exact_test_is_that_of_fisher(seed):
    rng = Random(seed)
    people_before, people_after = rng.randint(10, 60), rng.randint(10, 60)
    before, after = rng.randint(0, people_before), rng.randint(0, people_after)
    table = [[after, people_after - after], [before, people_before - before]]
    wanted = fisher_exact(table, alternative="less").pvalue
    assert exposure.fisher(after, people_after, before, people_before) == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("first", "later", "verdict"),
    [
        (band(20, 40), [band(1, 40)], "passed"),
        (band(20, 40), [band(18, 40)], "not_lower"),
        (band(20, 40), [band(30, 40)], "not_lower"),
        (band(4, 12), [band(0, 12)], "too_few"),
        (band(30, 100), [band(5, 50), band(6, 50)], "passed"),
    ],
)
def test_verdicts(first, later, verdict):
    assert exposure.compared(first, later)[0] == verdict


@pytest.mark.parametrize(("people", "rate"), [(20, 0.4), (60, 0.3), (200, 0.2)])
def test_equal_campaigns_seldom_count_as_lower(people, rate):
    # Among those alone that opened a finding: others are never compared.
    rng = Random(11)
    trials = passed = 0
    while trials < 1_000:
        before, after = (sum(rng.random() < rate for _one in range(people)) for _each in range(2))
        if exposure.is_exposed(band(before, people)):
            trials += 1
            figures = [band(after, people)]
            passed += exposure.compared(band(before, people), figures)[0] == "passed"
    assert passed / trials <= exposure.LEVEL


def test_what_is_published_never_shows_a_fall_that_the_numbers_do_not():
    for before, after in product(range(3, 31), range(31)):
        figures = [band(after, 30)]
        if exposure.compared(band(before, 30), figures)[0] == "passed":
            assert exposure.fisher(after, 30, before, 30) < exposure.LEVEL


def test_a_group_is_tested_again_by_the_groups_that_hold_its_units():
    groups, _hidden = exposure.groups_of(
        people(1, 12, 3, "Agent") + people(1, 11, 5, "Analyste") + people(2, 20, 8), 10
    )
    assert len(exposure.later_of(groups, frozenset({1}), "")) == 2
    assert exposure.later_of(groups, frozenset({1}), "Agent") == [band(3, 12)]
    assert len(exposure.later_of(groups, frozenset({1, 2}), "")) == 1
    assert exposure.later_of(groups, frozenset({9}), "") == []


def test_only_what_is_above_the_lowest_band_is_exposed():
    assert not exposure.is_exposed(band(2, 30))
    assert exposure.is_exposed(band(3, 30))


@pytest.mark.parametrize(
    ("submitted", "clicked", "reported", "factor"),
    [(20, 0, 0, "vigilance"), (0, 20, 0, "ignorance"), (0, 0, 20, "inattention")],
)
def test_what_most_of_those_who_clicked_did_says_the_factor(submitted, clicked, reported, factor):
    rows = people(1, submitted, submitted, "a", FELL | SUBMITTED)
    rows += people(1, clicked, clicked, "b") + people(1, reported, reported, "c", FELL | REPORTED)
    rows = [(unit, Recipient(one.email, one.steps)) for unit, one in rows + people(1, 20, 0, "d")]
    (group,), _hidden = exposure.groups_of(rows, 10)
    rule = factors.rule_of_exposure(group.clicked, group.taken_in, group.submitted)
    assert rule.factor == factor
    assert rule.paths


@pytest.mark.parametrize(
    ("rule", "cwes", "tags", "factor"),
    [
        ("py/sql-injection", (89,), (), "ignorance"),
        ("py/hardcoded", (798,), (), "vigilance"),
        ("js/debug", (489,), (), "inattention"),
        ("CVE-2026-1234", (79,), (), "technical"),
        ("R7", (), ("security", "xss"), "ignorance"),
        ("R8", (), (), "technical"),
    ],
)
def test_rules_see_a_factor_in_weaknesses(rule, cwes, tags, factor):
    weakness = Weakness(rule, "", "high", (), 1, cwes, tags)
    assert factors.rule_of_weakness(weakness).factor == factor


def test_no_number_is_in_two_rules():
    seen = [cwe for rule in factors.WEAKNESS_RULES for cwe in rule.cwes]
    assert len(seen) == len(set(seen))


def test_figures_of_a_factor_are_published_ones():
    assert factors.rule_of_exposure(Figure(30, 8, 12), Figure(30, 0, 2), Figure(30, 0, 2)).name == (
        "noticed"
    )


def test_thousands_of_people_are_compared_exactly():
    table = [[800, 2200], [900, 2100]]
    wanted = fisher_exact(table, alternative="less").pvalue
    assert exposure.fisher(800, 3000, 900, 3000) == pytest.approx(wanted)
