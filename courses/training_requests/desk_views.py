"""Where requests are grouped and answered, at the designers' desk."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages

from academy.accounts.requests import SignedInRequest
from academy.core.errors import AcademyError
from courses.cobuilding.policies import builds
from courses.cobuilding.queries import paths_of
from courses.models import Part, PathPage, PublishedPath, TrainingSubject

from . import policies, queries, studying
from .forms import AnswerForm, AskersForm, TitleForm

REQUESTS = gettext_lazy("Requests for training")
A_PAGE = 50


def _crumbs(*last: tuple[str, str]) -> list[dict[str, str]]:
    shown = [
        (reverse("wagtailadmin_home"), _("Home")),
        (reverse("courses_requests:subjects"), str(REQUESTS)),
        *last,
    ]
    return [{"url": url, "label": label} for url, label in shown]


def _check(request: SignedInRequest) -> None:
    if not policies.can_study(request.user, timezone.localdate()):
        raise Http404


@require_GET
def subjects(request: SignedInRequest) -> HttpResponse:
    """List what organisms ask for, in groups with their sums."""
    _check(request)
    page = Paginator(queries.groups(), A_PAGE).get_page(request.GET.get("p"))
    context = {
        "groups": page,
        "header_title": str(REQUESTS),
        "header_icon": "clipboard-list",
        "breadcrumbs_items": _crumbs(),
    }
    return TemplateResponse(request, "courses/training_requests/desk_subjects.html", context)


def _group(request: SignedInRequest, subject_id: int) -> queries.Group:
    _check(request)
    found = queries.group(subject_id)
    if found is None:
        raise Http404
    return found


def _paths(request: SignedInRequest, language: str) -> list[tuple[str, str]]:
    """Return the paths that a subject may lead to: those that one builds, those that are there."""
    titles: dict[str, str] = {}
    own = paths_of(request.user, timezone.localdate())
    for page in own.select_related("locale"):
        key = str(page.translation_key)
        if key not in titles or page.locale.language_code == language:
            titles[key] = page.title
    for path in PublishedPath.objects.filter(is_live=True):
        titles[str(path.key)] = path.text_in(language)["title"]
    return sorted(titles.items(), key=lambda one: one[1].casefold())


def _space(request: SignedInRequest, found: queries.Group, language: str) -> PathPage | None:
    """Return the page of the path that is built, where the person leads its building."""
    if found.subject.path_key is None:
        return None
    pages = list(
        PathPage.objects.filter(translation_key=found.subject.path_key)
        .select_related("locale")
        .order_by("pk")
    )
    pages.sort(key=lambda one: one.locale.language_code != language)
    today = timezone.localdate()
    return next((one for one in pages if builds(request.user, one, today)), None)


def _show(
    request: SignedInRequest,
    found: queries.Group,
    *,
    answer_form: AnswerForm | None = None,
    title_form: TitleForm | None = None,
    askers_form: AskersForm | None = None,
    status: int = 200,
) -> HttpResponse:
    language = get_language() or "fr"
    subject = found.subject
    steps = list(queries.steps_of(subject))
    like = [
        (one, queries.entry_titles(alike.entries, language), alike.words)
        for one, alike in queries.like_subjects(found, queries.groups())
    ]
    context = {
        "group": found,
        "subject": subject,
        "entries": {
            one.request.pk: queries.entry_titles(one.request.entries, language)
            for one in found.asked
        },
        "like": like,
        "answer_form": answer_form
        or AnswerForm(
            paths=_paths(request, language),
            initial={
                "state": subject.state,
                "path": str(subject.path_key or ""),
                "reason": subject.reason,
            },
        ),
        "last": steps[0].pk if steps else "",
        "title_form": title_form or TitleForm(initial={"title": subject.title}),
        "space": _space(request, found, language),
        "askers_form": askers_form or AskersForm(organisms=found.organisms),
        "steps": steps,
        "paths": queries.titles_of_paths(
            [subject.path_key, *(one.path_key for one in steps)], language
        ),
        "header_title": subject.title,
        "header_icon": "clipboard-list",
        "breadcrumbs_items": _crumbs(("", subject.title)),
    }
    return TemplateResponse(
        request, "courses/training_requests/desk_subject.html", context, status=status
    )


@require_GET
def subject(request: SignedInRequest, subject_id: int) -> HttpResponse:
    """Show a subject: all that is asked, what is alike, what becomes of it."""
    head = queries.standing_for(subject_id)
    if head is not None:
        _check(request)
        return redirect("courses_requests:subject", head.pk)
    return _show(request, _group(request, subject_id))


@require_POST
def answer(request: SignedInRequest, subject_id: int) -> HttpResponse:
    """Say what becomes of it."""
    head = queries.standing_for(subject_id)
    found = _group(request, head.pk if head is not None else subject_id)
    form = AnswerForm(request.POST, paths=_paths(request, get_language() or "fr"))
    if head is not None:
        form.add_error(
            None,
            _(
                "This was grouped with “%(title)s” meanwhile, so that one answer counts for all "
                "of it. Read what is asked; if your answer is still right, send it again."
            )
            % {"title": head.title},
        )
    if form.is_valid():
        chosen = form.cleaned_data["path"]
        try:
            studying.answer(
                by=request.user,
                subject_id=subject_id,
                state=TrainingSubject.State(form.cleaned_data["state"]),
                last=form.cleaned_data["last"],
                path_key=UUID(chosen) if chosen else None,
                reason=form.cleaned_data["reason"],
                at=timezone.now(),
            )
        except AcademyError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("It is said. Those who asked are told by email."))
            return redirect("courses_requests:subject", subject_id)
    return _show(request, found, answer_form=form, status=422)


@require_POST
def rename(request: SignedInRequest, subject_id: int) -> HttpResponse:
    """Give the subject a title."""
    found, form = _group(request, subject_id), TitleForm(request.POST)
    if form.is_valid():
        studying.rename(
            by=request.user,
            subject_id=subject_id,
            title=form.cleaned_data["title"],
            at=timezone.now(),
        )
        messages.success(request, _("The subject has a new title."))
        return redirect("courses_requests:subject", subject_id)
    return _show(request, found, title_form=form, status=422)


def _ids(values: list[str]) -> list[int]:
    return [int(one) for one in values if one.isascii() and one.isdigit() and len(one) < 18]


@require_POST
def group(request: SignedInRequest, subject_id: int) -> HttpResponse:
    """Group other subjects with this one."""
    _group(request, subject_id)
    try:
        count = studying.group(
            by=request.user,
            subject_id=subject_id,
            with_ids=_ids(request.POST.getlist("with")),
            at=timezone.now(),
        )
    except AcademyError as error:
        messages.error(request, error.message)
    else:
        said = ngettext(
            "%(count)s subject is grouped with this one. “Take out of the group” undoes it.",
            "%(count)s subjects are grouped with this one. “Take out of the group” undoes it.",
            count,
        )
        messages.success(request, said % {"count": count})
    return redirect("courses_requests:subject", subject_id)


@require_POST
def ungroup(request: SignedInRequest, subject_id: int, merged_id: int) -> HttpResponse:
    """Take a subject out of the group again."""
    _group(request, subject_id)
    studying.ungroup(by=request.user, subject_id=subject_id, merged_id=merged_id, at=timezone.now())
    messages.success(request, _("It is taken out of the group, and stands as it did before."))
    return redirect("courses_requests:subject", subject_id)


@require_POST
def invite(request: SignedInRequest, subject_id: int) -> HttpResponse:
    """Invite organisms that asked into the space of the path that is built."""
    found = _group(request, subject_id)
    form = AskersForm(request.POST, organisms=found.organisms)
    if form.is_valid():
        said: dict[str, Any] = form.cleaned_data
        try:
            count = studying.invite_askers(
                by=request.user,
                subject_id=subject_id,
                organism_ids=said["organisms"],
                part=Part(said["part"]),
                at=timezone.now(),
            )
        except AcademyError as error:
            form.add_error(None, error.message)
        else:
            told = ngettext(
                "%(count)s organization is invited to build the path.",
                "%(count)s organizations are invited to build the path.",
                count,
            )
            messages.success(request, told % {"count": count})
            return redirect("courses_requests:subject", subject_id)
    return _show(request, found, askers_form=form, status=422)
