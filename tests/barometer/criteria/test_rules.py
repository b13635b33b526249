"""What a level asks for, how levels are compared, whether raters agree: no database."""

import copy
import json
from datetime import date
from pathlib import Path
from random import Random

import pytest
from scipy.stats import kendalltau

import barometer.criteria
from barometer.criteria.agreement import (
    FEWEST_PAIRS,
    agreement_of,
    sampled,
    weighted_kappa,
)
from barometer.criteria.grid import grid_in, problems_of
from barometer.criteria.levels import (
    SIZE_BOUNDS,
    Lack,
    Proof,
    Quartiles,
    gaps_of,
    lacks_of,
    median_level,
    quantile,
    quartiles_of,
    size_class,
    year_before,
)
from barometer.forecasting import conformal

TODAY = date(2026, 11, 24)
NEW = Proof(date(2026, 3, 1), is_whole=True)
OLD = Proof(date(2025, 11, 24), is_whole=True)
SHIPPED = Path(barometer.criteria.__file__).parent / "grids" / "2026-1.json"


def shipped():
    return json.loads(SHIPPED.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("level", "why", "proofs", "expected"),
    [
        (None, "Parce que.", [NEW], [Lack.LEVEL]),
        (0, "", [], []),
        (1, " ", [], [Lack.JUSTIFICATION]),
        (1, "Parfois.", [], []),
        (2, "Écrit.", [], [Lack.EVIDENCE]),
        (2, "Écrit.", [OLD], []),
        # 12 months to the day is no longer less than 12 months.
        (3, "Mesuré.", [OLD], [Lack.RECENT]),
        (3, "Mesuré.", [Proof(date(2025, 11, 25), is_whole=True)], []),
        (4, "Partagé.", [OLD, NEW], []),
        (2, "Écrit.", [Proof(None, is_whole=False)], [Lack.PARTS]),
        (3, "Écrit.", [Proof(date(2026, 11, 25), is_whole=True)], [Lack.FUTURE, Lack.RECENT]),
        (3, "", [], [Lack.JUSTIFICATION, Lack.EVIDENCE]),
    ],
)
def test_what_a_level_needs(level, why, proofs, expected):
    assert lacks_of(level, why, proofs, TODAY) == expected


def test_a_year_before_the_29_of_february_there_is_the_28():
    assert year_before(date(2028, 2, 29)) == date(2027, 2, 28)
    assert year_before(date(2028, 3, 1)) == date(2027, 3, 1)


def test_quantiles_are_levels_that_somebody_has():
    levels = [0, 1, 1, 2, 3, 3, 4, 4]
    assert median_level(levels) == 2
    assert quantile(levels, 0.25) == 1
    assert quantile(levels, 0.75) == 3
    assert median_level([3]) == 3


def test_peers_are_shown_from_eight_on():
    assert quartiles_of([2] * 7) is None
    assert quartiles_of([0, 1, 1, 2, 2, 3, 4, 4]) == Quartiles(low=1, median=2, high=3, count=8)


def test_size_classes_start_at_their_bounds_and_are_those_of_the_forecasts():
    assert [size_class(people) for people in (0, 99, 100, 499, 500, 9000)] == [0, 0, 1, 1, 2, 2]
    assert [bound for bound, _name in conformal.SIZES[:-1]] == list(SIZE_BOUNDS)


def test_gaps_are_below_three_or_below_the_peers():
    peers = {
        "a": Quartiles(1, 2, 3, 9),
        "b": Quartiles(3, 4, 4, 9),
        "c": Quartiles(1, 2, 3, 9),
        "d": None,
    }
    gaps = gaps_of({"a": 2, "b": 3, "c": 3, "d": 1}, peers)
    assert [(gap.key, gap.level, gap.below) for gap in gaps] == [
        ("d", 1, None),
        ("a", 2, None),
        ("b", 3, 4),
    ]


def test_kappa_of_a_table_counted_by_hand():
    # Levels 0 and 4 alone: the weights are 0 or 16, so that it is Cohen's simple kappa (1960) of
    # his classic form: 20 + 15 agreements of 50, 25 and 20 in the margins: (0.7 - 0.5) / 0.5.
    pairs = [(0, 0)] * 20 + [(0, 4)] * 5 + [(4, 0)] * 10 + [(4, 4)] * 15
    assert weighted_kappa(pairs) == pytest.approx(0.4)


def test_two_levels_apart_weigh_four_times_as_much_as_one():
    agreed = [(level, level) for level in range(5)] * 8
    one = 1 - weighted_kappa([*agreed, (1, 2), (2, 1)])
    two = 1 - weighted_kappa([*agreed, (1, 3), (3, 1)])
    assert 3.5 < two / one < 4.5


def test_kappa_has_its_ends():
    levels = [0, 1, 2, 3, 4] * 6
    assert weighted_kappa([(level, level) for level in levels]) == 1
    assert weighted_kappa([(2, 2)] * 40) is None
    assert weighted_kappa([]) is None
    crossed = [(first, second) for first in range(5) for second in range(5)]
    assert weighted_kappa(crossed) == pytest.approx(0)


def test_too_few_pairs_tell_nothing():
    found = agreement_of([[(1, 1), (2, 3)]] * (FEWEST_PAIRS // 2 - 1))
    assert (found.pairs, found.kappa, found.low) == (FEWEST_PAIRS - 2, None, None)
    assert not found.is_enough


def test_the_interval_holds_the_value_and_narrows_with_more_assessments():
    rng = Random(5)

    def rated(count):
        pairs = []
        for _one in range(count):
            firsts = [rng.randrange(5) for _pair in range(2)]
            pairs.append([(one, min(4, max(0, one + rng.choice([-1, 0, 0, 1])))) for one in firsts])
        return agreement_of(pairs)

    few, many = rated(20), rated(400)
    for found in (few, many):
        assert found.low < found.kappa < found.high
        assert found.is_enough
    assert many.high - many.low < (few.high - few.low) / 2
    assert agreement_of([[(0, 1), (1, 0)]] * 20).is_enough is False


def test_the_interval_is_that_of_assessments_drawn_again():
    # Twenty copies of one assessment are one opinion, not forty: nothing varies between draws.
    alike = agreement_of([[(0, 1), (3, 3)]] * 20)
    assert alike.low == alike.kappa == alike.high


def test_a_tenth_is_drawn_the_same_each_time_and_evenly():
    keys = [f"c{number}" for number in range(18)]
    drawn = {name: sampled(keys, str(name), "2026-1") for name in range(900)}
    assert {len(one) for one in drawn.values()} == {2}
    assert drawn[5] == sampled(keys, "5", "2026-1")
    assert drawn != {name: sampled(keys, str(name), "2027-1") for name in range(900)}
    counts = [sum(key in one for one in drawn.values()) for key in keys]
    assert 60 < min(counts) <= max(counts) < 145
    assert abs(kendalltau(range(18), counts).statistic) < 0.5


def test_the_shipped_grid_is_sound_and_says_what_is_official():
    body = shipped()
    assert problems_of(body) == []
    for language in ("fr", "en"):
        grid = grid_in(body, language)
        assert len(grid.criteria) == 18
        assert len({one.title for one in grid.criteria}) == 18
        assert [one.key for one in grid.criteria if one.official] == [
            "inclusion",
            "reuse-sharing",
            "system-performance",
            "team-involvement",
        ]
        assert [one.level for one in grid.levels] == [0, 1, 2, 3, 4]
        assert all(one.sources and one.themes for one in grid.criteria)
        assert [one.key for one in grid.criteria if one.fed_by_barometer] == ["digital-culture"]


def _without(*names):
    def change(body):
        for name in names:
            del body[name]

    return change


def _set(path, value):
    def change(body):
        *way, last = path
        for step in way:
            body = body[step]
        body[last] = value

    return change


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (_set(["format"], "academie-grid/2"), "The format of the file must be"),
        (_without("version"), "The version must be made of"),
        (_set(["version"], "2026 1"), "The version must be made of"),
        (_set(["extra"], 1), "The grid has “extra”, which the format does not know."),
        (_set(["title", "en"], " "), "The grid has an empty title (en)."),
        (_set(["notice"], "Un texte."), "The grid must have its notice in French (fr) and in"),
        (_set(["official_list", "url", "fr"], "http://a.b"), "The official list must have an"),
        (_set(["levels", 2, "level"], 3), "There must be 5 levels, numbered from 0 to 4"),
        (_set(["levels"], None), "There must be 5 levels"),
        (_set(["levels", 1, "anchor", "fr"], "x" * 301), "Level 1 has a anchor (fr) of more"),
        (_set(["criteria"], []), "There must be from 3 to 40 criteria."),
        (_set(["criteria", 0, "key"], "User needs"), "Criterion 1 must have a key of small"),
        (_set(["criteria", 1, "key"], "user-needs"), "which another criterion has already."),
        (_set(["criteria", 0, "official"], "yes"), "Criterion “user-needs” must say true or"),
        (_set(["criteria", 0, "sources"], []), "must name at least one source."),
        (_set(["criteria", 0, "sources", 0, "url", "en"], "javascript:1"), "Source 1 of criterion"),
        (_set(["criteria", 0, "paths"], ["x"]), "must list its paths by their keys"),
        (_set(["criteria", 0, "themes"], "inclusion"), "must list its themes by their"),
        (_set(["criteria", 3], "simplicity"), "Criterion 4 must be an object."),
        (_set(["criteria", 0, "fed_by_barometer"], 1), "or leave it out."),
    ],
)
def test_a_grid_with_a_fault_is_refused_in_a_sentence(change, sentence):
    body = copy.deepcopy(shipped())
    change(body)
    problems = problems_of(body)
    assert any(sentence in one for one in problems), problems
    assert all(one[0].isupper() and one.endswith(".") for one in problems)


@pytest.mark.parametrize("body", [None, [], "grid", 3, {}, {"format": "academie-grid/1"}])
def test_anything_may_be_handed_over_as_a_grid(body):
    assert problems_of(body)
