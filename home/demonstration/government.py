"""The tree of the simulated government, its sizes and what changes in it. Pure."""

from dataclasses import dataclass
from datetime import date
from random import Random

import numpy as np

from .naming import Kind, Name, organism_names
from .seasons import quarter_days
from .subjects import FIELDS
from .vocabulary import OFFICE_UNITS, SCHOOL_NAMES, TRADE_UNITS

# People with an account in the smallest ordinary organism, when there are enough of them.
USUAL_FLOOR = 22
# How much larger a kind is than a themed body.
_WEIGHT: dict[Kind, float] = {
    "ministry": 3.0,
    "schools": 2.0,
    "college": 1.2,
    "health": 3.0,
    "museum": 0.5,
    "library": 0.4,
}
_SPREAD = 1.15
_TINY = 5
_ADMINISTRATION = ("Direction générale de l’administration", "General Administration")


@dataclass(frozen=True, slots=True)
class PlannedPortfolio:
    """A portfolio."""

    code: str
    name_fr: str
    name_en: str


@dataclass(frozen=True, slots=True)
class PlannedUnit:
    """A unit; `organism` and `parent` are places in the lists of the government."""

    code: str
    name_fr: str
    name_en: str
    organism: int
    parent: int | None
    accounts: int


@dataclass(frozen=True, slots=True)
class PlannedOrganism:
    """An organism; `portfolio` and `units` are places in the lists of the government."""

    code: str
    name_fr: str
    name_en: str
    kind: Kind
    portfolio: int
    accounts: int
    units: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What changes in the tree, each on its day; numbers are places in the lists.

    `merged` organism goes into `merged_into`; the unit `moved_unit` goes to another organism; the
    unit `closed_unit` merges into `closed_into`; `rehoused` changes portfolio; `renamed` bore
    another name before.
    """

    merged: int
    merged_into: int
    merged_on: date
    moved_unit: int
    moved_to: int
    moved_on: date
    closed_unit: int
    closed_into: int
    closed_on: date
    rehoused: int
    rehoused_to: int
    rehoused_on: date
    renamed: int
    renamed_on: date
    former_fr: str
    former_en: str

    @property
    def organisms(self) -> frozenset[int]:
        """The organisms whose people or units move."""
        return frozenset({self.merged, self.merged_into, self.moved_to})


@dataclass(frozen=True, slots=True)
class Government:
    """The whole tree as it starts. `showcase` is the organism of the demonstration accounts."""

    portfolios: tuple[PlannedPortfolio, ...]
    organisms: tuple[PlannedOrganism, ...]
    units: tuple[PlannedUnit, ...]
    changes: Changes
    showcase: int

    def organism_of(self, unit: int, day: date) -> int:
        """Return the organism that `unit` is part of on `day`."""
        organism, changes = self.units[unit].organism, self.changes
        if unit == changes.moved_unit and day >= changes.moved_on:
            return changes.moved_to
        if organism == changes.merged and day >= changes.merged_on:
            return changes.merged_into
        return organism

    def unit_on(self, unit: int, day: date) -> int:
        """Return the unit where the work of `unit` is done on `day`: the one it merged into."""
        if unit == self.changes.closed_unit and day >= self.changes.closed_on:
            return self.changes.closed_into
        return unit


def build_government(*, seed: int, accounts: int, first_day: date, until: date) -> Government:
    """Return a government whose organisms have `accounts` people with an account, all told."""
    names = organism_names(Random(f"{seed}/names"))  # noqa: S311 - no secret
    flat = [(place, name) for place, field in enumerate(FIELDS) for name in names[field.code]]
    absorbed = len(flat) - 1 - len(names[FIELDS[-1].code])
    sizes = _sizes([name for _place, name in flat], accounts, seed)
    rng = Random(f"{seed}/units")  # noqa: S311 - no secret
    organisms: list[PlannedOrganism] = []
    units: list[PlannedUnit] = []
    numbers = [0] * len(FIELDS)
    for organism, (place, name) in enumerate(flat):
        numbers[place] += 1
        code = f"SIM-{FIELDS[place].code}-{numbers[place]:02d}"
        planned = _units(organism, code, name.kind, sizes[organism], len(units), rng)
        organisms.append(
            PlannedOrganism(
                code=code,
                name_fr=name.fr,
                name_en=name.en,
                kind=name.kind,
                portfolio=place,
                accounts=sizes[organism],
                units=tuple(range(len(units), len(units) + len(planned))),
            )
        )
        units += planned
    return Government(
        portfolios=tuple(
            PlannedPortfolio(
                code=f"SIM-{field.code}",
                name_fr=f"Portefeuille {field.portfolio_fr}",
                name_en=f"{field.en} Portfolio",
            )
            for field in FIELDS
        ),
        organisms=tuple(organisms),
        units=tuple(units),
        changes=_changes(organisms, absorbed, quarter_days(first_day, until)),
        showcase=0,
    )


def _sizes(names: list[Name], accounts: int, seed: int) -> list[int]:
    """Share `accounts` out: a floor for each, and a log-normal excess (heavy tail) on top."""
    rng = np.random.default_rng([seed, 1])
    count = len(names)
    floor = min(USUAL_FLOOR, int(0.8 * accounts / count))
    weights = np.array([_WEIGHT.get(name.kind, 0.7) for name in names])
    excess = weights * rng.lognormal(0.0, _SPREAD, count)
    # The organism of the demonstration accounts is a large one, so that its pages show something.
    excess[0] = 0.9 * excess.max()
    floors = np.full(count, floor)
    themed = [place for place, name in enumerate(names) if name.kind in ("know", "fund")]
    for place in rng.choice(themed, _TINY, replace=False):
        # Some bodies are smaller than the smallest group: their figures are never shown alone.
        floors[place], excess[place] = max(1, floor // 3), 0.0
    return [int(size) for size in floors + _apportioned(excess, accounts - int(floors.sum()))]


def _apportioned(weights: np.ndarray, total: int) -> np.ndarray:
    """Return whole numbers in proportion to `weights` that sum to `total` (largest remainders)."""
    exact = weights / weights.sum() * total
    whole = np.floor(exact).astype(int)
    order = np.argsort(whole - exact, kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    return whole


def unit_count(accounts: int) -> int:
    """Return how many units an organism of this size has: from 2 to 12, of at least 11 people."""
    return max(2, min(12, accounts // 11, 2 + round(2.2 * np.log2(max(accounts, 25) / 25))))


def _units(
    organism: int, code: str, kind: Kind, accounts: int, first: int, rng: Random
) -> list[PlannedUnit]:
    count = unit_count(accounts)
    trade = rng.sample(TRADE_UNITS[kind], len(TRADE_UNITS[kind]))
    if kind == "schools":
        schools = rng.sample(SCHOOL_NAMES, len(SCHOOL_NAMES))
        both = [unit for pair in zip(schools, trade, strict=False) for unit in pair]
        trade = both + schools[len(trade) :]
    is_deep = count >= 7
    head = [_ADMINISTRATION] if is_deep else []
    left = count - len(head)
    offices = max(left // 2, left - len(trade))
    names = [*head, *OFFICE_UNITS[:offices], *trade[: left - offices]]
    weights = np.array([rng.lognormvariate(0.0, 0.5) for _name in names])
    floor = min(10, accounts // count)
    sizes = floor + _apportioned(weights, accounts - floor * count)
    return [
        PlannedUnit(
            code=f"{code}-{number + 1:02d}",
            name_fr=name_fr,
            name_en=name_en,
            organism=organism,
            parent=first if is_deep and 1 <= number <= offices else None,
            accounts=int(sizes[number]),
        )
        for number, (name_fr, name_en) in enumerate(names)
    ]


def _changes(organisms: list[PlannedOrganism], absorbed: int, quarters: list[date]) -> Changes:
    """Choose what changes, away from the organisms that the demonstration accounts look at."""
    here = organisms[absorbed].portfolio
    peers = [
        place
        for place, organism in enumerate(organisms)
        if organism.portfolio == here and place != absorbed and organism.kind != "ministry"
    ]
    others = [
        place
        for place, organism in enumerate(organisms)
        if organism.portfolio == here and place not in (absorbed, *peers[:2])
    ]
    source = max(others, key=lambda place: (len(organisms[place].units), -place))
    large = max(
        (place for place, one in enumerate(organisms) if one.kind == "schools"),
        key=lambda place: (organisms[place].accounts, -place),
    )
    elsewhere = max(place for place, one in enumerate(organisms) if one.portfolio == here - 2)
    former_fr, former_en = organisms[peers[0]].name_fr, organisms[peers[0]].name_en
    middle = len(quarters) // 2
    return Changes(
        merged=absorbed,
        merged_into=peers[0],
        merged_on=quarters[middle + 1],
        moved_unit=organisms[source].units[-1],
        moved_to=peers[1],
        moved_on=quarters[middle + 2],
        closed_unit=organisms[large].units[-1],
        closed_into=organisms[large].units[-2],
        closed_on=quarters[middle],
        rehoused=elsewhere,
        rehoused_to=here,
        rehoused_on=quarters[middle - 1],
        renamed=peers[2],
        renamed_on=quarters[middle + 1],
        former_fr=f"Bureau provisoire {_rest(former_fr)}",
        former_en=f"Interim {former_en}",
    )


def _rest(name_fr: str) -> str:
    """Return a French name without its first word."""
    return name_fr.split(" ", 1)[1]
