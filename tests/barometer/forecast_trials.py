"""Forecasts of what is known already: simulated worlds, and real studies of diffusion.

A world is a government of its own: its prior is learned from organisms that finished, drawn with
other seeds than those that are forecast. Nothing that is scored has been seen before.
"""

import csv
from pathlib import Path

import numpy as np
import pandas as pd

from barometer.forecasts import (
    Calibration,
    calibrate,
    fixed_roster,
    forecast,
    frozen,
    learn_prior,
    obstacle,
    seed_of,
)

from .worlds import KINDS, SEEN, live, lives

STUDIES = Path(__file__).parent / "data" / "diffusion_studies.csv"
UNSTRETCHED = Calibration({})
FINISHED_SIZES = (40, 80, 150, 300, 700, 1500)
AHEAD = 26
# As 26 weeks are to the 156 of a simulated life: a sixth of the study, in its own periods.
STUDY_AHEAD = {"brfarmers": 3, "kfamily": 2, "medInnovations": 3}


def finished(kind, seed, count):
    """Curves of organisms that finished, of several sizes."""
    rng = np.random.default_rng(seed)
    sizes = [FINISHED_SIZES[number % len(FINISHED_SIZES)] for number in range(count)]
    return [live(kind, size, rng).finished() for size in sizes]


def priors_of_worlds(seed, count=24, rounds=4):
    """The prior that each world teaches."""
    return {kind: learn_prior(finished(kind, seed, count), rounds) for kind in KINDS}


def prior_of_all_worlds(seed, each=6):
    """One prior from all worlds together, as if they were one government."""
    curves = [curve for kind in KINDS for curve in finished(kind, seed, each)]
    return dict.fromkeys(KINDS, learn_prior(curves))


def trial(priors, *, sizes, each, seed, calibration=UNSTRETCHED):
    """Frozen forecasts of `each` organisms of each size and world, with `outcome`, `world`, `seen`.

    Each is forecast at 30, 50 and 70 % of its curve, AHEAD weeks ahead.
    """
    rows, outcomes = [], []
    for number, life in enumerate(lives(sizes, each, seed)):
        for seen in SEEN:
            week = life.origin(seen)
            outlook = forecast(
                life.until(week),
                prior=priors[life.kind],
                calibration=calibration,
                seed=seed_of(seed, number, seen),
                weeks=AHEAD,
            )
            rows.append(frozen(outlook, [AHEAD]).assign(world=life.kind, seen=seen))
            outcomes.append(life.passed[week + AHEAD - 1] / life.people)
    return pd.concat(rows, ignore_index=True).assign(outcome=outcomes)


def studies():
    """(study, community, people, adopted at the end of each period) of each community."""
    with STUDIES.open(encoding="utf-8", newline="") as file:
        return [
            (
                row["study"],
                int(row["community"]),
                int(row["people"]),
                [int(number) for number in row["adopted"].split()],
            )
            for row in csv.DictReader(file)
        ]


def forecast_studies(prior_for, communities, calibration_for=lambda study: UNSTRETCHED):
    """Frozen forecasts of `communities` from every period on, for every later one.

    Only those that have a forecast of their own: 30 people, 6 periods, 5 who adopted.
    """
    rows = []
    for study, community, people, adopted in communities:
        prior = prior_for(study, community)
        for period in range(6, len(adopted)):
            curve = fixed_roster(people, adopted[:period])
            if obstacle(curve):
                continue
            left = len(adopted) - period
            outlook = forecast(
                curve,
                prior=prior,
                calibration=calibration_for(study),
                seed=seed_of(study, community, period),
                weeks=left,
            )
            outcomes = np.array(adopted[period:]) / people
            part = frozen(outlook, list(range(1, left + 1)))
            rows.append(part.assign(study=study, community=community, outcome=outcomes))
    return pd.concat(rows, ignore_index=True)


def curves_but(study, community, communities):
    """Finished curves of the other communities of a study, of all studies where it has few."""
    of_study = [one for one in communities if one[0] == study]
    wider = of_study if len(of_study) > 8 else communities
    return [
        fixed_roster(people, adopted)
        for other, number, people, adopted in wider
        if (other, number) != (study, community)
    ]


def a_sixth_ahead(forecasts):
    """The forecasts that look a sixth of their study ahead."""
    return forecasts[forecasts["ahead"] == forecasts["study"].map(STUDY_AHEAD)]


def calibrated_by_other_studies(forecasts):
    """The calibration of each study, from forecasts of the other studies alone."""
    found = {}
    for study in forecasts["study"].unique():
        others = forecasts[forecasts["study"] != study]
        found[study] = calibrate(others, others["outcome"])
    return found
