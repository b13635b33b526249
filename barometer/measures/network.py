"""Whether passing goes along with having built paths together with people who passed. Pure.

An association, not a cause: people who build together are alike in many ways. So it is shown only
where it is stronger than among people whose co-builders are exchanged at random.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import exp

import numpy as np

from academy.core.proportions import LEVEL, normal_quantile

from .intervals import Measured

PERMUTATIONS = 199
_STEPS = 30
_AT_ONCE = 50

Person = Hashable


@dataclass(frozen=True, slots=True)
class NetworkSpread:
    """`odds_ratio`: of passing, for each co-builder more who passed before; without a value inside
    its placebo band. `band`: where 95 % of the odds ratios lie when exposures are exchanged; None
    where there is nothing to compare."""

    odds_ratio: Measured
    band: tuple[float, float] | None


def exposures(
    teams: Iterable[Collection[Person]], passed_on: Mapping[Person, date], before: date
) -> dict[Person, int]:
    """Return, for each person of `teams`, how many co-builders had passed before the day.

    A team is who built a path together. Whoever is in two teams of a person counts once.
    """
    together: dict[Person, set[Person]] = {}
    for team in teams:
        for person in team:
            together.setdefault(person, set()).update(team)
    done = {person for person, day in passed_on.items() if day < before}
    return {person: len((others - {person}) & done) for person, others in together.items()}


def network_spread(
    passed: Sequence[bool],
    exposure: Sequence[float],
    stratum: Sequence[Hashable],
    on: date,
    *,
    seed: int,
    permutations: int = PERMUTATIONS,
) -> NetworkSpread:
    """Return the odds ratio of passing per unit of exposure, where it is no chance.

    One position for each person who hadn't passed at the day of the exposure: whether they passed
    since, how many co-builders had (`exposures`), and the stratum of people like them (organism,
    or how many co-builders). Logistic regression with an intercept for each stratum; Wald interval
    (Hosmer, Lemeshow and Sturdivant, 2013, "Applied Logistic Regression", 2.4). Strata in which
    everybody or nobody passed, or whose exposures are all alike, tell nothing and are left out.
    The denominator is the number of people in the others.

    Placebo band: exposures exchanged within strata, `permutations` times; it leaves the lowest and
    highest 2.5 % out, the observed one counted, so that chance is shown in 5 % of cases at most
    (Davison and Hinkley, 1997, 4.3; exchange within strata for networks: Anagnostopoulos, Kumar
    and Mahdian, 2008, "Influence and correlation in social networks", KDD).

    Raises ValueError where there isn't one of each for every person.
    """
    name = f"Wald, {LEVEL:.0%}"
    if not len(passed) == len(exposure) == len(stratum):
        raise ValueError("Each person needs an outcome, an exposure and a stratum.")
    outcome, exposed, groups = _telling(passed, exposure, stratum)
    nothing = NetworkSpread(Measured(None, len(outcome), None, None, name, on), None)
    if not len(outcome):
        return nothing
    member = np.eye(groups.max() + 1)[groups]
    slope, error = _slopes(outcome, exposed[None, :], member)
    if not np.isfinite(slope[0]):
        return nothing
    random = np.random.default_rng(seed)
    placebo = np.concatenate(
        [
            _slopes(outcome, _exchanged(exposed, groups, count, random), member)[0]
            for count in _parts(permutations)
        ]
    )
    # An exchange that separates who passed from who didn't is as extreme as can be.
    left_out = max(1, int((permutations + 1) * (1 - LEVEL) / 2))
    ordered = np.sort(np.nan_to_num(placebo, nan=np.inf))
    low, high = ordered[left_out - 1], ordered[-left_out]
    band = (exp(low), float(np.exp(high)))
    if low <= slope[0] <= high:
        return NetworkSpread(nothing.odds_ratio, band)
    z = normal_quantile(LEVEL)
    return NetworkSpread(
        Measured(
            value=exp(slope[0]),
            denominator=len(outcome),
            lo=exp(slope[0] - z * error[0]),
            hi=exp(slope[0] + z * error[0]),
            interval=name,
            on=on,
        ),
        band,
    )


def _telling(
    passed: Sequence[bool], exposure: Sequence[float], stratum: Sequence[Hashable]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return outcomes, exposures and the number of the stratum of those that tell something."""
    people: dict[Hashable, list[int]] = {}
    for position, name in enumerate(stratum):
        people.setdefault(name, []).append(position)
    kept = [
        group
        for group in people.values()
        if len({bool(passed[one]) for one in group}) > 1
        and len({exposure[one] for one in group}) > 1
    ]
    order = [one for group in kept for one in group]
    groups = np.repeat(np.arange(len(kept)), [len(group) for group in kept])
    return (
        np.array([passed[one] for one in order], dtype="float64"),
        np.array([exposure[one] for one in order], dtype="float64"),
        groups,
    )


def _slopes(
    outcome: np.ndarray, exposed: np.ndarray, member: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the slope of a logistic regression and its error, for each row of exposures.

    Newton's method, all rows at once; the intercepts of strata (`member`) are eliminated. NaN for
    a row whose slope has no bound.
    """
    rows = len(exposed)
    share = (outcome @ member) / member.sum(axis=0)
    intercepts = np.tile(np.log(share / (1 - share)), (rows, 1))
    slope, error = np.zeros(rows), np.full(rows, np.nan)
    for _step in range(_STEPS):
        chance = 1 / (
            1 + np.exp(-np.clip(intercepts @ member.T + slope[:, None] * exposed, -30, 30))
        )
        rest, weight = outcome - chance, chance * (1 - chance)
        of_strata, across = weight @ member, (weight * exposed) @ member
        wanted = rest @ member
        information = (weight * exposed**2).sum(axis=1) - (across**2 / of_strata).sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            change = (
                (rest * exposed).sum(axis=1) - (across * wanted / of_strata).sum(axis=1)
            ) / information
            error = 1 / np.sqrt(information)
        change = np.clip(change, -1, 1)
        slope = slope + change
        moved = np.clip((wanted - across * change[:, None]) / of_strata, -2, 2)
        intercepts = intercepts + moved
        if np.nanmax(np.abs(change)) < 1e-8:
            break
    return np.where(np.abs(change) < 1e-4, slope, np.nan), error


def _exchanged(
    exposed: np.ndarray, groups: np.ndarray, count: int, random: np.random.Generator
) -> np.ndarray:
    """Return `count` rows of exposures, exchanged at random within groups."""
    keys = random.random((count, len(exposed)))
    # Groups stand one after the other: sorted by group, then at random.
    return exposed[np.argsort(keys + groups, axis=1)]


def _parts(total: int) -> list[int]:
    """Return how many permutations to compute at a time, so that memory stays small."""
    return [min(_AT_ONCE, total - start) for start in range(0, total, _AT_ONCE)]
