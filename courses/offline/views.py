"""What a device asks: the lessons that it keeps, whose they are, and what it tells afterwards."""

import json
from dataclasses import replace
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from academy.accounts.requests import SignedInRequest
from academy.core.answers import same_for_all
from courses.queries import seat_of, view_of_page

from . import shell
from .acts import BadBatch, read_batch
from .queries import answered_in, course_to_keep
from .rules import KEPT_FOR, LARGEST_BATCH
from .services import receive


@require_safe
@never_cache
@login_required
def course(request: SignedInRequest, course_key: UUID) -> HttpResponse:
    """List what a device keeps of a course: each lesson, where to get it and its version."""
    language = get_language() or settings.LANGUAGE_CODE
    found = course_to_keep(request.user, course_key, language, files=shell.version())
    if found is None:
        raise Http404
    return JsonResponse(
        {
            "person": str(request.user.public_id),
            "title": found.title,
            "url": found.url,
            "language": language,
            "lessons": [
                {
                    "id": lesson.page_id,
                    "title": lesson.title,
                    "url": lesson.url,
                    "page": reverse("courses:offline-lesson", args=[lesson.page_id]),
                    "version": lesson.version,
                }
                for lesson in found.lessons
            ],
        }
    )


@require_safe
@never_cache
@login_required
def lesson(request: SignedInRequest, page_id: int) -> HttpResponse:
    """Show a lesson as a device keeps it: whole, without answers and without a form's token.

    `Academy-Kept-Until` says when the device forgets it.
    """
    seat = seat_of(request.user, page_id)
    if seat is None or not all(
        restriction.accept_request(request) for restriction in seat.lesson.get_view_restrictions()
    ):
        raise Http404
    page, at = seat.lesson, timezone.now()
    view = view_of_page(page, request.user)
    place = view.place_of(page.translation_key) if view else None
    before, after = view.around(page.translation_key) if view else (None, None)
    context = {
        "page": page,
        "self": page,
        "is_preview": False,
        "path": view,
        "course": place[0] if place else None,
        "lesson": place[1] if place else None,
        # What a test or a package is can be read; how far somebody is with it takes a connection.
        "items": [
            replace(
                item,
                test=getattr(page.test_blocks.get(item.block_id), "value", None),
                package=getattr(page.package_blocks.get(item.block_id), "value", None),
            )
            for item in page.items({})
        ],
        "answered": answered_in(seat.enrolment, page.translation_key),
        "kept_on": at,
        "before": before,
        "after": after,
    }
    response = render(request, "courses/offline/lesson.html", context)
    response["Academy-Kept-Until"] = (at + KEPT_FOR).isoformat(timespec="seconds")
    return response


@require_safe
@never_cache
def session(request: HttpRequest) -> HttpResponse:
    """Say who is signed in, with a token for what is sent next; nobody has an empty `person`."""
    if not request.user.is_authenticated:
        return JsonResponse({"person": "", "token": ""})
    return JsonResponse({"person": str(request.user.public_id), "token": get_token(request)})


@require_POST
def answers(request: HttpRequest) -> HttpResponse:
    """Take what a device kept to tell, as JSON, and say what became of each act.

    401: nobody is signed in. 409: somebody else is. 413, 400: it isn't what a device sends. In all
    of these nothing is recorded, and the device keeps what it has.
    """
    if not request.user.is_authenticated:
        return _refused("Sign in first.", 401)
    try:
        # Refused before it is read, where the browser says how long it is.
        if int(request.headers.get("Content-Length") or 0) > LARGEST_BATCH:
            return _refused("Send less at once.", 413)
        batch = read_batch(json.loads(request.body))
    except (BadBatch, ValueError, RecursionError) as error:
        return _refused(str(error), 400)
    if batch.person != request.user.public_id:
        return _refused("Somebody else is signed in.", 409)
    received = receive(user=request.user, acts=batch.acts, at=timezone.now())
    return JsonResponse(
        {"acts": [{"id": str(one.id), "state": one.state, "why": one.why} for one in received]}
    )


def _refused(why: str, status: int) -> HttpResponse:
    return JsonResponse({"error": why}, status=status)


@require_safe
def device(request: HttpRequest) -> HttpResponse:
    """The page of what is on this device, which a browser shows for pages it can't reach too.

    The same for everybody: what it lists is read in the browser.
    """
    response = HttpResponse(_device_page(request))
    response["Cache-Control"] = "no-cache"
    return same_for_all(response)


def _device_page(request: HttpRequest) -> str:
    return render_to_string("courses/offline/device.html", {"request": request})


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that answers for the academy in a browser without a connection.

    It is another script whenever a file or a page that it keeps is another: the browser installs it
    anew then.
    """
    addresses, pages = {}, []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            addresses[code] = reverse("courses:device")
            pages.append(_device_page(request))
    kept = {
        "version": shell.version(*pages),
        "files": shell.files(),
        "pages": addresses,
    }
    scripts = ", ".join(json.dumps(static(name)) for name in shell.WORKER)
    text = f"self.KEPT = {json.dumps(kept, indent=1)};\nimportScripts({scripts});\n"
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return same_for_all(response)
