"""The page on which organisms approve a draft."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from academy.accounts.requests import SignedInRequest
from academy.core.errors import AcademyError, NotFound

from . import approving, queries, several
from .forms import VoiceForm
from .policies import builds, takes_part
from .silence import was_told
from .views import crumbs_in, path_for, several_form


def _asked(request: SignedInRequest, state_id: int) -> queries.Approval:
    asked = queries.approval(state_id)
    if asked is None or not takes_part(request.user, asked.path, timezone.localdate()):
        raise Http404
    return asked


@require_http_methods(["GET", "POST"])
def approval(request: SignedInRequest, state_id: int) -> HttpResponse:
    """Show what organisms say of a draft, and take the voice of one."""
    asked = _asked(request, state_id)
    organisms = queries.organisms_to_speak_for(request.user, asked, timezone.localdate())
    posted = request.POST if request.method == "POST" else None
    form = VoiceForm(posted, organisms=organisms, initial={"organism": next(iter(organisms), None)})
    if posted is not None and not organisms:
        raise Http404
    if form.is_valid():
        try:
            counted = approving.speak(
                by=request.user,
                state_id=state_id,
                organism=form.cleaned_data["organism"],
                approves=form.cleaned_data["verdict"] == "approve",
                reason=form.cleaned_data["reason"],
                at=timezone.now(),
            )
        except AcademyError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _said(counted))
            return redirect("courses_building:approval", state_id)
    context: dict[str, Any] = {
        "asked": asked,
        "form": form if organisms and asked.is_running else None,
        "wrote": queries.wrote(request.user, asked),
        "writers": queries.writers_in_words(asked),
        "live": queries.revision_before(asked),
        "told": was_told(asked),
        "leads": builds(request.user, asked.path, timezone.localdate()),
        "header_title": asked.page.get_admin_display_title(),
        "header_icon": "clipboard-list",
        "breadcrumbs_items": crumbs_in(asked.path, asked.page.get_admin_display_title()),
    }
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "courses/cobuilding/approval.html", context, status=status)


def _said(counted: Any) -> str:
    if counted.is_reached:
        return _("Enough organizations approve: it is published.")
    if counted.is_lost:
        return _("Enough organizations can’t approve any more: it goes back to who wrote it.")
    return _("The voice of your organization is taken.")


@require_POST
def submit_all(request: SignedInRequest, page_id: int) -> HttpResponse:
    """Submit every draft of a path for approval."""
    path = path_for(request, page_id)
    try:
        done = several.submit_all(by=request.user, path=path, at=timezone.now())
    except NotFound:
        raise
    except AcademyError as error:
        messages.error(request, error.message)
        return redirect("courses_building:space", path.pk)
    if done.count:
        messages.success(
            request,
            ngettext("%(count)s draft is submitted.", "%(count)s drafts are submitted.", done.count)
            % {"count": done.count},
        )
    elif not done.refused:
        messages.info(request, _("No draft of yours is left to submit."))
    for one in done.refused:
        messages.error(request, one)
    return redirect("courses_building:space", path.pk)


@require_POST
def approve_several(request: SignedInRequest, page_id: int) -> HttpResponse:
    """Approve the drafts that are ticked, for one organism."""
    path = path_for(request, page_id)
    form = several_form(request.user, queries.approvals_of(path), request.POST)
    if not form.is_valid():
        for words in (one for field in form.errors.values() for one in field):
            messages.error(request, words)
        return redirect("courses_building:space", path.pk)
    done = several.approve_several(
        by=request.user,
        path=path,
        organism=form.cleaned_data["organism"],
        state_ids=form.cleaned_data["state"],
        at=timezone.now(),
    )
    if done.count:
        said = ngettext(
            "%(count)s draft is approved; published now: %(published)s.",
            "%(count)s drafts are approved; published now: %(published)s.",
            done.count,
        )
        messages.success(request, said % {"count": done.count, "published": done.published})
    for one in done.refused:
        messages.error(request, one)
    return redirect("courses_building:space", path.pk)


@require_POST
def withdraw(request: SignedInRequest, state_id: int) -> HttpResponse:
    """Take a draft back from approval."""
    asked = _asked(request, state_id)
    try:
        approving.withdraw(by=request.user, state_id=state_id, at=timezone.now())
    except AcademyError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The draft is withdrawn: it can be edited again."))
    return redirect("courses_building:space", asked.path.pk)
