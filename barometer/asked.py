"""What an organism asks of its people, beside what is published of those who are asked."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from academy.organisms.models import Organism
from academy.organisms.queries import parents_on
from courses.asking_words import people_in_words
from courses.queries import AssignmentRow, exempted_in

from .headlines import share_between
from .protection import SMALLEST
from .protection.bands import Total
from .releases.queries import Steps

Groups = Sequence[tuple[frozenset[int], Mapping[UUID, Steps]]]
"""The units that a release counts together, and their figures by path."""


@dataclass(frozen=True, slots=True)
class AskedRow:
    """A path that the organism asks of its people; `completed` and `passed` in words.

    None: nothing is published of those who are asked. `counted_with_others`: the units that are
    asked are counted together with others, and the shares are theirs too. `due_on`: a fixed day,
    None where the due date is counted for each person, which `due` says. `exempted`: in words,
    empty for fewer than the smallest group.
    """

    title: str
    address: str
    of: str
    due_on: date | None
    due: str
    is_late: bool
    time_left: str
    exempted: str
    reason: str
    completed: str | None
    passed: str | None
    counted_with_others: bool


@dataclass(frozen=True, slots=True)
class AskedBeside:
    """An assignment beside what is published of those whom it asks; None: nothing is.

    `exempted`: how many of them needn't follow it, 0 for fewer than the smallest group.
    """

    row: AssignmentRow
    steps: Steps | None
    with_others: bool
    exempted: int


def asked_beside(
    organism: Organism,
    rows: Sequence[AssignmentRow],
    own: Mapping[UUID, Steps],
    groups: Groups,
    today: date,
) -> list[AskedBeside]:
    """Set beside what is asked what is published: of the organism, or of the groups of the units
    that are asked. Of those who are asked by their role or their arrival, nothing is published."""
    by_units = any(row.assignment.rule.units for row in rows)
    parents = parents_on(today, [organism.pk]) if by_units else {}
    exempted = exempted_in(organism, today) if any(row.exempts for row in rows) else {}
    smallest = max(SMALLEST, settings.BAROMETER_SMALLEST_GROUP)
    found = []
    for row in rows:
        asked = row.assignment
        away = exempted.get(asked.path_key, Counter())
        units = _units_asked(row, parents)
        steps, with_others = _figures_of(asked.path_key, units, own, groups)
        if asked.rule.roles or asked.rule.arrived_since or asked.rule.arrived_within:
            steps, with_others, away = None, False, Counter()
        count = away.total() if units is None else sum(away[unit] for unit in units)
        found.append(AskedBeside(row, steps, with_others, count if count >= smallest else 0))
    return found


def _units_asked(row: AssignmentRow, parents: Mapping[int, int | None]) -> frozenset[int] | None:
    """Return the units that are asked, those below included where a rule names them; None: all."""
    asked = row.assignment
    if asked.unit_id is not None:
        return frozenset({asked.unit_id})
    wanted = asked.rule.units
    if not wanted:
        return None

    def is_below(unit: int | None) -> bool:
        while unit is not None and unit not in wanted:
            unit = parents.get(unit)
        return unit is not None

    return frozenset(unit for unit in parents if is_below(unit))


def _figures_of(
    path: UUID, units: frozenset[int] | None, own: Mapping[UUID, Steps], all_groups: Groups
) -> tuple[Steps | None, bool]:
    """Return what is published of units, and whether others are counted with them."""
    if units is None:
        return own.get(path), False
    groups = [(together, paths) for together, paths in all_groups if together & units]
    told = [paths[path] for _together, paths in groups if path in paths]
    if not told:
        return None, False
    steps = {name: _sum(one[name] for one in told) for name in told[0]}
    return steps, any(together - units for together, _paths in groups)


def _sum(totals: Iterable[Total]) -> Total:
    """Return what is published of several groups together, as that of an organism is made."""
    ones = list(totals)
    return Total(
        people=sum(one.people for one in ones),
        low=sum(one.low for one in ones),
        high=sum(one.high for one in ones),
        expected=sum(one.expected for one in ones),
        known=sum(one.people if one.known is None else one.known for one in ones),
    )


def asked_row(one: AskedBeside, page: str, today: date) -> AskedRow:
    """Return a row of the page of the organism whose address is `page`."""
    asked, steps = one.row.assignment, one.steps
    return AskedRow(
        title=one.row.title,
        address=f"{page}?path={asked.path_key}",
        of=asked.unit.name if asked.unit else " · ".join(one.row.conditions) or _("Everybody"),
        due_on=asked.due_on,
        due=one.row.due,
        is_late=asked.due_on is not None and asked.due_on < today,
        time_left=_time_left(asked.due_on, today) if asked.due_on else "",
        exempted=people_in_words(one.exempted) if one.exempted else "",
        reason=asked.reason,
        completed=share_between(steps["completed"]) if steps else None,
        passed=share_between(steps["passed"]) if steps else None,
        counted_with_others=one.with_others,
    )


def _time_left(due_on: date, today: date) -> str:
    days = (due_on - today).days
    if days < 0:
        return _("the day is past")
    if days < 7:
        return _("less than a week left")
    weeks = days // 7
    return ngettext("%(count)s week left", "%(count)s weeks left", weeks) % {"count": weeks}
