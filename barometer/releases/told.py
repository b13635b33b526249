"""A published figure as it is kept for pages to read. Pure, and quick to load."""

from collections.abc import Mapping

from barometer.protection.bands import HUNDREDTHS, Total

Told = list[int]
"""What pages read of a step: people, first and last number of the band, the expected number in
hundredths of a person, people on published rosters."""

Figures = Mapping[str, Mapping[str, Told]]
"""By key of a path, by step."""


def total_of(told: Told) -> Total:
    """Return what pages read of a step."""
    people, low, high, hundredths, roster = told
    return Total(people, low, high, hundredths / HUNDREDTHS, roster)


def told_of(said: Total) -> Told:
    """Return a total as it is kept; `total_of` gives it back."""
    roster = said.people if said.known is None else said.known
    return [said.people, said.low, said.high, round(said.expected * HUNDREDTHS), roster]
