"""What was said of the pages of a path: all of it, and what is answered to remarks."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages

from academy.accounts.requests import SignedInRequest
from academy.core.errors import AcademyError
from courses.models import PathPage, Remark

from . import building, space_queries
from .forms import AnswerForm
from .views import A_PAGE, crumbs_in, path_for


@require_GET
def said(request: SignedInRequest, page_id: int) -> HttpResponse:
    """Show all that was said: what waits for an answer, or what is settled."""
    path = path_for(request, page_id)
    is_settled = request.GET.get("settled") == "1"
    found = {one: space_queries.said_of(path, settled=one) for one in (False, True)}
    page = Paginator(found[is_settled], A_PAGE).get_page(request.GET.get("p"))
    context = {
        "path": path,
        "page": page,
        "threads": space_queries.threads(list(page)),
        "counts": (len(found[False]), len(found[True])),
        "is_settled": is_settled,
        "is_whole": True,
        "can_edit": path.permissions_for_user(request.user).can_edit(),
        "header_title": _("What was said"),
        "header_icon": "comment",
        "breadcrumbs_items": crumbs_in(path, _("What was said")),
    }
    return TemplateResponse(request, "courses/cobuilding/said.html", context)


def _back(request: SignedInRequest, path: PathPage) -> HttpResponse:
    """Lead back to where the form was: the page of all that was said, or the space."""
    if request.POST.get("whole") == "1":
        return redirect("courses_building:said", path.pk)
    return redirect("courses_building:space", path.pk)


@require_POST
def settle_remark(request: SignedInRequest, page_id: int, remark_id: int) -> HttpResponse:
    """Say that a remark is dealt with, or isn't after all."""
    path = path_for(request, page_id)
    settle = (
        building.reopen_remark if request.POST.get("settled") == "0" else building.settle_remark
    )
    settle(by=request.user, path=path, remark_id=remark_id, at=timezone.now())
    return _back(request, path)


@require_http_methods(["GET", "HEAD", "POST"])
def answer_remark(request: SignedInRequest, page_id: int, remark_id: int) -> HttpResponse:
    """Show a remark with what was answered, and answer it for whoever has its link."""
    path = path_for(request, page_id)
    remark = Remark.objects.filter(pk=remark_id, path_key=path.translation_key).first()
    if remark is None:
        raise Http404
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            building.answer_remark(
                by=request.user,
                path=path,
                remark_id=remark.pk,
                text=form.cleaned_data["text"],
                at=timezone.now(),
            )
        except AcademyError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Whoever has the link of this remark reads your answer."))
            return redirect("courses_building:said", path.pk)
    context = {
        "path": path,
        "threads": space_queries.threads([(remark.at, "remark", remark.pk)]),
        "form": form,
        "can_edit": path.permissions_for_user(request.user).can_edit(),
        "header_title": _("Answer a remark"),
        "header_icon": "comment",
        "breadcrumbs_items": crumbs_in(path, _("Answer a remark")),
    }
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "courses/cobuilding/answer.html", context, status=status)
