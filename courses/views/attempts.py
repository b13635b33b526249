"""A test, from its first page to its result: each page is of the learner's own enrolment."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from academy.accounts.requests import SignedInRequest
from academy.core.errors import AcademyError
from courses import services
from courses.models import Attempt, CoursePage, LessonPage
from courses.queries import (
    DrawnQuestion,
    StandingInTest,
    attempt_of,
    drawn_in,
    question_answered,
    question_to_answer,
    standings_in,
)
from courses.questions import QuestionView
from courses.time_limits import is_over
from courses.translating.deadline import language_name
from courses.translating.queries import newer_than

from .acts import Seat, chosen_in, seat_in, uuid_in


@require_GET
@login_required
def test_start(request: SignedInRequest, page_id: int, block_id: UUID) -> HttpResponse:
    """The first page of a test: what it is, what is left, what was done.

    The address names the lesson in one language: in another, one goes to that of its translation.
    """
    seat = seat_in(request, page_id)
    language = _language(request)
    if seat.lesson.locale.language_code != language:
        pages = LessonPage.objects.live().filter(translation_key=seat.lesson.translation_key)
        there = pages.filter(locale__language_code=language).first()
        if there is not None:
            return redirect("courses:test", there.pk, block_id)
    services.close_if_over(
        enrolment=seat.enrolment, lesson_key=seat.lesson.translation_key, at=timezone.now()
    )
    return _start_page(request, seat, block_id)


def _start_page(request: SignedInRequest, seat: Seat, block_id: UUID) -> HttpResponse:
    standing = standings_in(seat.lesson, seat.enrolment, timezone.now()).get(str(block_id))
    if standing is None:
        raise Http404
    context = {"page": seat.lesson, "test": standing, "token": uuid4()}
    return render(request, "courses/test_start.html", context)


@require_POST
@login_required
def begin(request: SignedInRequest, page_id: int, block_id: UUID) -> HttpResponse:
    """Begin an attempt, or go on with the one under way."""
    seat = seat_in(request, page_id)
    course = seat.lesson.get_parent().specific
    try:
        attempt = services.start_attempt(
            enrolment=seat.enrolment,
            lesson=seat.lesson,
            course_key=seat.course_key,
            mastery_score=float(course.mastery_score) if isinstance(course, CoursePage) else 1.0,
            block_id=block_id,
            token=uuid_in(request.POST.get("token", "")) or uuid4(),
            at=timezone.now(),
        )
    except AcademyError as error:
        messages.error(request, error.message)
        return redirect("courses:test", page_id, block_id)
    if attempt.finished_at is not None:
        return redirect("courses:attempt", attempt.pk)
    return redirect("courses:question", attempt.pk, _first_open(request, attempt))


def _first_open(request: SignedInRequest, attempt: Attempt) -> int:
    """Return the place of the first question without an answer, the first where all have one."""
    drawn = drawn_in(attempt, _language(request))
    return next((one.place for one in drawn if one.given is None), 1)


@dataclass(frozen=True, slots=True)
class Sheet:
    """An attempt of the person who asks: its questions, and the lesson that it belongs to (None
    once that is withdrawn)."""

    attempt: Attempt
    drawn: list[DrawnQuestion]
    lesson: LessonPage | None

    @property
    def context(self) -> dict[str, Any]:
        """What each page of the attempt shows."""
        return {
            "attempt": self.attempt,
            "drawn": self.drawn,
            "page": self.lesson,
            "answered": sum(one.given is not None for one in self.drawn),
            "seconds_left": self.seconds_left,
        }

    @property
    def seconds_left(self) -> int | None:
        """How long is left, in whole seconds; None without limit."""
        if self.attempt.ends_by is None:
            return None
        left = self.attempt.ends_by - timezone.now()
        return max(0, left // timedelta(seconds=1))


def _sheet(request: SignedInRequest, attempt_id: int) -> Sheet:
    """Return an attempt of the person who asks, finished where its time is over, or raise 404."""
    attempt = attempt_of(request.user, attempt_id)
    if attempt is None:
        raise Http404
    now = timezone.now()
    # What is sent may be late by the network; who looks at the attempt after its end sees it so.
    ends_by = attempt.ends_by
    is_past = is_over(ends_by, now) if request.method == "POST" else ends_by and ends_by <= now
    if attempt.finished_at is None and is_past:
        attempt = services.finish_attempt(attempt=attempt, at=now)
    language = _language(request)
    lessons = LessonPage.objects.live().filter(translation_key=attempt.lesson_key)
    pages = {page.locale.language_code: page for page in lessons.select_related("locale")}
    lesson = pages.get(language) or next(iter(pages.values()), None)
    return Sheet(attempt, drawn_in(attempt, language), lesson)


def _language(request: SignedInRequest) -> str:
    return get_language() or request.user.language


@dataclass(frozen=True, slots=True)
class Told:
    """A question of an attempt that was sent, with what is said of its answer."""

    question: QuestionView
    is_answered: bool


@require_GET
@login_required
def attempt(request: SignedInRequest, attempt_id: int) -> HttpResponse:
    """All the questions of an attempt before it is sent; afterwards, its result."""
    sheet = _sheet(request, attempt_id)
    if sheet.attempt.finished_at is None:
        return render(request, "courses/test_review.html", sheet.context)
    standing = _standing(sheet)
    explained = standing is None or standing.left == 0
    language = _language(request)
    results = [
        Told(
            question_answered(sheet.attempt, one, language, explained=explained),
            one.given is not None,
        )
        for one in sheet.drawn
    ]
    context = sheet.context | {"test": standing, "results": results}
    context["right"] = sum(1 for one in sheet.drawn if one.mark and one.mark.success)
    context["was_cut"] = sheet.attempt.finished_at == sheet.attempt.ends_by
    context["token"] = uuid4()
    return render(request, "courses/test_result.html", context)


def _standing(sheet: Sheet) -> StandingInTest | None:
    if sheet.lesson is None:
        return None
    found = standings_in(sheet.lesson, sheet.attempt.enrolment, timezone.now())
    return found.get(str(sheet.attempt.block_id))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def question(request: SignedInRequest, attempt_id: int, place: int) -> HttpResponse:
    """Show one question of an attempt, or keep what is sent for it and go on to the next.

    The reply to htmx, which sends each change, says whether it is kept.
    """
    sheet = _sheet(request, attempt_id)
    if not 1 <= place <= len(sheet.drawn):
        raise Http404
    if request.method == "POST":
        return _save(request, sheet, place)
    if sheet.attempt.finished_at is not None:
        return redirect("courses:attempt", attempt_id)
    return _question_page(request, sheet, place)


def _question_page(
    request: SignedInRequest, sheet: Sheet, place: int, draft: list[str] | None = None, **more: Any
) -> HttpResponse:
    drawn, language = sheet.drawn[place - 1], _language(request)
    view = question_to_answer(sheet.attempt, drawn, language, draft)
    spoken, _asked = drawn.asked_in(language)
    newer = newer_than(drawn.key, spoken, sheet.attempt.started_at)
    context = sheet.context | {"question": view, "place": place, "before": place - 1} | more
    context["newer"] = language_name(newer) if newer in drawn.versions else ""
    return render(request, "courses/test_question.html", context)


def _save(request: SignedInRequest, sheet: Sheet, place: int) -> HttpResponse:
    chosen = chosen_in(request.POST)
    problem = ""
    # To go on without an answer is no mistake: the page before sending says what is left.
    if chosen:
        try:
            services.save_answer(
                attempt=sheet.attempt,
                question=sheet.drawn[place - 1].key,
                chosen=chosen,
                language=_language(request),
                at=timezone.now(),
            )
        except services.AttemptClosed as error:
            if request.htmx:
                return _saved(request, error.message)
            messages.error(request, error.message)
            return redirect("courses:attempt", sheet.attempt.pk)
        except AcademyError as error:
            problem = error.message
    if request.htmx:
        now = timezone.localtime()
        return _saved(request, _("Saved at %(time)s.") % {"time": f"{now:%H:%M}"}, problem)
    if problem:
        return _question_page(request, sheet, place, chosen, problem=problem, focus=True)
    if place < len(sheet.drawn) and "review" not in request.POST:
        return redirect("courses:question", sheet.attempt.pk, place + 1)
    return redirect("courses:attempt", sheet.attempt.pk)


def _saved(request: SignedInRequest, words: str, problem: str = "") -> HttpResponse:
    """Say to the script whether a change is kept; one that isn't whole yet isn't."""
    if problem:
        words = _("Not saved yet: %(why)s") % {"why": problem}
    return render(request, "courses/test_saved.html", {"words": words})


@require_POST
@login_required
def finish(request: SignedInRequest, attempt_id: int) -> HttpResponse:
    """Send an attempt, then show its result."""
    sheet = _sheet(request, attempt_id)
    services.finish_attempt(attempt=sheet.attempt, at=timezone.now())
    return redirect(f"{reverse('courses:attempt', args=[attempt_id])}#result")
