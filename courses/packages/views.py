"""The pages of the academy around a package: each is of the learner's own enrolment."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from academy.accounts.requests import SignedInRequest
from academy.core.errors import AcademyError
from courses.models import LessonPage, PackageLaunch
from courses.queries import launch_of, seat_of

from . import tokens
from .attempts import open_package, reopen_package
from .shown import contents_of


@require_POST
@login_required
def open_one(request: SignedInRequest, page_id: int, block_id: UUID) -> HttpResponse:
    """Open a part of a package, then show it."""
    seat = seat_of(request.user, page_id)
    if seat is None:
        raise Http404
    try:
        launch = open_package(
            enrolment=seat.enrolment,
            lesson=seat.lesson,
            course_key=seat.course_key,
            block_id=block_id,
            item=request.POST.get("part", ""),
            again="again" in request.POST,
            at=timezone.now(),
        )
    except AcademyError as error:
        messages.error(request, error.message)
        return redirect(f"{seat.lesson.get_url(request)}#block-{block_id}")
    return redirect("courses:package", launch.public_id)


def _context(request: SignedInRequest, launch_id: UUID) -> dict[str, Any]:
    launch = launch_of(request.user, launch_id)
    if launch is None:
        raise Http404
    attempt = launch.attempt
    part = next((one for one in attempt.version.parts if one["id"] == launch.item), {})
    return {
        "launch": launch,
        "attempt": attempt,
        # Of AUs alone: nothing in the frame says when something happened.
        "asks_again": attempt.version.is_cmi5 and attempt.completed_at is None,
        "has_own_window": part.get("has_own_window") or part.get("is_remote"),
        "contents": contents_of(attempt, launch.item),
        "page": _lesson(launch, get_language() or request.user.language),
    }


def _lesson(launch: PackageLaunch, language: str) -> LessonPage | None:
    """Return the lesson that holds the package, None once it is withdrawn."""
    key = launch.attempt.lesson_key
    pages = LessonPage.objects.live().filter(translation_key=key).select_related("locale")
    found = {page.locale.language_code: page for page in pages}
    return found.get(language) or next(iter(found.values()), None)


@require_GET
@login_required
def package(request: SignedInRequest, launch_id: UUID) -> HttpResponse:
    """A part of a package in its frame, with the table of contents where there are several."""
    context = _context(request, launch_id)
    launch: PackageLaunch = context["launch"]
    current = reopen_package(launch=launch, at=timezone.now())
    if current != launch:
        return redirect("courses:package", current.public_id)
    door = tokens.for_launch(launch)
    context |= {"origin": door.origin, "frame": door.page, "window": door.window}
    return framed(render(request, "courses/packages/package.html", context), door.origin)


@require_GET
@login_required
def standing(request: SignedInRequest, launch_id: UUID) -> HttpResponse:
    """How far the learner is, asked again when something happened in the frame."""
    return render(request, "courses/packages/standing.html", _context(request, launch_id))


def framed(response: HttpResponse, origin: str) -> HttpResponse:
    """Let a page frame the origin of one package, and that one alone."""
    read_by_csp_middleware: Any = response
    read_by_csp_middleware._csp_replace = {"frame-src": [origin]}
    response["Permissions-Policy"] = settings.PERMISSIONS_POLICY.replace(
        "fullscreen=(self)", f'fullscreen=(self "{origin}")'
    )
    # The address of the frame holds a token for this person.
    response["Cache-Control"] = "private, no-store"
    return response
