"""What a learner does: each view finds the learner's own enrolment and calls one service."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from academy.accounts.requests import SignedInRequest
from academy.core.errors import AcademyError, NotFound
from courses import services
from courses.models import Enrolment, LessonPage
from courses.queries import PathView, answers_in, view_of_page, view_of_path
from courses.services.complete import QuestionsLeft


@dataclass(frozen=True, slots=True)
class Seat:
    """A learner in a lesson: the lesson, the path as the learner sees it, and the enrolment."""

    lesson: LessonPage
    view: PathView
    enrolment: Enrolment
    course_key: UUID


def _seat(request: SignedInRequest, page_id: int) -> Seat:
    """Return the learner's seat in the lesson of this page, or raise Http404."""
    lesson = get_object_or_404(LessonPage.objects.live().select_related("locale"), pk=page_id)
    view = view_of_page(lesson, request.user)
    place = view.place_of(lesson.translation_key) if view else None
    if view is None or place is None or view.progress.enrolment is None:
        raise Http404
    enrolment = view.progress.enrolment
    enrolment.user = request.user
    return Seat(lesson, view, enrolment, place[0].key)


@require_POST
@login_required
def enrol(request: SignedInRequest, path_key: UUID) -> HttpResponse:
    """Join a path, then go to its first lesson or to the one that was asked for."""
    try:
        services.enrol(user=request.user, path_key=path_key, at=timezone.now())
    except NotFound as error:
        raise Http404 from error
    language = get_language() or request.user.language
    view = view_of_path(path_key, request.user, language)
    if view is None:
        raise Http404
    wanted = request.POST.get("lesson", "")
    for row in view.lessons:
        if str(row.key) == wanted:
            return redirect(row.url)
    return redirect(view.resume_url)


@require_POST
@login_required
def answer(request: SignedInRequest, page_id: int, block_id: UUID) -> HttpResponse:
    """Answer a question. The reply is the question alone for htmx, the lesson otherwise."""
    seat = _seat(request, page_id)
    problem = ""
    try:
        services.answer_question(
            enrolment=seat.enrolment,
            lesson=seat.lesson,
            course_key=seat.course_key,
            block_id=block_id,
            chosen=request.POST.getlist("choice"),
            attempt=_uuid(request.POST.get("attempt", "")) or uuid4(),
            at=timezone.now(),
        )
    except NotFound as error:
        raise Http404 from error
    except AcademyError as error:
        problem = error.message
    if request.htmx:
        return _question(request, seat, block_id, problem)
    if problem:
        messages.error(request, problem)
    return redirect(f"{seat.lesson.get_url(request)}#block-{block_id}")


def _question(request: SignedInRequest, seat: Seat, block_id: UUID, problem: str) -> HttpResponse:
    answers = answers_in(seat.enrolment, seat.lesson.translation_key)
    item = next(one for one in seat.lesson.items(answers) if str(one.block.id) == str(block_id))
    context = {
        "page": seat.lesson,
        "item": item,
        "enrolment": seat.enrolment,
        "attempt": uuid4(),
        "problem": problem,
    }
    return render(request, "courses/question.html", context)


@require_POST
@login_required
def complete(request: SignedInRequest, page_id: int) -> HttpResponse:
    """Finish a lesson and go on to the next, or to the path when it was the last."""
    seat = _seat(request, page_id)
    try:
        services.complete_lesson(
            enrolment=seat.enrolment,
            lesson=seat.lesson,
            course_key=seat.course_key,
            at=timezone.now(),
        )
    except QuestionsLeft as error:
        messages.error(request, error.message)
        return redirect(f"{seat.lesson.get_url(request)}#block-{error.block_ids[0]}")
    _before, after = seat.view.around(seat.lesson.translation_key)
    return redirect(after.url if after else seat.view.url)


@require_POST
@login_required
def position(request: SignedInRequest, page_id: int) -> HttpResponse:
    """Remember the block that the learner is reading."""
    seat = _seat(request, page_id)
    block_id = _uuid(request.POST.get("block", ""))
    if block_id is None or str(block_id) not in {str(block.id) for block in seat.lesson.body}:
        return JsonResponse({"error": "This lesson has no such block."}, status=400)
    services.mark_position(
        enrolment=seat.enrolment,
        lesson_key=seat.lesson.translation_key,
        block_id=block_id,
        at=timezone.now(),
    )
    return HttpResponse(status=204)


def _uuid(text: str) -> UUID | None:
    """Return the UUID that `text` spells, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None
