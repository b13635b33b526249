"""The pages of the catalogue, a path, a course and a lesson, as learners see them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.adoption.origin import origins_of
from courses.catalogue import Entry, Filters, facets, matching
from courses.frameworks.queries import works_on
from courses.models import (
    CataloguePage,
    CoursePage,
    LessonItem,
    LessonPage,
    Level,
    PathPage,
    PublishedPath,
)
from courses.queries import (
    answers_in,
    asked_of,
    is_asked,
    lesson_words,
    live_paths,
    minutes_of,
    package_standings,
    requests_of,
    set_aside_of,
    standings_in,
    view_of_page,
    with_positions,
)
from courses.services import open_lesson
from courses.surveys.queries import offer_on
from courses.translating.queries import behind


def serve_learning_page(page: Page, request: HttpRequest) -> HttpResponse | None:
    """Return the reply for a page of this part, or None for a page of another."""
    if isinstance(page, LessonPage):
        return lesson(page, request)
    if isinstance(page, CoursePage):
        return course(page, request)
    if isinstance(page, PathPage):
        return path(page, request)
    if isinstance(page, CataloguePage):
        return catalogue(page, request)
    return None


def _page_context(page: Page, **more) -> dict:
    return {"page": page, "self": page, "is_preview": False} | more


def catalogue(page: CataloguePage, request: HttpRequest) -> HttpResponse:
    """The list of paths, searched and filtered by the address."""
    language = get_language() or settings.LANGUAGE_CODE
    filters = _filters(request)
    words = lesson_words() if filters.query else {}
    entries = [_entry(path, language, words.get(path.key, ())) for path in live_paths()]
    context = _page_context(
        page,
        entries=matching(entries, filters),
        filters=filters,
        total=len(entries),
        facets=_named_facets(entries, filters),
    )
    return TemplateResponse(request, "courses/catalogue_page.html", context)


def _filters(request: HttpRequest) -> Filters:
    asked = request.GET
    sitting = asked.get("sitting", "")
    return Filters(
        query=asked.get("query", "").strip()[:200],
        theme=asked.get("theme", ""),
        level=asked.get("level", ""),
        sitting=int(sitting) if sitting.isascii() and sitting.isdigit() and len(sitting) < 5 else 0,
        language=asked.get("language", ""),
        built_by=asked.get("built_by", ""),
    )


def _entry(path: PublishedPath, language: str, words: Sequence[str]) -> Entry:
    shown = language if language in path.texts else next(iter(path.texts))
    text = path.texts[shown]
    return Entry(
        key=str(path.key),
        title=text["title"],
        summary=text["summary"],
        url=text["url"],
        language=shown,
        languages=tuple(path.texts),
        theme=path.theme.slug,
        theme_name=path.theme.name,
        level=path.level,
        level_name=str(Level(path.level).label),
        minutes=path.minutes,
        least_minutes=minutes_of(path)[0],
        longest_lesson_minutes=path.longest_lesson_minutes,
        lessons=sum(len(course["lessons"]) for course in path.outline["courses"]),
        language_names=tuple(str(name) for code, name in settings.LANGUAGES if code in path.texts),
        built_by=tuple((organism.code, organism.name) for organism in path.built_by.all()),
        # Words are found in every language: one searches "phishing" on a French page too.
        search_text=" ".join(one["search"] for one in path.texts.values()),
        lesson_words=words,
    )


def _named_facets(entries: list[Entry], filters: Filters) -> list[dict]:
    titles = {
        "theme": _("Theme"),
        "sitting": _("Time at hand"),
        "level": _("Level"),
        "language": _("Language"),
        "built_by": _("Built by"),
    }
    found = facets(
        entries,
        filters,
        language_names={code: str(name) for code, name in settings.LANGUAGES},
        sitting_label=lambda minutes: _("I have %(count)s minutes") % {"count": minutes},
    )
    helps = {"sitting": _("The paths whose lessons each fit in that time.")}
    everything = {
        "theme": pgettext("themes", "All"),
        "sitting": pgettext("any time at hand", "All"),
        "level": pgettext("levels", "All"),
        "language": pgettext("languages", "All"),
        "built_by": pgettext("organizations", "All"),
    }
    return [
        {
            "facet": facet,
            "title": titles[facet.name],
            "help": helps.get(facet.name, ""),
            "all": everything[facet.name],
        }
        for facet in found
        if facet.options
    ]


def path(page: PathPage, request: HttpRequest) -> HttpResponse:
    """A path: what it teaches, its courses, and how far the learner is."""
    view = view_of_page(page, request.user)
    context = _page_context(
        page,
        path=view,
        works_on=works_on(page) if view else None,
        behind=behind(page),
        origins=origins_of(page),
    )
    if view and request.user.is_authenticated and is_asked(page):
        today = timezone.localdate()
        for asked in asked_of(request.user, today, [view.key]):
            enrolment = view.progress.enrolment
            is_completed = enrolment is not None and enrolment.completed_at is not None
            context["asked"] = asked
            if asked.asks and not is_completed:
                context["asked_standing"] = asked.asks[0].deadline.standing(today)
                keys = [view.key] if asked.is_requested else []
                context["requests"] = requests_of(request.user, keys)[view.key]
    if view and request.user.is_authenticated:
        context["survey"] = offer_on(page, request.user.pk, view.progress.enrolment, timezone.now())
    return TemplateResponse(request, "courses/path_page.html", context)


def course(page: CoursePage, request: HttpRequest) -> HttpResponse:
    """A course: its lessons, and how far the learner is."""
    view = view_of_page(page, request.user)
    step = view.step_of(page.translation_key) if view else None
    context = _page_context(
        page, path=view, step=step, course=step.course if step else None, behind=behind(page)
    )
    return TemplateResponse(request, "courses/course_page.html", context)


@dataclass(frozen=True, slots=True)
class Draft:
    """What was sent for a question and not recorded: `problem` says why, empty on the way to a next
    step."""

    block_id: str
    sent: tuple[str, ...]
    problem: str
    certainty: str

    @property
    def chosen(self) -> tuple[str, ...] | None:
        """What to show again; None where nothing was chosen."""
        return self.sent or None


def lesson(page: LessonPage, request: HttpRequest, draft: Draft | None = None) -> HttpResponse:
    """A lesson, or one with a `draft`. Opening it while enrolled is recorded, once; where other
    courses come first, the page says which, and nothing is recorded."""
    key = page.translation_key
    view = view_of_page(page, request.user)
    place = view.place_of(key) if view else None
    enrolment = view.progress.enrolment if view and place else None
    if view and place and enrolment and place[0].is_locked:
        context = _page_context(page, path=view, course=place[0], step=view.step_of(place[0].key))
        return TemplateResponse(request, "courses/lesson_locked.html", context)
    if enrolment and place and request.user.is_authenticated and not _is_prefetch(request):
        enrolment.user = request.user
        open_lesson(
            enrolment=enrolment,
            lesson=page,
            course_key=place[0].key,
            is_started=place[1].is_started,
            at=timezone.now(),
        )
    before, after = view.around(key) if view else (None, None)
    drafts = {draft.block_id: draft.chosen} if draft and draft.chosen else {}
    items = with_positions(page.items(answers_in(enrolment, key), drafts), enrolment)
    tests = standings_in(page, enrolment, timezone.now())
    if tests:
        items = [replace(one, test=tests.get(one.block_id)) for one in items]
    packages = package_standings(page, enrolment)
    if packages:
        items = [replace(one, package=packages.get(one.block_id)) for one in items]
    context = _page_context(
        page,
        path=view,
        course=place[0] if place else None,
        lesson=place[1] if place else None,
        enrolment=enrolment,
        items=items,
        waiting=_waiting(request, items) if enrolment else (),
        draft=draft,
        set_aside=set_aside_of(page),
        attempt=uuid4(),
        before=before,
        after=after,
        behind=behind(page),
    )
    return TemplateResponse(request, "courses/lesson_page.html", context)


def _waiting(request: HttpRequest, items: list[LessonItem]) -> set[str]:
    """Return the questions that are said to wait for an answer, to somebody who was sent back to
    them: all that are left (`?waiting`), or one (`?waiting=<id>`).

    The browser shows the question then, not what is said above the lesson.
    """
    asked = request.GET.get("waiting")
    questions = [item.question for item in items if item.question]
    if asked is None:
        return set()
    if asked:
        return {question.block_id for question in questions if question.block_id == asked}
    return {question.block_id for question in questions if not question.attempts}


def _is_prefetch(request: HttpRequest) -> bool:
    """Tell whether a browser asks for the page ahead of a visit that may never come."""
    return "prefetch" in request.headers.get("Sec-Purpose", "")
