"""What campaigns changed: a planted effect is found, and none where none was planted."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from scipy.stats import binom

from barometer.ledger.making import digest_of, ledger_of, periods_of
from barometer.ledger.roll_outs import Campaign, roll_outs
from barometer.ledger.said import ALONE, APART, EARLY, FEW, MIXED, NONE, SEEN, UNKNOWN, law_of

from .governments import PATH, campaigns, days, histories

END = days()[-1]


def row_of(seed=1, given=None, day=END, **world):
    (row,) = ledger_of(given or campaigns(), histories(seed, **world), day)["rows"]
    return row


def test_a_planted_effect_is_found_with_its_size():
    row = row_of(effect=0.25)
    assert row["verdict"] == SEEN
    one, low, high = row["effect"]
    assert low < 250 < high
    assert one == pytest.approx(250, abs=60)
    assert row["placebo"][0] < 0 < row["placebo"][1] < one
    assert (row["units"], row["began"], row["checked"]) == (16, 16, True)
    assert row["compared"] > 44


def test_where_none_was_planted_none_is_found():
    runs = 24
    seen = [row_of(seed)["verdict"] for seed in range(100, 100 + runs)]
    assert NONE in seen
    # At a true rate of 5 %, more than this comes once in a thousand such tests.
    assert seen.count(SEEN) <= binom.ppf(0.999, runs, 0.05)


def test_organizations_that_went_another_way_before_tell_nothing():
    row = row_of(before=0.1)
    assert row["verdict"] == APART
    assert row["effect"][0] > 100


def test_the_same_releases_and_campaigns_make_the_same_bytes():
    made, again = (ledger_of(campaigns(), histories(3, effect=0.2), END) for _time in range(2))
    assert made == again
    assert digest_of(made, END) == digest_of(again, END)
    assert digest_of(made, END) != digest_of(made, END - timedelta(days=1))
    shuffled = ledger_of(reversed(campaigns()), histories(3, effect=0.2), END)
    assert shuffled == made


def test_too_few_organizations_are_said_to_be_too_few():
    row = row_of(given=campaigns(3))
    assert (row["verdict"], row["began"], row["fr"]) == (FEW, 3, "")


def test_less_than_half_a_year_is_too_early_and_says_until_when():
    late = [replace(one, day=END - timedelta(days=60)) for one in campaigns()]
    row = row_of(given=late)
    assert row["verdict"] == EARLY
    assert date.fromisoformat(row["ready"]) == END - timedelta(days=60) + timedelta(days=210)
    assert "effect" not in row


def test_a_campaign_that_everybody_began_leaves_nobody_to_compare():
    everywhere = [Campaign(PATH, days()[12], frozenset(range(60)), fr="Partout", everywhere=True)]
    assert row_of(given=everywhere)["verdict"] == ALONE


def test_a_campaign_from_before_the_path_was_opened_tells_nothing():
    early = [replace(one, day=days()[1]) for one in campaigns()]
    assert row_of(given=early)["verdict"] == UNKNOWN


def test_organizations_that_have_not_opened_the_path_are_not_compared():
    given = histories(1)
    closed = {
        key: [replace(point, begun=False) for point in points] if key[0] >= 30 else points
        for key, points in given.items()
    }
    (row,) = ledger_of(campaigns(), closed, END)["rows"]
    assert row["compared"] <= 30


def test_the_same_words_are_one_campaign_whatever_their_case():
    made = campaigns(8, words="Ateliers") + campaigns(16, words="ATELIERS")[8:]
    (row,) = ledger_of(made, histories(1), END)["rows"]
    assert row["began"] == 16


def test_words_of_few_organizations_are_counted_together():
    made = [replace(one, fr=f"Atelier {number % 6}") for number, one in enumerate(campaigns())]
    rows = roll_outs(made, [PATH])
    # Sixteen by six: four of the first words only have three.
    assert [bool(one.fr) for one in rows] == [False]
    assert len(rows[0].starts) == 16
    made = [replace(one, fr=f"Atelier {number % 3}") for number, one in enumerate(campaigns())]
    rows = roll_outs(made, [PATH])
    assert [one.fr for one in rows] == ["Atelier 0", "Atelier 1", "Atelier 2"]


def test_an_organization_counts_no_more_once_another_campaign_began():
    second = [replace(one, fr="Affiches", day=one.day + timedelta(days=40)) for one in campaigns()]
    rows = ledger_of([*campaigns(), *second], histories(1, effect=0.3), END)["rows"]
    # Half a year after the first one, the second had begun in each of them.
    said = {row["fr"]: row["verdict"] for row in rows}
    assert said == {"Affiches": UNKNOWN, "Ateliers": MIXED}


def test_one_that_the_whole_government_began_sets_nobody_apart():
    common = Campaign(None, days()[15], frozenset(range(60)), fr="Mois", everywhere=True)
    rows = ledger_of([*campaigns(), common], histories(1, effect=0.25), END)["rows"]
    assert [(row["fr"], row["verdict"]) for row in rows] == [("Ateliers", SEEN), ("Mois", ALONE)]


def test_a_campaign_without_a_path_is_one_of_every_path():
    other = PATH.replace("1", "2")
    given = histories(1)
    both = given | {(organism, other): points for (organism, _path), points in given.items()}
    rows = ledger_of(campaigns(path=None), both, END)["rows"]
    assert [row["path"] for row in rows] == [PATH, other]


def test_weekly_releases_are_read_a_month_apart():
    mondays = [date(2026, 1, 5) + timedelta(weeks=week) for week in range(30)]
    kept = periods_of(mondays)
    assert kept[-1] == mondays[-1]
    assert {(after - before).days for before, after in pairwise(kept)} == {28}
    # And nothing from before a gap.
    assert periods_of([*days(5), date(2024, 9, 1), date(2024, 10, 1)]) == [
        date(2024, 9, 1),
        date(2024, 10, 1),
    ]


def test_the_law_of_the_next_effect_takes_three_past_ones():
    def ledger(*worlds):
        given, made = {}, []
        for number, (words, effect) in enumerate(worlds):
            path = PATH.replace("1", str(number + 1))
            made += campaigns(words=words, path=path)
            for (organism, _path), points in histories(number, effect=effect).items():
                given[organism, path] = points
        return ledger_of(made, given, END)

    two = ledger(("Un", 0.25), ("Deux", 0.0))
    assert two["next"] == {"campaigns": 2}
    assert law_of(two) is None
    three = ledger(("Un", 0.25), ("Deux", 0.0), ("Trois", 0.25))
    law = law_of(three)
    assert three["next"]["campaigns"] == 3
    assert 0.05 < law.mean < 0.3
    assert law.between > 0.03
    assert law_of(None) is None


@pytest.mark.bench
def test_at_most_five_percent_of_campaigns_without_effect_show_one_and_intervals_hold():
    runs = 400
    found = {
        effect: [row_of(seed, effect=effect) for seed in range(1000, 1000 + runs)]
        for effect in (0.0, 0.2)
    }
    seen = sum(row["verdict"] == SEEN for row in found[0.0])
    held = [
        sum(row["effect"][1] <= effect * 1000 <= row["effect"][2] for row in rows)
        for effect, rows in found.items()
    ]
    print(f"\nplacebo: {seen} of {runs} seen; intervals that hold the truth: {held} of {runs}")
    # Two standard errors of a rate of 5 % over that many runs.
    assert seen / runs <= 0.05 + 2 * (0.05 * 0.95 / runs) ** 0.5
    assert min(held) / runs >= 0.95 - 2 * (0.05 * 0.95 / runs) ** 0.5 - 0.02
