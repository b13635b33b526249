"""Samples of the weekly mail, with what the organism asks and no person in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.organisms.models import Organism, Role
from courses.models import Assignment, NamedLook

from . import queries
from .mail import SaidLine, context_of, rule_in_words, sections_of
from .plan import Count, Plan
from .rules import Answered, Line, Rule, Shown

_DAYS = {
    Rule.OVERDUE: -3,
    Rule.DUE_SOON: 6,
    Rule.NEWLY_ASKED: 30,
    Rule.ENDED: -5,
    Rule.ENDS_SOON: 40,
    Rule.ANSWERED: -3,
    Rule.SHOWN: -4,
    Rule.LEFT_OFF: -10,
    Rule.PASSED: -2,
}
_OF_DUTIES = (Rule.OVERDUE, Rule.DUE_SOON, Rule.NEWLY_ASKED)


@dataclass(frozen=True, slots=True)
class Kind:
    """A rule in words, how many mails of the first week have such a line, and a sample of it."""

    heading: str
    rule: str
    count: Count | None
    line: SaidLine


@dataclass(frozen=True, slots=True)
class _Matter:
    """What samples are about."""

    paths: queries.Paths
    asked: Mapping[int, Assignment]
    lines: tuple[Line, ...]


def kinds_in_words(plan: Plan, organism: Organism, today: date, language: str) -> list[Kind]:
    """Return every rule with its count in `plan` and a sample line; [] where no path is live."""
    matter = _matter(organism, today)
    counts = dict(plan.kinds)
    return [
        Kind(section.heading, rule_in_words(section.rule), counts.get(section.rule), line)
        for section in sections_of(matter.lines, matter.paths, matter.asked, language)
        for line in section.lines
    ]


def sample_of(user: User, organism: Organism, today: date) -> dict[str, object] | None:
    """Return what the templates of a whole mail are given, as if to `user`; None where no path is
    live.
    """
    matter = _matter(organism, today)
    wanted = (Rule.DUE_SOON, Rule.LEFT_OFF, Rule.PASSED)
    lines = [line for line in matter.lines if line.rule in wanted]
    if not lines:
        return None
    return context_of(user, lines, matter.paths, matter.asked, delivery=None, preference=None)


def _matter(organism: Organism, today: date) -> _Matter:
    """Return a line for each rule, about what the organism asks, or about any path."""
    paths = queries.published()
    current = Assignment.objects.filter(organism=organism, withdrawn_at=None, unit=None)
    asked = {
        one.pk: one
        for one in current.select_related("organism", "unit").order_by("due_on")
        if one.path_key in paths.by_key
    }
    if not paths.by_key:
        return _Matter(paths, {}, ())
    keys = sorted(paths.by_key, key=lambda key: (key not in _keys(asked), str(key)))
    assignment = next(iter(asked.values()), None)
    lines = []
    for place, (rule, days) in enumerate(_DAYS.items()):
        is_duty = rule in _OF_DUTIES
        key = assignment.path_key if is_duty and assignment else keys[-1 - place % len(keys)]
        lines.append(
            Line(
                rule,
                key,
                today + timedelta(days=days),
                assignment.pk if is_duty and assignment else None,
                news=_news(rule, key, today + timedelta(days=days), organism),
            )
        )
    return _Matter(paths, asked, tuple(lines))


def _news(rule: Rule, key: UUID, day: date, organism: Organism) -> Answered | Shown | None:
    if rule is Rule.ANSWERED:
        return Answered(key, day, organism, is_granted=True)
    if rule is Rule.SHOWN:
        return Shown(
            key,
            day,
            who=_("The name of who looked"),
            role=Role.TRAINING_OFFICER.label,
            organism=organism,
            reason=NamedLook.Reason.HELP.label,
            words="",
            assignment_id=0,
        )
    return None


def _keys(asked: Mapping[int, Assignment]) -> set:
    return {one.path_key for one in asked.values()}
