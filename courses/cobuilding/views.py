"""The space of a path that several organisms build, and the page on which they approve it."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages

from academy.accounts.requests import SignedInRequest
from academy.core.errors import AcademyError, NotFound
from academy.organisms.policies import is_administrator
from courses.models import Part, PathPage

from . import approving, queries
from .forms import InvitationForm, RuleForm, VoiceForm
from .policies import builds, can_end, takes_part
from .silence import was_told

SPACES = gettext_lazy("Built together")
A_PAGE = 50


def _path(request: SignedInRequest, page_id: int) -> PathPage:
    path = PathPage.objects.filter(pk=page_id).first()
    if path is None or not takes_part(request.user, path, timezone.localdate()):
        raise Http404
    return path


def _crumbs(*last: tuple[str, str]) -> list[dict[str, str]]:
    shown = [
        (reverse("wagtailadmin_home"), _("Home")),
        (reverse("courses_building:spaces"), str(SPACES)),
        *last,
    ]
    return [{"url": url, "label": label} for url, label in shown]


@require_GET
def spaces(request: SignedInRequest) -> HttpResponse:
    """List the paths that the person builds with others, and what waits for their voice."""
    today = timezone.localdate()
    page = Paginator(queries.paths_of(request.user, today), A_PAGE).get_page(request.GET.get("p"))
    context = {
        "paths": page,
        "header_title": str(SPACES),
        "header_icon": "group",
        "breadcrumbs_items": _crumbs(),
    }
    return TemplateResponse(request, "courses/cobuilding/spaces.html", context)


def _show(
    request: SignedInRequest,
    path: PathPage,
    *,
    invitation: InvitationForm | None = None,
    rule: RuleForm | None = None,
    status: int = 200,
) -> HttpResponse:
    today, user = timezone.localdate(), request.user
    task = queries.approval_rule(path)
    takings = queries.taking_part(path)
    context = {
        "path": path,
        "takings": [
            (
                one,
                [
                    part
                    for part in one.invitations
                    if can_end(user, part, path, today, is_ruled=task is not None)
                ],
            )
            for one in takings
        ],
        "leads": builds(user, path, today),
        "is_administrator": is_administrator(user, today),
        "task": task,
        "approvals": queries.approvals_of(path),
        "invitation": invitation or InvitationForm(),
        "rule": rule or RuleForm(task=task),
        "can_edit": path.permissions_for_user(user).can_edit(),
        "header_title": path.title,
        "header_icon": "group",
        "breadcrumbs_items": _crumbs(("", path.title)),
    }
    return TemplateResponse(request, "courses/cobuilding/space.html", context, status=status)


@require_GET
def space(request: SignedInRequest, page_id: int) -> HttpResponse:
    """Show who builds a path, by which rule it is approved, and what waits for approval."""
    return _show(request, _path(request, page_id))


@require_POST
def invite(request: SignedInRequest, page_id: int) -> HttpResponse:
    """Invite an organism."""
    path, form = _path(request, page_id), InvitationForm(request.POST)
    if form.is_valid():
        try:
            approving.invite(
                by=request.user,
                path=path,
                organism=form.cleaned_data["organism"],
                part=Part(form.cleaned_data["part"]),
                at=timezone.now(),
            )
        except NotFound as error:
            raise Http404 from error
        except AcademyError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("“%s” is invited.") % form.cleaned_data["organism"].name)
            return redirect("courses_building:space", path.pk)
    return _show(request, path, invitation=form, status=422)


@require_POST
def end_part(request: SignedInRequest, page_id: int, part_id: int) -> HttpResponse:
    """End the part of an organism."""
    path = _path(request, page_id)
    try:
        approving.end_part(by=request.user, path=path, part_id=part_id, at=timezone.now())
    except NotFound as error:
        raise Http404 from error
    except AcademyError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("This organization plays this part no more."))
    if takes_part(request.user, path, timezone.localdate()):
        return redirect("courses_building:space", path.pk)
    return redirect("courses_building:spaces")


@require_POST
def set_rule(request: SignedInRequest, page_id: int) -> HttpResponse:
    """Have organisms approve what is published."""
    path = _path(request, page_id)
    form = RuleForm(request.POST, task=queries.approval_rule(path))
    if form.is_valid():
        try:
            approving.ask_approval(
                by=request.user,
                path=path,
                rule=form.rule,
                silence_days=form.cleaned_data["silence_days"],
                at=timezone.now(),
            )
        except NotFound as error:
            raise Http404 from error
        except AcademyError as error:
            form.add_error(None, error.message)
        else:
            messages.success(
                request,
                _("From now on, what is written in this path is submitted before it is published."),
            )
            return redirect("courses_building:space", path.pk)
    return _show(request, path, rule=form, status=422)


@require_POST
def stop_rule(request: SignedInRequest, page_id: int) -> HttpResponse:
    """Let designers publish by themselves again."""
    path = _path(request, page_id)
    try:
        approving.stop_approval(by=request.user, path=path, at=timezone.now())
    except NotFound as error:
        raise Http404 from error
    except AcademyError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Designers publish this path by themselves again."))
    return redirect("courses_building:space", path.pk)


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
        except NotFound as error:
            raise Http404 from error
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
        "breadcrumbs_items": _crumbs(
            (reverse("courses_building:space", args=[asked.path.pk]), asked.path.title),
            ("", asked.page.get_admin_display_title()),
        ),
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
def withdraw(request: SignedInRequest, state_id: int) -> HttpResponse:
    """Take a draft back from approval."""
    asked = _asked(request, state_id)
    try:
        approving.withdraw(by=request.user, state_id=state_id, at=timezone.now())
    except NotFound as error:
        raise Http404 from error
    except AcademyError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The draft is withdrawn: it can be edited again."))
    return redirect("courses_building:space", asked.path.pk)


def note_approval(request: SignedInRequest, page: Any) -> None:
    """Say above a page that waits for organisms where each says what it thinks of it."""
    state = page.current_workflow_task_state if page.pk else None
    asked = queries.approval(state.pk) if state is not None else None
    if asked is None or not asked.is_running:
        return
    address = reverse("courses_building:approval", args=[asked.state.pk])
    messages.warning(
        request,
        _("Organizations are asked to approve this draft. Nobody can edit it meanwhile."),
        buttons=[messages.button(address, _("See what each says"))],
    )
