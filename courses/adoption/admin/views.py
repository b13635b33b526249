"""Adopting a path, and merging what it has become."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages

from academy.accounts.requests import SignedInRequest
from academy.core import clock
from academy.core.errors import AcademyError
from courses.adoption.adopting import adopt_language, adopt_path, choose_state
from courses.adoption.joining import Joined, LookAgain, merge_adoption, merged_draft, why_held
from courses.adoption.offering import mark_answers_read
from courses.adoption.overview import adopted, paths_to_adopt, source_of
from courses.adoption.own_lessons import own_lessons
from courses.adoption.policies import (
    adoptions_visible_to,
    can_adopt_at_all,
    is_open_to_all,
    licence_permits,
    offers_to_answer,
    organisms_to_adopt_for,
)
from courses.adoption.shown import language_name, shown_pages, shown_parts
from courses.adoption.waiting import Waiting, waiting_for
from courses.models import Adoption, Offer, PathPage

from .forms import AdoptForm, StateForm

LIST = gettext_lazy("Adopted paths")
# Before the name of a choice in the form of a merge: what is kept, or that a change is taken.
CHOICE, TAKEN, OFFERED = "choice-", "taken-", "shown-"


def crumbs(*steps: tuple[str, str]) -> list[dict[str, str]]:
    """Return the way to a page of adopted paths; `steps`: address and label of each below them."""
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("courses_adoption:adoptions") if steps else "", "label": str(LIST)},
        *({"url": url, "label": label} for url, label in steps),
    ]


def _require_door(request: SignedInRequest) -> None:
    may_answer = offers_to_answer(request.user).exists()
    if not (can_adopt_at_all(request.user, timezone.localdate()) or may_answer):
        raise PermissionDenied


def visible(request: SignedInRequest, adoption_id: int) -> Adoption:
    """Return an adoption that the person looks after; others can't know of it (404)."""
    rows = adoptions_visible_to(request.user, timezone.localdate())
    found = rows.filter(pk=adoption_id).select_related(
        "organism", "adopted_by", "state_changed_by", "merged_by"
    )
    adoption = found.first()
    if adoption is None:
        raise Http404
    return adoption


@require_GET
def adoptions(request: SignedInRequest) -> HttpResponse:
    """List the adopted paths with what waits, what is offered, and the paths to adopt."""
    _require_door(request)
    today = timezone.localdate()
    offers = offers_to_answer(request.user).select_related("page__adoption__organism")
    context = {
        "rows": adopted(adoptions_visible_to(request.user, today), get_language() or "fr"),
        "offers": offers.order_by("state", "-offered_at")
        .filter(state=Offer.State.OPEN)
        .order_by("offered_at"),
        "answered": offers.exclude(state=Offer.State.OPEN)[:10],
        "others": paths_to_adopt(organisms_to_adopt_for(request.user, today), get_language() or ""),
        "header_title": LIST,
        "header_icon": "copy",
        "breadcrumbs_items": crumbs(),
    }
    return TemplateResponse(request, "courses/adoption/list.html", context)


@require_http_methods(["GET", "POST"])
def adopt(request: SignedInRequest, page_id: int) -> HttpResponse:
    """Ask for whom a path is adopted, and adopt it."""
    today = timezone.localdate()
    if not can_adopt_at_all(request.user, today):
        raise PermissionDenied
    page = PathPage.objects.filter(pk=page_id).first()
    if page is None or not is_open_to_all(page):
        raise Http404
    form = AdoptForm(
        request.POST if request.method == "POST" else None,
        organisms=organisms_to_adopt_for(request.user, today),
    )
    if form.is_valid():
        try:
            made = adopt_path(
                by=request.user,
                page_id=page.pk,
                organism=form.cleaned_data["organism"],
                state=Adoption.State(form.cleaned_data["state"]),
                at=clock.now(),
            )
        except AcademyError as error:
            form.add_error(None, error.message)
        else:
            messages.success(
                request,
                _(
                    "“%(title)s” is now a draft of %(organism)s. Adapt it, then publish it with "
                    "the pages below it."
                )
                % {"title": page.title, "organism": made.organism.name},
            )
            return redirect("courses_adoption:adoption", made.pk)
    title = _("Adopt “%(title)s”") % {"title": page.title}
    context = {
        "page": page,
        "form": form,
        "is_permitted": licence_permits(page),
        "header_title": title,
        "header_icon": "copy",
        "breadcrumbs_items": crumbs(("", title)),
    }
    return TemplateResponse(
        request, "courses/adoption/adopt.html", context, status=422 if form.errors else 200
    )


@require_GET
def adoption(request: SignedInRequest, adoption_id: int) -> HttpResponse:
    """Show an adopted path: what waits, what was adapted, what was offered."""
    found = visible(request, adoption_id)
    response = _adoption_page(request, found, waiting_for(found))
    mark_answers_read(by=request.user, adoption_id=found.pk, at=clock.now())
    return response


def _adoption_page(
    request: SignedInRequest,
    found: Adoption,
    waiting: Waiting,
    problem: str = "",
) -> HttpResponse:
    chosen, declined = _choices(request)
    source = source_of(found, get_language() or "fr")
    own = PathPage.objects.filter(translation_key=found.own_key).order_by("pk")
    local = own.filter(locale__language_code=get_language() or "fr").first() or own.first()
    title = local.get_admin_display_title() if local else str(found.own_key)
    context = {
        "adoption": found,
        "source": source,
        "own": own,
        "pages": [] if found.is_frozen else shown_pages(waiting, chosen, declined),
        "waiting": waiting,
        "held": [] if found.is_frozen else _held(request, waiting),
        "languages": [
            (code, language_name(code)) for code in ([] if found.is_frozen else waiting.languages)
        ],
        "parts": shown_parts(waiting),
        "lessons": own_lessons(waiting),
        "offers": Offer.objects.filter(page__adoption=found).select_related("page"),
        "problem": problem,
        # What was sent without a choice is pointed out.
        "was_sent": request.method == "POST",
        "header_title": title,
        "header_icon": "copy",
        "breadcrumbs_items": crumbs(("", title)),
    }
    return TemplateResponse(
        request, "courses/adoption/adoption.html", context, status=422 if problem else 200
    )


def _held(request: SignedInRequest, waiting: Waiting) -> list[str]:
    """Return, of each page that a merge may change and that can't be saved now, why not."""
    changed = [page.own.page for page in waiting.pages if page.own and page.may_change_ours]
    return [held for page in changed if (held := why_held(page, request.user))]


def _choices(request: SignedInRequest) -> tuple[dict[str, str], list[str]]:
    """Return what the form chose in conflicts, and the changes that it doesn't take."""
    if request.method != "POST":
        return {}, []
    chosen = {
        name.removeprefix(CHOICE): str(value)
        for name, value in request.POST.items()
        if name.startswith(CHOICE)
    }
    shown = [name.removeprefix(OFFERED) for name in request.POST if name.startswith(OFFERED)]
    return chosen, [key for key in shown if f"{TAKEN}{key}" not in request.POST]


@require_POST
def merge(request: SignedInRequest, adoption_id: int) -> HttpResponse:
    """Merge what was shown, as it was chosen."""
    found = visible(request, adoption_id)
    chosen, declined = _choices(request)
    try:
        done = merge_adoption(
            by=request.user,
            adoption_id=found.pk,
            seen=request.POST.get("seen", ""),
            chosen=chosen,
            declined=declined,
            at=clock.now(),
        )
    except LookAgain as error:
        messages.error(request, error.message)
        return redirect("courses_adoption:adoption", found.pk)
    except AcademyError as error:
        return _adoption_page(request, found, waiting_for(found), error.message)
    _tell(request, done)
    return redirect("courses_adoption:adoption", found.pk)


def _tell(request: SignedInRequest, done: Joined) -> None:
    count = len(done.changed) + done.added
    told = ngettext(
        "Merged: %(count)s page has a new draft. Nothing is published yet.",
        "Merged: %(count)s pages have a new draft. Nothing is published yet.",
        count,
    ) % {"count": count}
    messages.success(
        request, told, buttons=[edit_button(page) for page in done.changed[:3]] if count else None
    )
    for page in done.to_correct:
        messages.warning(
            request,
            _("“%(title)s”: the editor finds something to correct before it is published.")
            % {"title": page.title},
            buttons=[edit_button(page)],
        )


def edit_button(page: Any) -> Any:
    """Return a button of a message that leads to the editor of `page`."""
    return messages.button(reverse("wagtailadmin_pages:edit", args=[page.pk]), page.title)


@require_POST
def language(request: SignedInRequest, adoption_id: int) -> HttpResponse:
    """Take the other path over in a language in which it has come out since."""
    found = visible(request, adoption_id)
    code = request.POST.get("language", "")
    try:
        adopt_language(by=request.user, adoption_id=found.pk, language=code, at=clock.now())
    except AcademyError as error:
        messages.error(request, error.message)
    else:
        messages.success(
            request,
            _("The pages in %(language)s are now drafts of yours. Adapt them, then publish them.")
            % {"language": language_name(code)},
        )
    return redirect("courses_adoption:adoption", found.pk)


@require_POST
def preview(request: SignedInRequest, adoption_id: int, page_id: int) -> HttpResponse:
    """Show the learner's page as the merge would leave it; nothing is saved."""
    found = visible(request, adoption_id)
    waiting = waiting_for(found)
    chosen, declined = _choices(request)
    page = next((one for one in waiting.pages if one.row.pk == page_id), None)
    draft = merged_draft(page, waiting, chosen, declined) if page else None
    if draft is None:
        raise Http404
    return draft.make_preview_request(original_request=request, preview_mode="")


@require_POST
def state(request: SignedInRequest, adoption_id: int) -> HttpResponse:
    """Have an adopted path follow, or freeze it."""
    found = visible(request, adoption_id)
    form = StateForm(request.POST)
    if not form.is_valid():
        raise Http404
    changed = choose_state(
        by=request.user,
        adoption_id=found.pk,
        state=Adoption.State(form.cleaned_data["state"]),
        at=clock.now(),
    )
    said = (
        _("Frozen: what becomes of the other path isn’t proposed until it follows again.")
        if changed.is_frozen
        else _("It follows: what has become of the other path since the last merge is below.")
    )
    messages.success(request, said)
    return redirect("courses_adoption:adoption", found.pk)
