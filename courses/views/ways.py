"""Ways back into a path, and out of it."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language

from academy.accounts.requests import SignedInRequest
from courses.models import CataloguePage, Enrolment
from courses.queries import PathView, certificate_of_path, view_of_path


def _own_path(request: SignedInRequest, path_key: UUID) -> tuple[PathView, Enrolment]:
    """Return the path as the learner sees it, and the enrolment, or raise Http404."""
    view = view_of_path(path_key, request.user, get_language() or request.user.language)
    if view is None or view.progress.enrolment is None:
        raise Http404
    return view, view.progress.enrolment


def catalogue(request: HttpRequest) -> HttpResponse:
    """Go to the catalogue in the language of the visitor."""
    pages = CataloguePage.objects.live().select_related("locale").order_by("path")
    wanted = [page for page in pages if page.locale.language_code == get_language()]
    page = next(iter(wanted or pages), None)
    if page is None:
        raise Http404
    return redirect(page.get_url(request))


@login_required
def resume(request: SignedInRequest, path_key: UUID) -> HttpResponse:
    """Go on exactly where one was, on whatever device."""
    view, _enrolment = _own_path(request, path_key)
    return redirect(view.resume_url)


@login_required
def certificate(request: SignedInRequest, path_key: UUID) -> HttpResponse:
    """Lead to the certificate of a path; who completed it without passing sees what is missing."""
    view, enrolment = _own_path(request, path_key)
    if enrolment.completed_at is None:
        raise Http404
    found = certificate_of_path(
        request.user, path_key, get_language() or "fr", timezone.localdate()
    )
    if found is not None:
        return redirect("courses:own_certificate", found.code)
    context = {
        "path": view,
        "enrolment": enrolment,
        "with_first_answers": [one for one in view.courses if one.first_percent is not None],
    }
    return TemplateResponse(request, "courses/completed.html", context)
