"""Which number stands for a band: the one that all bands together lead one to expect. Pure.

A band says between which two numbers the people who took a step are. Its middle is a poor guess of
how many they are: where few have passed yet, nearly all groups of ten say "0 to 2", and a sum of
middles finds one person in ten where there is hardly anybody. What all groups of a release say of a
step tells which shares are common, and so how many people one should expect within a band.

This is empirical Bayes (Robbins, "An Empirical Bayes Approach to Statistics", Berkeley Symposium,
1956): each group's share is drawn from a law that is estimated without a form of its own from the
bands themselves, by maximum likelihood (Laird, "Nonparametric Maximum Likelihood Estimation of a
Mixing Distribution", JASA 73, 1978; the number within its band is interval-censored, as in
Turnbull, JRSS B 38, 1976), with the expectation-maximisation of Dempster, Laird and Rubin (JRSS B
39, 1977). The expected numbers add up without the bias of middles.

It is made of published bands alone, which whoever reads a release could do too: it tells nothing
that the bands don't (no attack gains by a computation on what is published already).
"""

from collections.abc import Sequence

import numpy as np

from .bands import HUNDREDTHS

# The shares that the law is made of, closer together near nobody and everybody.
_SHARES = (1 - np.cos(np.linspace(0, np.pi, 81))) / 2
_WEIGHTS = np.gradient(_SHARES) / np.gradient(_SHARES).sum()
# What one believes before anything is published, every share alike, weighs as much as one group.
_BELIEF = 1.0
_ROUNDS = 200


Band = tuple[int, int, int]
"""People, first and last number of a group."""


def expected(bands: Sequence[Band]) -> list[int]:
    """Return the number expected within each band of one step, in hundredths of a person.

    The law is that of the same bands. The result lies within the band.
    """
    return expected_under(law_of(bands), bands)


def law_of(bands: Sequence[Band]) -> list[float]:
    """Return the law of shares that bands of one step tell: weights of shares, from 0 to 1."""
    if not bands:
        return [float(one) for one in _WEIGHTS]
    kinds, times = np.unique(np.array(bands, dtype=np.int64), axis=0, return_counts=True)
    people, low, high = kinds.T[:, :, None]
    likely = _within(low, high, people)
    law = _WEIGHTS
    for _round in range(_ROUNDS):
        weighed = likely * law
        weighed /= weighed.sum(axis=1, keepdims=True)
        law = (times @ weighed + _BELIEF * _WEIGHTS) / (len(bands) + _BELIEF)
    return [float(one) for one in law]


def expected_under(law: Sequence[float], bands: Sequence[Band]) -> list[int]:
    """Return the number expected within each band under a law, as `expected` does.

    A band may be a sum of bands: between its ends, of so many people.
    """
    if not bands:
        return []
    kinds, kind_of = np.unique(np.array(bands, dtype=np.int64), axis=0, return_inverse=True)
    people, low, high = kinds.T[:, :, None]
    weights = np.array(law)
    likely = _within(low, high, people)
    numbers = people * _SHARES * _within(low - 1, high - 1, people - 1)
    means = (numbers * weights).sum(axis=1) / (likely * weights).sum(axis=1)
    means = np.clip(means, kinds[:, 1], kinds[:, 2])
    return [int(one) for one in np.rint(means * HUNDREDTHS)[kind_of.ravel()]]


def _within(low: np.ndarray, high: np.ndarray, people: np.ndarray) -> np.ndarray:
    """Return how likely a binomial number of `people` lies in a band, one column for each share."""
    from scipy.special import bdtr

    below = np.where(low > 0, bdtr(np.maximum(low - 1, 0), people, _SHARES), 0.0)
    up_to = np.where(high < 0, 0.0, bdtr(np.clip(high, 0, people), people, _SHARES))
    return np.maximum(up_to - below, 1e-300)
