"""The space of a path that several organisms build."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages

from academy.accounts.mail import own_address
from academy.accounts.models import User
from academy.accounts.requests import SignedInRequest
from academy.core.errors import AcademyError
from academy.organisms.policies import is_administrator
from courses.credit_words import credits_in_words
from courses.models import CreditRole, Part, PathPage
from courses.services import refresh_path

from . import approving, building, crediting, drafts, ledger, queries, space_queries
from .forms import DeclarationForm, DutyForm, InvitationForm, LinkForm, RuleForm, SeveralForm
from .policies import builds, can_end, can_revoke, does, takes_part

SPACES = gettext_lazy("Built together")
A_PAGE = 50
# How much of what was said the space shows; its own page shows all of it.
MOST_SHOWN = 20


def path_for(request: SignedInRequest, page_id: int) -> PathPage:
    """Return a path in whose building the person takes part; 404 for any other."""
    path = PathPage.objects.filter(pk=page_id).first()
    if path is None or not takes_part(request.user, path, timezone.localdate()):
        raise Http404
    return path


def crumbs(*last: tuple[str, str]) -> list[dict[str, str]]:
    """Return the way to a page of the building: pairs of an address and a name."""
    shown = [
        (reverse("wagtailadmin_home"), _("Home")),
        (reverse("courses_building:spaces"), str(SPACES)),
        *last,
    ]
    return [{"url": url, "label": label} for url, label in shown]


def crumbs_in(path: PathPage, title: str) -> list[dict[str, str]]:
    """Return the way to a page called `title` in the space of a path."""
    return crumbs((reverse("courses_building:space", args=[path.pk]), path.title), ("", title))


@require_GET
def spaces(request: SignedInRequest) -> HttpResponse:
    """List the paths that the person builds with others, and what waits in each."""
    today = timezone.localdate()
    paths = queries.spaces_of(request.user, today, get_language() or "fr")
    page = Paginator(paths, A_PAGE).get_page(request.GET.get("p"))
    keys = [one.translation_key for one in page]
    counts = (
        queries.waiting_drafts(keys),
        space_queries.waiting_remarks(keys),
        space_queries.late_duties(keys, today),
    )
    context = {
        "paths": page,
        "rows": [(one, *(of.get(one.translation_key, 0) for of in counts)) for one in page],
        "header_title": str(SPACES),
        "header_icon": "group",
        "breadcrumbs_items": crumbs(),
    }
    return TemplateResponse(request, "courses/cobuilding/spaces.html", context)


def several_form(
    user: User, approvals: Sequence[queries.Approval], posted: Any = None
) -> SeveralForm:
    """Return the form by which the person approves several drafts at once."""
    own = queries.to_approve(user, approvals, timezone.localdate())
    organisms = {one.pk: one for found in own.values() for one in found}
    titles = {one.state.pk: one.page.get_admin_display_title() for one in approvals}
    return SeveralForm(
        posted,
        organisms=sorted(organisms.values(), key=lambda one: one.name),
        states=[(pk, titles[pk]) for pk in own],
    )


def show_space(
    request: SignedInRequest,
    path: PathPage,
    *,
    invitation: InvitationForm | None = None,
    rule: RuleForm | None = None,
    duty: DutyForm | None = None,
    link: LinkForm | None = None,
    declaration: DeclarationForm | None = None,
    made: str = "",
    status: int = 200,
) -> HttpResponse:
    """Show the space of a path, with the forms that were sent and couldn't be taken."""
    today, user = timezone.localdate(), request.user
    leads = builds(user, path, today)
    task = queries.approval_rule(path)
    takings = queries.taking_part(path)
    said = space_queries.said_of(path)
    approvals = queries.approvals_of(path)
    approving_form: Any = several_form(user, approvals)
    links = list(space_queries.links_of(path))
    leading = drafts.leading(links, timezone.now())
    context = {
        "path": path,
        "takings": [
            (
                one,
                [
                    part
                    for part in one.invitations
                    if can_end(user, part, today, leads=leads, is_ruled=task is not None)
                ],
            )
            for one in takings
        ],
        "leads": leads,
        "is_administrator": is_administrator(user, today),
        "task": task,
        "approvals": approvals,
        "several": approving_form,
        "may_approve": {pk for pk, _title in approving_form.fields["state"].choices},
        "unsubmitted": len(queries.to_submit(user, path)) if task is not None else 0,
        "invitation": invitation or InvitationForm(),
        "rule": rule or RuleForm(task=task),
        "duty": duty or DutyForm(organisms=[one.organism for one in takings]),
        "duties": [
            (one, does(user, one, today, leads=leads), one.is_late(today))
            for one in space_queries.duties_of(path)
        ],
        "link": link or LinkForm(),
        "links": [
            (
                one,
                one.pk in leading,
                can_revoke(user, one, leads=leads),
            )
            for one in links
        ],
        "made": made,
        "credits": credits_in_words(ledger.credits_of(path.translation_key)),
        "declaration": declaration or DeclarationForm(),
        "threads": space_queries.threads(said[:MOST_SHOWN]),
        "said_count": len(said),
        "can_edit": path.permissions_for_user(user).can_edit(),
        "header_title": path.title,
        "header_icon": "group",
        "breadcrumbs_items": crumbs(("", path.title)),
    }
    return TemplateResponse(request, "courses/cobuilding/space.html", context, status=status)


@require_GET
def space(request: SignedInRequest, page_id: int) -> HttpResponse:
    """Show who builds a path, by which rule it is approved, and what waits for approval."""
    return show_space(request, path_for(request, page_id))


@require_POST
def invite(request: SignedInRequest, page_id: int) -> HttpResponse:
    """Invite an organism."""
    path, form = path_for(request, page_id), InvitationForm(request.POST)
    if form.is_valid():
        try:
            approving.invite(
                by=request.user,
                path=path,
                organism=form.cleaned_data["organism"],
                part=Part(form.cleaned_data["part"]),
                at=timezone.now(),
            )
        except AcademyError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("“%s” is invited.") % form.cleaned_data["organism"].name)
            return redirect("courses_building:space", path.pk)
    return show_space(request, path, invitation=form, status=422)


@require_POST
def end_part(request: SignedInRequest, page_id: int, part_id: int) -> HttpResponse:
    """End the part of an organism."""
    path = path_for(request, page_id)
    try:
        approving.end_part(by=request.user, path=path, part_id=part_id, at=timezone.now())
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
    path = path_for(request, page_id)
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
        except AcademyError as error:
            form.add_error(None, error.message)
        else:
            messages.success(
                request,
                _("From now on, what is written in this path is submitted before it is published."),
            )
            return redirect("courses_building:space", path.pk)
    return show_space(request, path, rule=form, status=422)


@require_POST
def stop_rule(request: SignedInRequest, page_id: int) -> HttpResponse:
    """Let designers publish by themselves again."""
    path = path_for(request, page_id)
    try:
        approving.stop_approval(by=request.user, path=path, at=timezone.now())
    except AcademyError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Designers publish this path by themselves again."))
    return redirect("courses_building:space", path.pk)


@require_POST
def open_link(request: SignedInRequest, page_id: int) -> HttpResponse:
    """Make a review link, and show its address this once."""
    path, form = path_for(request, page_id), LinkForm(request.POST)
    if form.is_valid():
        try:
            _link, secret = building.open_link(
                by=request.user, path=path, at=timezone.now(), **form.cleaned_data
            )
        except AcademyError as error:
            form.add_error(None, error.message)
        else:
            address = own_address(reverse("review:pages", args=[secret]))
            return show_space(request, path, made=address)
    return show_space(request, path, link=form, status=422)


@require_POST
def revoke_link(request: SignedInRequest, page_id: int, link_id: int) -> HttpResponse:
    """Have a link lead nowhere any more."""
    path = path_for(request, page_id)
    building.revoke_link(by=request.user, path=path, link_id=link_id, at=timezone.now())
    messages.success(request, _("The link leads nowhere any more."))
    return redirect("courses_building:space", path.pk)


@require_POST
def declare(request: SignedInRequest, page_id: int) -> HttpResponse:
    """Write that an organism tested or funded the path."""
    path, form = path_for(request, page_id), DeclarationForm(request.POST)
    if form.is_valid():
        at = timezone.now()
        crediting.declare(
            by=request.user,
            path=path,
            organism=form.cleaned_data["organism"],
            role=CreditRole(form.cleaned_data["role"]),
            at=at,
        )
        refresh_path(key=path.translation_key, at=at)
        messages.success(request, _("It is written in the ledger of credits."))
        return redirect("courses_building:space", path.pk)
    return show_space(request, path, declaration=form, status=422)
