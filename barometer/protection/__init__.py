"""Atoms and bands: what may be published about people, and nothing else may be. Pure.

How a release is made, in this order, once a month:

1. `atoms.partition` says which units are counted together, from the headcounts of today and from
   the partition of the last release: the only partition for all pages, roles, exports and years.
2. `rosters.release` takes who works in each atom and who took which step, and gives the next
   state of each atom: its published roster and its figures. States are kept from release to
   release (`rosters.as_data`, `rosters.from_data`); they name people and are never shown.
   People are named by their public id. Holders are as known on the day of the release: a late
   statement appears in the next release, and no release is ever made anew. When somebody is erased,
   a new random id takes their place in the states: they count as one who left.
3. Whatever is shown is made of `RosterState.figures` and of sums of them (`bands.total`), never of
   counts of people. `means.next_mean` does the same for scores.

A release carries `PROTECTION_VERSION` in its hash: figures that were made by another method aren't
compared with these. Why it is done so, and the proof, are in
`docs/explanation/protection-of-persons.md`; `tests/barometer/test_atoms_attacks.py` attacks it.
"""

from barometer.protection.bands import SMALLEST
from barometer.protection.rosters import BATCH

PROTECTION_VERSION = "atoms-and-bands-1"
"""Names the rules below; whoever changes what they publish changes it."""

__all__ = ["BATCH", "PROTECTION_VERSION", "SMALLEST"]
