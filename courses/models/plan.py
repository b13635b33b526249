"""The plan of a path: what its courses ask, as last saved, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.db.models import Q, Sum
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.structure import Problem, Structure, branches, problems
from courses.structure_words import named, problem_words

if TYPE_CHECKING:
    from .pages import CoursePage, PathPage


@dataclass(frozen=True, slots=True)
class PlanBranch:
    """A way through the path: for whom, what they skip and are offered, and minutes."""

    who: str
    skipped: tuple[str, ...]
    offered: tuple[str, ...]
    least: int
    most: int
    more: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of a path. `titles`: of its courses and of those that its conditions name."""

    structure: Structure
    titles: Mapping[UUID, str]
    set_titles: Mapping[str, str]
    problems: tuple[Problem, ...]

    def sentence(self, problem: Problem) -> str:
        """Return what is wrong, and what to do, naming the courses."""
        return problem_words(problem, self.titles, self.set_titles)

    @property
    def sentences(self) -> list[str]:
        """All that is wrong."""
        return [self.sentence(one) for one in self.problems]

    @property
    def branches(self) -> list[PlanBranch]:
        """The ways through the path."""
        return [
            PlanBranch(
                who=_("Whoever masters nothing of it yet")
                if not one.mastering
                else _("Whoever masters already: %(courses)s")
                % {"courses": self._named(self._in_order(one.mastering))},
                skipped=tuple(self.titles.get(key, "") for key in one.skipped),
                offered=tuple(self.titles.get(key, "") for key in one.offered),
                least=one.least,
                most=one.most,
                more=one.more,
            )
            for one in branches(self.structure)
        ]

    @property
    def steps(self) -> list[dict[str, Any]]:
        """The courses in order, with the titles of what each requires and names."""
        return [
            {
                "title": self.titles[step.key],
                "minutes": step.minutes,
                "requires": self._named(self._in_order(step.requires)),
                "optional_set": self.set_titles.get(step.optional_set, ""),
                "condition": str(step.condition),
                "mastering": self._named(self._in_order(step.mastering)),
            }
            for step in self.structure.steps
        ]

    def _in_order(self, keys: frozenset[UUID]) -> list[UUID]:
        return [key for key in self.titles if key in keys]

    def _named(self, keys: list[UUID]) -> str:
        return named(self.titles[key] for key in keys)


def plan_of(path: PathPage, edited: Page | None = None) -> Plan:
    """Return the plan of `path`, in which `edited`, a page of it, is as its editor has it.

    Every other page is as it was last saved: what will be there once all of it is published.
    Retired courses are no part of it.
    """
    shown: Any = edited if edited is not None and edited.pk == path.pk else latest(path)
    courses = courses_of(path, edited)
    steps = tuple(course.step(_minutes(course)) for course in courses)
    structure = Structure(steps, shown.sets())
    titles = {course.translation_key: course.title for course in courses}
    elsewhere = structure.named - titles.keys()
    known = {*titles}
    if elsewhere:
        named = _live_courses().filter(translation_key__in=elsewhere).select_related("locale")
        for course in named:
            if course.locale_id == path.locale_id or course.translation_key not in titles:
                titles[course.translation_key] = course.title
            known.add(course.translation_key)
    return Plan(structure, titles, shown.set_titles(), problems(structure, known))


def courses_of(path: Page, edited: Page | None = None) -> list[CoursePage]:
    """Return the courses of a path in order, each as it was last saved, and `edited` as it is now;
    a new one comes last."""
    model: Any = apps.get_model("courses", "CoursePage")
    rows = model.objects.child_of(path) if path.pk else model.objects.none()
    # Retired: it was published once, and is no more.
    rows = rows.filter(Q(live=True) | Q(first_published_at__isnull=True)).order_by("path")
    found = [edited if edited is not None and row.pk == edited.pk else latest(row) for row in rows]
    if isinstance(edited, model) and edited.pk not in {row.pk for row in rows}:
        found.append(edited)
    return found


def latest(page: Page) -> Any:
    """Return a page as it was last saved."""
    return page.get_latest_revision_as_object()


def mastered_choices(page: Page, locale_id: int) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the courses whose mastery may count for `page`, by path: those that are live in
    a language."""
    paths = apps.get_model("courses", "PathPage").objects.filter(locale_id=locale_id)
    titles = dict(paths.values_list("path", "title"))
    groups: dict[str, list[tuple[str, str]]] = {}
    rows = _live_courses().filter(locale_id=locale_id).exclude(translation_key=page.translation_key)
    for place, key, title in rows.order_by("path").values_list("path", "translation_key", "title"):
        groups.setdefault(titles.get(place[: -Page.steplen], ""), []).append((str(key), title))
    return list(groups.items())


def _live_courses() -> Any:
    return apps.get_model("courses", "CoursePage").objects.live()


def _minutes(course: Page) -> int:
    if not course.pk:
        return 0
    lessons = apps.get_model("courses", "LessonPage").objects.child_of(course)
    kept = lessons.filter(Q(live=True) | Q(first_published_at__isnull=True))
    return kept.aggregate(minutes=Sum("duration_minutes"))["minutes"] or 0
