"""Making the forecasts of a release from what releases say. Pure.

What comes out is plain: whole numbers (shares in thousandths) and words, the same for the same
releases. It is frozen as it is, so no later version of anything can change a past forecast.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

import numpy as np
import pandas as pd

from barometer.forecasting.alarms import SURE
from barometer.forecasting.rules import STARTING_STRETCH
from barometer.forecasts import (
    Calibration,
    Curve,
    Prior,
    Score,
    calibrate,
    forecast,
    learn_prior,
    score_by,
    seed_of,
)

from .frozen import (
    AHEADS,
    LEARNED_AT,
    OUTLOOK_VERSION,
    PARTS,
    Key,
    Point,
    Scored,
    chance_by,
)
from .series import curve_of, is_finished

# What a target asks for more than today, where alarms are held against the past.
NOTIONAL = (0.05, 0.10, 0.20)
# More finished curves teach nothing more, and cost time.
MOST_CURVES = 60
_ROUNDS = 2


def outlooks(
    histories: Mapping[Key, Sequence[Point]], day: date, calibration: Calibration
) -> dict[Key, dict[str, Any]]:
    """Return the forecast of each place and path of which something can be said, ready to freeze.

    `histories`: what the releases up to that of `day` say. The prior of an organism comes from
    finished curves of organisms of the other half, so that no curve teaches about itself; sums of
    several organisms learn from one half.
    """
    curves = {key: curve_of(history) for key, history in sorted(histories.items())}
    known = {key: curve for key, curve in curves.items() if curve is not None}
    priors = _priors(known)
    return {
        key: _frozen(key, curve, histories[key][-1], priors[1 - _half(key)], day, calibration)
        for key, curve in known.items()
    }


def calibration_of(scored: Iterable[Scored]) -> Calibration:
    """Return how wide bands must be, from past forecasts of LEARNED_AT weeks that came out.

    STARTING_STRETCH as long as these are too few. Those of fewer weeks come out sooner, and would
    make the bands of half a year too narrow: what is unsure of a curve shows later.
    """
    known = frame_of(one for one in scored if one.ahead == LEARNED_AT)
    if known.empty:
        return Calibration({}, STARTING_STRETCH)
    return calibrate(known, known["outcome"])


def frame_of(scored: Iterable[Scored]) -> pd.DataFrame:
    """Return a row for each scored forecast, with the columns that `forecasts.score` reads."""
    rows = []
    for one in scored:
        place, kept = one.frozen["aheads"].index(one.ahead), one.frozen
        # Shares are kept in whole thousandths: an outcome is compared in the same.
        row = {name: kept[name][place] / 1000 for name in ("low", "middle", "high")}
        row |= {f"raw_{name}": kept[f"raw_{name}"][place] / 1000 for name in row}
        row |= {name: kept[name] for name in ("people", "basis", "size", "stage")}
        row |= {
            "today": kept["today"] / 1000,
            "floor": 0.0,
            "ahead": one.ahead,
            "outcome": one.outcome,
        }
        rows.append(row | {"early": kept["early"]})
    return pd.DataFrame(rows)


def scores(scored: Iterable[Scored]) -> dict[str, dict[Any, Score]]:
    """Return how the forecasts that were shown did: by `ahead`, and at LEARNED_AT by `size`.

    Those that said "too early" showed no band and count in none of it.
    """
    frame = frame_of(scored)
    if frame.empty or not (shown := frame[~frame["early"]]).size:
        return {"ahead": {}, "size": {}}
    of_size = shown[shown["ahead"] == LEARNED_AT]
    return {
        "ahead": dict(score_by(shown, shown["outcome"], "ahead")),
        "size": dict(score_by(of_size, of_size["outcome"], "size")) if len(of_size) else {},
    }


def record_of(scored: Sequence[Scored]) -> dict[str, Any]:
    """Return `scores` and `alarms` as plain whole numbers, to be kept: shares in thousandths."""
    kept: dict[str, Any] = {
        by: {str(name): _plain(one) for name, one in found.items()}
        for by, found in scores(scored).items()
    }
    return kept | {"alarms": list(alarms(scored))}


def alarms(scored: Iterable[Scored]) -> tuple[int, int]:
    """Return how many alarms past forecasts would have raised, and how many of them were false.

    Held against notional targets: NOTIONAL more than on the day of the forecast, LEARNED_AT weeks
    later. An alarm says that a target will be missed with a probability of SURE at least; it was
    false where the target was reached all the same.
    """
    raised = false = 0
    for one in scored:
        if one.ahead != LEARNED_AT or one.frozen["early"]:
            continue
        for more in NOTIONAL:
            target = one.frozen["today"] / 1000 + more
            chance = chance_by(one.frozen, target, LEARNED_AT) if target <= 1 else None
            if chance is not None and chance <= 1 - SURE + 1e-9:
                raised += 1
                false += one.outcome >= target - 1e-9
    return raised, false


def _plain(one: Score) -> dict[str, int]:
    return {
        "forecasts": one.forecasts,
        "held": round(one.held * 1000),
        "held_low": round(one.held_low * 1000),
        "held_high": round(one.held_high * 1000),
        # In tenths of a point.
        "error": round(one.error * 10),
        "width": round(one.width * 10),
    }


def digest_of(said: Mapping[Key, Mapping[str, Any]], day: date) -> str:
    """Return the SHA-256 of all forecasts of a release, as canonical JSON."""
    rows = [[*key, one] for key, one in sorted(said.items())]
    text = json.dumps([OUTLOOK_VERSION, day.isoformat(), rows], sort_keys=True, ensure_ascii=True)
    return sha256(text.encode()).hexdigest()


def _priors(curves: Mapping[Key, Curve]) -> tuple[Prior, Prior]:
    """Return what the finished curves of organisms teach, for each half of them."""
    halves: tuple[list[Curve], list[Curve]] = ([], [])
    for key, curve in sorted(curves.items(), key=lambda item: seed_of(*item[0])):
        half = halves[_half(key)]
        if key[0] == "organism" and len(half) < MOST_CURVES and is_finished(curve):
            half.append(curve)
    first, second = (learn_prior(half, _ROUNDS) for half in halves)
    return first, second


def _half(key: Key) -> int:
    return seed_of(key[0], key[1]) % 2


def _frozen(
    key: Key, curve: Curve, point: Point, prior: Prior, day: date, calibration: Calibration
) -> dict[str, Any]:
    outlook = forecast(
        curve,
        prior=prior,
        calibration=calibration,
        seed=seed_of(*key, day.isoformat()),
        weeks=AHEADS[-1],
        between=(point.passed.low, point.passed.high),
    )
    columns = [ahead - 1 for ahead in AHEADS]
    band = outlook.band().iloc[columns]
    spread = np.quantile(outlook.futures[:, columns], PARTS, axis=0).T
    return {
        "aheads": list(AHEADS),
        **{name: _thousandths(band[name]) for name in ("low", "middle", "high")},
        **{
            f"raw_{name}": _thousandths(outlook.raw[place, columns])
            for place, name in enumerate(("low", "middle", "high"))
        },
        "quantiles": [_thousandths(row) for row in spread],
        "today": _thousandths([outlook.today])[0],
        "people": outlook.people,
        "basis": outlook.basis,
        "obstacle": outlook.obstacle,
        "learned_from": outlook.learned_from,
        "size": outlook.size,
        "stage": outlook.stage,
        "early": outlook.is_too_early(LEARNED_AT),
    }


def _thousandths(shares: Any) -> list[int]:
    return [round(float(share) * 1000) for share in shares]
