"""What a learner does: each view finds the learner's own enrolment and calls one service."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from academy.accounts.requests import SignedInRequest
from academy.core.errors import AcademyError
from courses import services
from courses.queries import Seat, answers_in, seat_of, view_of_page, view_of_path
from courses.services.complete import QuestionsLeft

from .pages import Draft, lesson


def seat_in(request: SignedInRequest, page_id: int) -> Seat:
    """Return the learner's seat in the lesson of this page, or raise Http404."""
    seat = seat_of(request.user, page_id)
    if seat is None:
        raise Http404
    return seat


@require_POST
@login_required
def enrol(request: SignedInRequest, path_key: UUID) -> HttpResponse:
    """Join a path, then go to its first lesson or to the one that was asked for."""
    services.enrol(user=request.user, path_key=path_key, at=timezone.now())
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
    """Answer a question. The reply is the question alone for htmx, the lesson otherwise.

    In both, the focus goes to what is said of the answer: one goes on from there by keyboard. What
    can't be taken is shown again as it was sent, with what to do about it.
    """
    seat = seat_in(request, page_id)
    problem, is_recorded = "", False
    chosen = chosen_in(request.POST)
    try:
        is_recorded = services.answer_question(
            enrolment=seat.enrolment,
            lesson=seat.lesson,
            course_key=seat.course_key,
            block_id=block_id,
            chosen=chosen,
            attempt=uuid_in(request.POST.get("attempt", "")) or uuid4(),
            at=timezone.now(),
            certainty=request.POST.get("certainty", ""),
        )
    except AcademyError as error:
        problem = error.message
    sure = request.POST.get("certainty", "")
    draft = None if is_recorded else Draft(str(block_id), tuple(chosen), problem, sure)
    if request.htmx:
        return _question(request, seat, block_id, draft)
    if draft is not None:
        return lesson(seat.lesson, request, draft)
    return redirect(f"{seat.lesson.get_url(request)}#question-{block_id}-outcome")


def chosen_in(sent: QueryDict) -> list[str]:
    """Return what the fields of a question hold, in their order: `choice`, or `choice-…` for one of
    several things."""
    return [
        value
        for name, values in sent.lists()
        if name == "choice" or name.startswith("choice-")
        for value in values
        if value
    ]


def _question(
    request: HttpRequest, seat: Seat, block_id: UUID, draft: Draft | None
) -> HttpResponse:
    answers = answers_in(seat.enrolment, seat.lesson.translation_key, block_id)
    item = seat.lesson.question_item(
        str(block_id), answers.get(str(block_id), ()), draft.chosen if draft else None
    )
    context = {
        "page": seat.lesson,
        "item": item,
        "enrolment": seat.enrolment,
        "attempt": uuid4(),
        "problem": draft.problem if draft else "",
        "certainty": draft.certainty if draft else "",
        "focus": True,
    }
    return render(request, "courses/question.html", context)


@require_POST
@login_required
def complete(request: SignedInRequest, page_id: int) -> HttpResponse:
    """Finish a lesson and go on to the next, or to the path when it was the last."""
    seat = seat_in(request, page_id)
    try:
        services.complete_lesson(
            enrolment=seat.enrolment,
            lesson=seat.lesson,
            course_key=seat.course_key,
            at=timezone.now(),
        )
    except QuestionsLeft as error:
        messages.error(request, error.message)
        return redirect(f"{seat.lesson.get_url(request)}?waiting#block-{error.block_ids[0]}")
    except services.StepLocked:
        # The lesson says what comes first.
        return redirect(seat.lesson.get_url(request))
    view = view_of_page(seat.lesson, request.user)
    if view is None:
        raise Http404
    _before, after = view.around(seat.lesson.translation_key)
    return redirect(after.url if after else view.url)


@require_POST
@login_required
def position(request: SignedInRequest, page_id: int) -> HttpResponse:
    """Remember the block that the learner is reading."""
    seat = seat_in(request, page_id)
    block_id = uuid_in(request.POST.get("block", ""))
    if block_id is None or str(block_id) not in {str(block.id) for block in seat.lesson.body}:
        return JsonResponse({"error": "This lesson has no such block."}, status=400)
    try:
        services.refuse_locked(enrolment=seat.enrolment, course_key=seat.course_key)
    except services.StepLocked:
        return JsonResponse({"error": "This lesson is not open yet."}, status=409)
    services.mark_position(
        enrolment=seat.enrolment,
        lesson_key=seat.lesson.translation_key,
        block_id=block_id,
        at=timezone.now(),
    )
    return HttpResponse(status=204)


def uuid_in(text: str) -> UUID | None:
    """Return the UUID that `text` spells, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None
