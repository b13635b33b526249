"""Videos of lessons: where the learner left one, and its transcript to take away."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from academy.accounts.requests import SignedInRequest
from courses import services
from courses.queries import has_video, live_lesson, transcript_of

from .acts import seat_in


@require_POST
@login_required
def video_position(request: SignedInRequest, page_id: int, block_id: UUID) -> HttpResponse:
    """Remember where the learner left a video (`seconds`; 0 once it was seen to its end)."""
    seat = seat_in(request, page_id)
    if not has_video(seat.lesson, block_id):
        raise Http404
    told = request.POST.get("seconds", "")
    if not (told.isascii() and told.isdigit() and len(told) < 7):
        return JsonResponse({"error": "Seconds are a whole number."}, status=400)
    services.mark_video_position(
        enrolment=seat.enrolment,
        lesson_key=seat.lesson.translation_key,
        block_id=block_id,
        seconds=int(told),
        at=timezone.now(),
    )
    return HttpResponse(status=204)


@require_safe
def transcript(request: HttpRequest, page_id: int, block_id: UUID) -> HttpResponse:
    """Hand over what a video says, in plain text, to whoever may open its lesson."""
    lesson = live_lesson(page_id)
    if lesson is None or not all(
        restriction.accept_request(request) for restriction in lesson.get_view_restrictions()
    ):
        raise Http404
    found = transcript_of(lesson, block_id)
    if found is None:
        raise Http404
    name = f"{slugify(found.title) or 'transcript'}.{lesson.locale.language_code}.txt"
    return HttpResponse(
        found.text,
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
