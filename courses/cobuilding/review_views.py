"""What people without an account see of the drafts of a path, through a review link."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from academy.accounts.requests import is_too_often
from academy.core.errors import AcademyError, NotFound
from courses.models.drafts import learner_in_words
from courses.path_view import PathView
from courses.seen_as import LearnerState, seen_as, state_named, states_of

from . import building, drafts
from .forms import RemarkForm


def _secretly(response: HttpResponse) -> HttpResponse:
    """Keep a secret address to those who have it: other sites never see it, ours needs it to tell
    its own forms from those of others."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store, private"
    # Django would write the address of what is refused into its log.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def _nowhere(request: HttpRequest) -> HttpResponse:
    return _secretly(
        TemplateResponse(request, "courses/cobuilding/review_ended.html", {}, status=404)
    )


def _address(secret: str, page_id: int, language: str, state: str = "") -> str:
    with translation.override(language):
        address = reverse("review:draft", args=[secret, page_id])
    return f"{address}?state={state}" if state else address


@require_safe
def pages(request: HttpRequest, secret: str) -> HttpResponse:
    """List the pages of the path, in each language."""
    link = drafts.open_link(secret, timezone.now())
    if link is None:
        return _nowhere(request)
    outlines = [
        (
            translation.get_language_info(one.language)["name_local"].capitalize(),
            one.language,
            [(page, depth, _address(secret, page.pk, one.language)) for page, depth in one.pages],
        )
        # What the reader reads comes first.
        for one in sorted(
            drafts.outlines(link), key=lambda one: one.language != translation.get_language()
        )
    ]
    context = {"outlines": outlines, "ends_at": link.ends_at}
    return _secretly(TemplateResponse(request, "courses/cobuilding/review.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, secret: str, page_id: int) -> HttpResponse:
    """Show a page as it was last saved, to a learner who is so far, and take a remark on it."""
    link = drafts.open_link(secret, timezone.now())
    page = drafts.draft_of(link, page_id) if link is not None else None
    if link is None or page is None:
        return _nowhere(request)
    state = state_named(request.GET.get("state", ""))
    language = page.locale.language_code
    form = RemarkForm(request.POST if request.method == "POST" else None)
    is_slowed = form.is_bound and is_too_often(request, "remark")
    if is_slowed:
        form.add_error(None, _("That is many remarks at once. Wait a minute, then send this one."))
    elif form.is_valid():
        try:
            building.remark(link=link, page=page, at=timezone.now(), **form.cleaned_data)
        except NotFound:
            return _nowhere(request)
        except AcademyError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Thank you: those who build this path read your remark."))
            return _secretly(redirect(_address(secret, page.pk, language, state)))
    context = page.get_preview_context(request, state)
    whole = drafts.path_of(page)
    context |= _placed(seen_as(whole, state, timezone.now()), page, secret, state, context)
    context["review"] = {
        "form": form,
        "said": drafts.remarks_on(link, page),
        "pages": reverse("review:pages", args=[secret]),
        "states": [
            (learner_in_words(one), _address(secret, page.pk, language, one), one == state)
            for one in states_of(whole)
        ],
        "languages": [
            (
                translation.get_language_info(one)["name_local"],
                one,
                _address(secret, pk, one, state),
                pk == page.pk,
            )
            for one, pk in drafts.languages_of(link, page)
        ],
        "action": _address(secret, page.pk, language, state),
    }
    status = 429 if is_slowed else 422 if form.is_bound else 200
    return _secretly(TemplateResponse(request, page.template, context, status=status))


def _placed(
    path: PathView, page: Any, secret: str, state: LearnerState, context: dict[str, Any]
) -> dict[str, Any]:
    """Return what changes of the context of a preview: the path with the addresses of drafts."""
    language = page.locale.language_code
    seen = drafts.addressed(
        path, drafts.ids_in_path(page), lambda pk: _address(secret, pk, language, state)
    )
    course, lesson = seen.place_of(page.translation_key) or (context.get("course"), None)
    if course is not None:
        course = next((one for one in seen.courses if one.key == course.key), course)
    before, after = seen.around(page.translation_key)
    return {
        "path": seen,
        "course": course,
        "step": seen.step_of(page.translation_key),
        "lesson": lesson,
        "before": before,
        "after": after,
    }
