"""One more campaign: what it adds to a frozen forecast, from the law of past effects."""

from datetime import date

import numpy as np
import pytest

from barometer.forecasting.campaigns import NextEffect, with_campaign
from barometer.outlook.frozen import AHEADS, BEGINNINGS, PARTS, SHOWN, band_at
from barometer.outlook.what_if import futures_of, one_more

DAY = date(2026, 11, 1)
SAID = {
    "aheads": list(AHEADS),
    "today": 300,
    "quantiles": [[300 + 3 * ahead + 8 * part for part in range(len(PARTS))] for ahead in AHEADS],
    # As published: a little wider than the futures.
    "low": [310 + 3 * ahead for ahead in AHEADS],
    "middle": [348 + 3 * ahead for ahead in AHEADS],
    "high": [390 + 3 * ahead for ahead in AHEADS],
}
# What is published stands for a band: in a month it may be below what it is today.
MAY_FALL = SAID | {
    "today": 468,
    "aheads": list(AHEADS),
    "quantiles": [
        [400 + ahead // 8 + round(12 * part * (1 + ahead / 26)) for part in range(len(PARTS))]
        for ahead in AHEADS
    ],
    "low": [408] * len(AHEADS),
    "middle": [468 + ahead // 4 for ahead in AHEADS],
    "high": [527 + ahead // 2 for ahead in AHEADS],
}


def more(law, begins=BEGINNINGS[0], seed=1):
    return one_more(SAID, law, day=DAY, begins=begins, weeks=24, campaigns=5, seed=seed)


def test_futures_have_the_law_that_was_kept():
    futures = futures_of(SAID)
    assert futures.shape[1] == SHOWN[-1]
    for ahead in SHOWN:
        kept = np.array(SAID["quantiles"][AHEADS.index(ahead)]) / 1000
        assert np.quantile(futures[:, ahead - 1], PARTS) == pytest.approx(kept, abs=2e-3)


def test_an_effect_that_is_sure_adds_its_share_of_those_left():
    law = NextEffect(mean=0.2, spread=0.0, between=0.0, freedom=4)
    one = more(law)
    # Of 24 weeks, 22 have gone by; about 55 % are left half a year after the release.
    futures = futures_of(SAID)[:, SHOWN[-1] - 1]
    assert one.more[1] == pytest.approx(0.2 * 22 / 24 * (1 - np.median(futures)), abs=0.003)
    assert not one.may_add_nothing
    assert one.begins_on == date(2026, 11, 29)
    # Nothing comes before it begins.
    late = more(law, begins=SHOWN[3])
    assert late.middle[:4] == tuple(share / 1000 for share in SAID["middle"][:4])
    assert late.more[1] < one.more[1]


LAWS = [
    NextEffect(mean=0.15, spread=0.08, between=0.07, freedom=3),
    NextEffect(mean=0.05, spread=0.15, between=0.14, freedom=2),
    NextEffect(mean=-0.1, spread=0.02, between=0.01, freedom=5),
]


@pytest.mark.parametrize("said", [SAID, MAY_FALL])
@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("begins", BEGINNINGS)
def test_until_it_begins_the_band_is_the_published_one_and_then_moves_as_is_said(said, law, begins):
    one = one_more(said, law, day=DAY, begins=begins, weeks=24, campaigns=5, seed=3)
    same = SHOWN.index(begins) + 1
    for name in ("low", "middle", "high"):
        drawn, published = getattr(one, name), [share / 1000 for share in said[name]]
        assert list(drawn[:same]) == published[:same]
        # After half a year no end has moved by more, nor by less, than the sentence says.
        least, _middle, most = one.more
        assert least - 1e-9 <= drawn[-1] - published[len(SHOWN) - 1] <= most + 1e-9
    assert one.band == (one.low[-1], one.high[-1])


def test_campaigns_that_differ_may_add_nothing():
    one = more(NextEffect(mean=0.05, spread=0.15, between=0.14, freedom=3))
    assert one.more[0] < 0 < one.more[2]
    assert one.may_add_nothing
    assert all(
        low <= middle <= high
        for low, middle, high in zip(one.low, one.middle, one.high, strict=True)
    )


def test_the_same_seed_gives_the_same():
    law = NextEffect(mean=0.1, spread=0.1, between=0.1, freedom=3)
    assert more(law) == more(law)
    assert more(law) != more(law, seed=2)


def test_a_campaign_that_begins_later_changes_nothing_before():
    futures = np.full((50, 10), 0.4)
    law = NextEffect(mean=0.5, spread=0.0, between=0.0, freedom=2)
    moved = with_campaign(futures, 0.0, law, weeks=4, seed=1, begins=3)
    assert (moved[:, :3] == 0.4).all()
    assert moved[0, 3:7] == pytest.approx([0.4 + 0.6 * 0.5 * part / 4 for part in (1, 2, 3, 4)])
    assert (moved[:, 7:] == moved[:, [6]]).all()


def test_a_campaign_raises_no_future_that_goes_back_by_itself():
    futures = np.array([[0.5, 0.4, 0.4, 0.45, 0.5]] * 20)
    nothing = NextEffect(mean=0.0, spread=0.0, between=0.0, freedom=2)
    moved = with_campaign(futures, 0.0, nothing, weeks=4, seed=1, begins=2)
    assert moved == pytest.approx(futures)
    harm = NextEffect(mean=-0.2, spread=0.0, between=0.0, freedom=2)
    moved = with_campaign(futures, 0.0, harm, weeks=4, seed=1, begins=2)
    assert (moved[:, :2] == futures[:, :2]).all()
    assert (moved[:, 2:] <= futures[:, 2:]).all()


def test_the_band_on_a_day_lies_between_the_weeks_that_were_kept():
    tenth, last = PARTS.index(0.1), PARTS.index(0.9)
    at_13 = SAID["quantiles"][AHEADS.index(13)]
    assert band_at(SAID, 13) == (at_13[tenth] / 1000, at_13[last] / 1000)
    assert band_at(SAID, 0) == (0.3, 0.3)
    low, high = band_at(SAID, 2)
    assert 0.3 < low < high < band_at(SAID, 4)[1]
    assert band_at(SAID, AHEADS[-1] + 1) is None
    assert band_at(SAID, -1) is None
