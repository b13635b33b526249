"""How passing a path spreads: a Bass process with a ceiling, one for each organism and path. Pure.

In organism o, the share of people who have passed path k after τ operational weeks (see
`seasons`) since the path was opened there is c G(τ), with
G(τ) = (1 - e^{-(p+q)τ}) / (1 + (q/p) e^{-(p+q)τ})
(Bass, "A new product growth for model consumer durables", Management Science 15, 1969). p is
the pull from outside (a mail, a campaign), q the pull from colleagues who passed, c the share of
people who would ever pass. Somebody who has not passed at τ passes before τ' with probability
(cG(τ') - cG(τ)) / (1 - cG(τ)), whenever that person arrived: hires and transfers follow the same
hazard as their colleagues.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .campaigns import PlannedCampaign, move, moved_shares, plan_campaigns
from .government import Government
from .population import NEVER, People, Stay, stays_of
from .seasons import AFTERWARDS, Seasons

# Means per week and in share, then standard deviations on the log and logit scales.
P_MEAN, Q_MEAN, CEILING_MEAN = 0.006, 0.085, 0.36
P_SPREAD, Q_SPREAD, CEILING_SPREAD = 0.45, 0.30, 0.85
# How much of that spread a path has of its own in an organism, as a share of the variance.
OWN_SHARE = 0.3
# Organisms join a path in waves, some days after its launch: gamma with this mean and shape.
OPENING_MEAN_DAYS, OPENING_SHAPE = 360.0, 1.0
# What building a path together changes for the builders.
BUILDERS_P, BUILDERS_Q, BUILDERS_LOGIT = 2.2, 1.25, 1.1
BUILDERS = 4
# Later paths start a little smaller: the first one is the one everybody is asked to take.
LATER_LOGIT = 0.25
# Of those who never pass, how many try nevertheless, and how many of these see every lesson.
TRYING, SEEING_ALL = 0.16, 0.25


@dataclass(frozen=True, slots=True)
class Spread:
    """The process of one path, one value for each organism. `opened` is a day's number.

    `campaigns`: what moves people beside it (see `campaigns`).
    """

    launched: int
    builders: tuple[int, ...]
    p: np.ndarray
    q: np.ndarray
    ceiling: np.ndarray
    opened: np.ndarray
    campaigns: tuple[PlannedCampaign, ...] = ()

    def alone_until(self, organism: int, end: int) -> int:
        """Return the day on which a campaign begins to move people there, `end` where none does."""
        moving = [one.starts.get(organism, end) for one in self.campaigns if one.share]
        return min([end, *moving])


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of each person in one path, as numbers of days (NEVER: not).

    `start`: joins the path. `passes`: passes it, perhaps after the end of the window.
    `gives_up`: joins without ever passing; `sees_all`: sees every lesson all the same.
    """

    start: np.ndarray
    passes: np.ndarray
    gives_up: np.ndarray
    sees_all: np.ndarray


def bass(weeks: np.ndarray, p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """Return G after so many operational weeks (0 before the opening)."""
    decay = np.exp(-(p + q) * np.maximum(weeks, 0.0))
    return (1 - decay) / (1 + q / p * decay)


def bass_inverse(share: np.ndarray, p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """Return after how many operational weeks G reaches `share` (at least 0, less than 1)."""
    return -np.log((1 - share) / (1 + q / p * share)) / (p + q)


def launch_days(count: int, days: int) -> list[int]:
    """Return when `count` paths are launched: the first early, the last some months ago."""
    first, last = 20, max(21, days - 130)
    if count == 1:
        return [first]
    return [round(first + (last - first) * place / (count - 1)) for place in range(count)]


def draw_spreads(
    *,
    seed: int,
    government: Government,
    seasons: Seasons,
    paths: int,
    joined: float = 1.0,
    participation: float = 1.0,
) -> list[Spread]:
    """Draw the parameters of each path in each organism.

    An organism that is quick or reluctant is so for every path, with some variation. The
    showcase organism is among the builders of the first path. A share `joined` of the organisms
    has joined the academy (builders and the showcase's portfolio always); in the others no path
    is opened before the end. `participation` multiplies every ceiling.
    """
    count = len(government.organisms)
    rng = np.random.default_rng([seed, 4])
    shared = rng.normal(size=(3, count))
    # The organism of the demonstration accounts is neither the best nor the worst.
    shared[:, government.showcase] = (0.5, 0.4, 0.7)
    has_joined = rng.random(count) < joined
    late = seasons.days + AFTERWARDS // 2
    spreads = []
    # The portfolio of the demonstration accounts is an early one, so that its pages show something.
    portfolio = government.organisms[government.showcase].portfolio
    near = [n for n, organism in enumerate(government.organisms) if organism.portfolio == portfolio]
    for place, launched in enumerate(launch_days(paths, seasons.days)):
        own = np.random.default_rng([seed, 5, place])
        noise = np.sqrt(1 - OWN_SHARE) * shared + np.sqrt(OWN_SHARE) * own.normal(size=(3, count))
        log_p = np.log(P_MEAN) + P_SPREAD * noise[0]
        log_q = np.log(Q_MEAN) + Q_SPREAD * noise[1]
        logit = np.log(CEILING_MEAN / (1 - CEILING_MEAN)) + CEILING_SPREAD * noise[2]
        logit -= LATER_LOGIT * min(place, 3)
        delays = own.gamma(OPENING_SHAPE, OPENING_MEAN_DAYS / OPENING_SHAPE, count).astype(int)
        delays[~has_joined] = late
        delays[near] = own.gamma(OPENING_SHAPE, OPENING_MEAN_DAYS / 3, len(near)).astype(int)
        delays[government.showcase] = min(int(delays[government.showcase]), 20)
        builders = _builders(own, government, place)
        log_p[list(builders)] += np.log(BUILDERS_P)
        log_q[list(builders)] += np.log(BUILDERS_Q)
        logit[list(builders)] += BUILDERS_LOGIT
        delays[list(builders)] = 0
        # Where it opens after the end, it isn't open yet.
        opened = np.minimum(launched + delays, late)
        campaigns = plan_campaigns(
            seed=seed,
            place=place,
            launched=launched,
            opened=opened,
            left_out=frozenset(builders),
            participation=participation,
            government=government,
            seasons=seasons,
        )
        spreads.append(
            Spread(
                launched=launched,
                builders=builders,
                p=np.exp(log_p),
                q=np.exp(log_q),
                ceiling=participation / (1 + np.exp(-logit)),
                opened=opened,
                campaigns=campaigns,
            )
        )
    return spreads


def _builders(rng: np.random.Generator, government: Government, place: int) -> tuple[int, ...]:
    by_size = sorted(
        range(len(government.organisms)), key=lambda number: -government.organisms[number].accounts
    )
    large = sorted(set(by_size[: len(by_size) // 4]) - {government.changes.merged})
    chosen = {int(number) for number in rng.choice(large, BUILDERS, replace=False)}
    if place == 0:
        chosen = {government.showcase, *sorted(chosen - {government.showcase})[: BUILDERS - 1]}
    return tuple(sorted(chosen))


def expected_share(
    spread: Spread, organism: int | np.ndarray, day: int, seasons: Seasons
) -> np.ndarray:
    """Return the share expected to have passed before `day`: c G, and whom campaigns moved."""
    weeks = seasons.elapsed[day] - seasons.elapsed[spread.opened[organism]]
    own = spread.ceiling[organism] * bass(weeks, spread.p[organism], spread.q[organism])
    numbers = np.atleast_1d(np.asarray(organism))
    # Few organisms, many people: worked out once for each organism.
    each, of = np.unique(numbers, return_inverse=True)
    moved = moved_shares(spread.campaigns, each, day, seasons)[of].reshape(np.shape(organism))
    return 1 - (1 - own) * (1 - moved)


def draw_outcomes(
    *,
    seed: int,
    place: int,
    spread: Spread,
    people: People,
    government: Government,
    seasons: Seasons,
) -> Outcome:
    """Draw what becomes of each person in the path number `place`."""
    rng = np.random.default_rng([seed, 6, place])
    count = len(people)
    passes, is_late = _passes(rng, spread, people.organism, people.starts, seasons)
    ends = people.ends
    draws = rng.random((4, count))
    for person in _movers(people, government):
        stays = stays_of(people, person, government, seasons)
        home, drawn = int(people.organism[person]), int(passes[person])
        passes[person] = _pass_through(rng, spread, stays, home, drawn, seasons)
    steady = people.organism.copy()
    steady[list(_movers(people, government))] = -1
    passes = move(
        spread.campaigns,
        passes,
        seed=seed,
        place=place,
        organism=steady,
        starts=people.starts,
        seasons=seasons,
    )
    never = passes == NEVER
    tries = never & ~is_late & (draws[0] < TRYING)
    eager = bass_inverse(draws[1] * 0.98, spread.p[people.organism], spread.q[people.organism])
    opened = seasons.elapsed[spread.opened[people.organism]]
    gives_up = np.where(tries, seasons.day_when(opened + eager), NEVER)
    gives_up[(gives_up < np.maximum(people.starts, 0)) | (gives_up >= seasons.days)] = NEVER
    gives_up[gives_up >= ends] = NEVER

    length = np.exp(rng.normal(np.log(9.0), 1.0, count)).astype(int)
    earliest = np.maximum(spread.opened[people.organism], people.starts)
    start = np.where(
        passes < NEVER, np.maximum(passes - length, np.minimum(earliest, passes)), gives_up
    )
    start[start >= np.minimum(ends, seasons.days)] = NEVER
    return Outcome(start=start, passes=passes, gives_up=gives_up, sees_all=draws[2] < SEEING_ALL)


def _passes(
    rng: np.random.Generator,
    spread: Spread,
    organism: np.ndarray,
    since: np.ndarray,
    seasons: Seasons,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the day on which each person passes, and whether it lies after all known days.

    Each is at risk from the opening, or from the day `since` where that comes later.
    """
    p, q, ceiling = spread.p[organism], spread.q[organism], spread.ceiling[organism]
    opened = seasons.elapsed[spread.opened[organism]]
    behind = seasons.elapsed[np.clip(since, 0, seasons.days)] - opened
    low = ceiling * bass(behind, p, q)
    draw = low + (1 - low) * rng.random(len(organism))
    would = draw < ceiling
    weeks = bass_inverse(np.where(would, draw / ceiling, 0.0), p, q)
    days = seasons.day_when(opened + weeks)
    is_late = would & (days >= len(seasons.activity))
    return np.where(would & ~is_late, np.maximum(days, since), NEVER), is_late


def _movers(people: People, government: Government) -> Sequence[int]:
    """Return the people who change organism, by themselves or with their unit."""
    changes = government.changes
    own = [
        place
        for place in np.flatnonzero(people.second_unit >= 0)
        if government.units[people.second_unit[place]].organism != people.organism[place]
    ]
    along = np.flatnonzero(
        (people.organism == changes.merged) | (people.unit == changes.moved_unit)
    )
    return sorted({int(place) for place in own} | {int(place) for place in along})


def _pass_through(
    rng: np.random.Generator,
    spread: Spread,
    stays: list[Stay],
    home: int,
    first: int,
    seasons: Seasons,
) -> int:
    """Return when somebody passes who is in several organisms, each at its own pace.

    `first` is the day drawn at the pace of `home`.
    """
    for number, stay in enumerate(stays):
        day = first
        if number or stay.organism != home:
            since = np.array([stay.start])
            drawn, _is_late = _passes(rng, spread, np.array([stay.organism]), since, seasons)
            day = int(drawn[0])
        if day < stay.end:
            return day
    return NEVER
