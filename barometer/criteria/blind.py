"""The levels that are kept from whoever may give a second rating: who knew the first level wouldn't
rate blind.

Every page and file of the criteria that shows levels of a reviewed assessment asks here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q

from academy.organisms.policies import Viewer, managed_organism_ids

from . import policies, queries
from .models import Assessment
from .queries import Levels, Standing


@dataclass(frozen=True, slots=True)
class BlindSpots:
    """By organism and year, the criteria whose level somebody may not read yet."""

    criteria: Mapping[tuple[int, int], frozenset[str]]

    def __bool__(self) -> bool:
        return bool(self.criteria)

    def of(self, organism_id: int, year: int) -> frozenset[str]:
        """Return the criteria of an assessment whose level may not be read yet."""
        return self.criteria.get((organism_id, year), frozenset())

    def left_in(self, levels: Levels, organism_id: int, year: int) -> Levels:
        """Return the levels of an assessment that may be read."""
        hidden = self.of(organism_id, year)
        return {key: level for key, level in levels.items() if key not in hidden}

    def left_of(self, standings: Sequence[Standing], year: int) -> list[Standing]:
        """Return how organisms stand in a year as far as it may be read."""
        return [
            replace(one, levels=self.left_in(one.levels, one.organism_id, year))
            for one in standings
        ]


def blind_spots(user: Viewer, day: date, among: Q) -> BlindSpots:
    """Return the levels that the person may not read yet, of the assessments that `among` names.

    Three queries at most, whatever the number of assessments.
    """
    if not policies.can_review_any(user, day):
        return BlindSpots({})
    mine = queries.without_hand_of(user.pk, managed_organism_ids(user, day))
    return BlindSpots(
        {
            (row.organism_id, row.year): frozenset(keys)
            for row in queries.with_grids(mine.filter(among))
            if (keys := queries.not_given(row))
        }
    )


def hidden_in(assessment: Assessment, user: Viewer, day: date) -> frozenset[str]:
    """Return the criteria of an assessment whose level the person may not read yet."""
    found = blind_spots(user, day, Q(pk=assessment.pk))
    return found.of(assessment.organism_id, assessment.year)
