"""Campaigns of the demonstration: who begins, what they truly change, and that events tell them."""

import numpy as np
import pytest

from home.demonstration.campaigns import (
    KINDS,
    ORGANISMS,
    REMINDERS,
    TAKES,
    WAVES,
    WORKSHOPS,
    move,
    moved_shares,
    plan_campaigns,
)
from home.demonstration.diffusion import expected_share
from home.demonstration.population import NEVER
from home.demonstration.truth import truth_of

from .conftest import plan_of


def kinds_of(spread):
    return {one.kind: one for one in spread.campaigns}


def test_campaigns_begin_in_waves_in_organisms_that_opened_the_path_before(plan):
    first = plan.spreads[0]
    assert set(kinds_of(first)) == set(KINDS)
    for campaign in first.campaigns:
        assert len(campaign.starts) == ORGANISMS
        assert len(set(campaign.starts.values())) == WAVES
        assert all(first.opened[number] < day for number, day in campaign.starts.items())
        assert max(campaign.starts.values()) < plan.seasons.days - 183
        assert not set(campaign.starts) & {*first.builders, plan.government.showcase}
    # Nobody has both.
    assert not set.intersection(*(set(one.starts) for one in first.campaigns))


def test_on_a_young_path_workshops_have_just_begun(plan):
    (late,) = plan_campaigns(
        seed=1,
        place=0,
        launched=500,
        opened=np.full(len(plan.government.organisms), 500),
        left_out=frozenset(),
        participation=1.0,
        government=plan.government,
        seasons=plan.seasons,
    )
    assert late.kind is WORKSHOPS
    assert min(late.starts.values()) > plan.seasons.days - 100
    # Where nobody has opened it for long, none begins.
    assert plan.spreads[-1].campaigns == ()


def test_workshops_move_their_share_of_those_left_and_reminders_nobody(plan):
    people, spread = plan.people, plan.spreads[0]
    passes = np.full(len(people), NEVER)
    moved = move(
        spread.campaigns,
        passes,
        seed=1,
        place=0,
        organism=people.organism,
        starts=people.starts,
        seasons=plan.seasons,
    )
    for campaign in spread.campaigns:
        within = []
        for number, day in campaign.starts.items():
            there = (people.organism == number) & (people.starts <= day)
            own = moved[there]
            assert ((own >= day) | (own == NEVER)).all()
            within += list(own < day + TAKES)
        # Two standard errors and a half, of as many people.
        off = 2.5 * np.sqrt(0.25 / len(within))
        assert np.mean(within) == pytest.approx(campaign.share, abs=off if campaign.share else 0)
    untouched = ~np.isin(people.organism, list(kinds_of(spread)[WORKSHOPS].starts))
    assert (moved[untouched] == NEVER).all()


def test_nobody_is_held_back(plan):
    spread = plan.spreads[0]
    drawn = np.arange(len(plan.people)) % plan.seasons.days
    moved = move(
        spread.campaigns,
        drawn,
        seed=1,
        place=0,
        organism=plan.people.organism,
        starts=plan.people.starts,
        seasons=plan.seasons,
    )
    assert (moved <= drawn).all()
    assert (moved < drawn).any()


def test_the_expected_share_holds_whom_campaigns_moved(plan):
    seasons, spread = plan.seasons, plan.spreads[0]
    number, day = next(iter(kinds_of(spread)[WORKSHOPS].starts.items()))
    numbers = np.array([number])
    assert moved_shares(spread.campaigns, numbers, day, seasons) == [0]
    assert 0 < moved_shares(spread.campaigns, numbers, day + TAKES // 2, seasons)[0] < 0.45
    assert moved_shares(spread.campaigns, numbers, seasons.days, seasons) == pytest.approx([0.45])
    after = float(expected_share(spread, number, day + TAKES, seasons))
    before = float(expected_share(spread, number, day, seasons))
    assert 1 - after <= (1 - before) * 0.55 + 1e-9
    assert spread.alone_until(number, seasons.days) == day
    reminded = next(iter(kinds_of(spread)[REMINDERS].starts))
    assert spread.alone_until(reminded, seasons.days) == seasons.days


def test_participation_decides_whom_they_move():
    spread = plan_of(4_000, participation=0.4).spreads[0]
    assert kinds_of(spread)[WORKSHOPS].share == pytest.approx(0.18)


def test_the_truth_tells_them(plan):
    told = truth_of(plan, [{"fr": "Un"}] * 3)["paths"][0]["campaigns"]
    assert [(one["en"], one["share"]) for one in told] == [(kind.en, kind.share) for kind in KINDS]
    assert len(told[0]["starts"]) == ORGANISMS
