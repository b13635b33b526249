"""What follows from a document: of how many people it speaks, and the numbers to expect. Pure.

A document says bands and headcounts, and nothing here adds to that: whoever has it can compute the
same. It stays as it was published when these rules change.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from barometer.events import STEPS
from barometer.protection.bands import HUNDREDTHS
from barometer.protection.estimates import expected

from .told import Figures, Told


@dataclass(frozen=True, slots=True)
class Said:
    """What a document says, and what follows. `atoms`: as in the document, with `Told` figures.

    `totals`: by level ("organisms", "portfolios", "government"), by id of the place.
    """

    atoms: list[dict[str, Any]]
    totals: Mapping[str, Mapping[int, Figures]]


def said_by(document: bytes) -> Said:
    """Return what a document says, with what follows from it.

    The people of a group are its headcount, as human resources say, or those on its published
    roster where these are more: whoever isn't known to the academy hasn't learned there. The law
    that tells what to expect within a band is that of all groups of the release, one for each path
    and step.
    """
    content = msgspec.json.decode(document)
    atoms: list[dict[str, Any]] = content["atoms"]
    told: list[dict[str, dict[str, Told]]] = [{} for _atom in atoms]
    for path in sorted({path for atom in atoms for path in atom["figures"]}):
        places = [place for place, atom in enumerate(atoms) if path in atom["figures"]]
        before = [HUNDREDTHS * atoms[place]["people"] for place in places]
        for step in STEPS:
            bands = [atoms[place]["figures"][path][step] for place in places]
            # Nobody has taken a step without those before it: what is expected doesn't say so.
            before = [
                max(HUNDREDTHS * low, min(one, last))
                for (_roster, low, _high), one, last in zip(
                    bands, expected(bands), before, strict=True
                )
            ]
            for place, (roster, low, high), number in zip(places, bands, before, strict=True):
                people = max(atoms[place]["people"], roster)
                told[place].setdefault(path, {})[step] = [people, low, high, number, roster]
    figures = zip(atoms, told, strict=True)
    return Said([atom | {"figures": of} for atom, of in figures], _totals(content, told))


def _totals(
    content: Mapping[str, Any], told: list[dict[str, dict[str, Told]]]
) -> dict[str, dict[int, Figures]]:
    """Return the sums of a document, with the sums of what follows for the groups of each place."""
    of_atoms: dict[tuple[str, int], list[dict[str, dict[str, Told]]]] = {}
    for atom, figures in zip(content["atoms"], told, strict=True):
        for level, place in (
            ("organisms", atom["organism"]),
            ("portfolios", atom["portfolio"]),
            ("government", 0),
        ):
            if place is not None:
                of_atoms.setdefault((level, place), []).append(figures)
    totals = content["totals"]
    levels = {
        level: {int(id): of for id, of in totals[level].items()}
        for level in ("organisms", "portfolios")
    }
    levels["government"] = {0: totals["government"]}
    return {
        level: {
            place: _sums(figures, of_atoms.get((level, place), []))
            for place, figures in places.items()
        }
        for level, places in levels.items()
    }


def _sums(
    figures: Mapping[str, Mapping[str, list[int]]], atoms: list[dict[str, dict[str, Told]]]
) -> Figures:
    return {
        path: {
            step: [
                sum(one[path][step][0] for one in atoms),
                low,
                high,
                sum(one[path][step][3] for one in atoms),
                roster,
            ]
            for step, (roster, low, high) in steps.items()
        }
        for path, steps in figures.items()
    }
