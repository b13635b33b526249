"""The translator's desk: the texts of a page that follow an older source, one by one."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages
from wagtail.models import Page

from academy.accounts.requests import SignedInRequest
from academy.core import clock
from academy.core.errors import AcademyError
from academy.core.templatetags.figures import day_in_words
from courses.adoption.wording import Wording
from courses.editor_places import in_editor
from courses.models import path_of

from .comparing import Compared, State, left
from .deadline import due_on, is_asked_of_people, language_name, readers_in_words
from .forms import SegmentForm
from .missing import languages_without
from .overview import paths_behind, standing_of_path
from .policies import can_translate, paths_to_translate
from .queries import Pair, pair_of, terms_into
from .segments import leaf_at, steps_of
from .services import changes_of, confirm_segment, mark_same_meaning, translate_segment
from .shown import ShownSegment, label_of, named, prefix_of, shown

LIST = gettext_lazy("Translations")
DESK = gettext_lazy("Translate by segments")
A_PAGE = 12


def crumbs(*steps: tuple[str, str]) -> list[dict[str, str]]:
    """Return the way to a page of translations; `steps`: address and label of each below them."""
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("courses_translating:paths") if steps else "", "label": str(LIST)},
        *({"url": url, "label": label} for url, label in steps),
    ]


@require_GET
def paths(request: SignedInRequest) -> HttpResponse:
    """List the paths that the person may translate, those that are behind first."""
    context = {
        "rows": paths_behind(paths_to_translate(request.user), timezone.localdate()),
        "header_title": str(LIST),
        "header_icon": "globe",
        "breadcrumbs_items": crumbs(),
    }
    return TemplateResponse(request, "courses/translating/paths.html", context)


@require_GET
def path(request: SignedInRequest, page_id: int) -> HttpResponse:
    """Show how far each page of a path is translated."""
    found = paths_to_translate(request.user).filter(pk=page_id).first()
    if found is None:
        raise Http404
    standing = standing_of_path(found.translation_key)
    title = _("Translation of “%(title)s”") % {"title": found.title}
    context = {
        "path": found,
        "standing": standing,
        "source": language_name(standing.source_language),
        "is_asked": is_asked_of_people(found.translation_key),
        "header_title": title,
        "header_icon": "globe",
        "breadcrumbs_items": crumbs(("", title)),
    }
    return TemplateResponse(request, "courses/translating/path.html", context)


@require_http_methods(["GET", "POST"])
def desk(request: SignedInRequest, page_id: int) -> HttpResponse:
    """Show the texts of a page that are to be translated, and take one of them."""
    pair = _translation(request, page_id)
    if request.method == "POST":
        return _take(request, pair)
    return _desk(request, pair)


def _translation(request: SignedInRequest, page_id: int) -> Pair:
    page = Page.objects.filter(pk=page_id).first()
    pair = pair_of(page.specific) if page is not None else None
    if pair is None or not can_translate(request.user, pair.own):
        raise Http404
    return pair


def _take(request: SignedInRequest, pair: Pair) -> HttpResponse:
    place = request.POST.get("place", "")
    one = next((one for one in pair.compared() if one.place == place), None)
    form = _form(pair, one, request.POST) if one is not None else None
    if one is None:
        messages.error(
            request,
            _("This text is no longer in the page. Nothing was saved; here is what is to be done."),
        )
        return redirect("courses_translating:desk", pair.own.pk)
    is_right = request.POST.get("action") == "right"
    if form is not None and not form.is_readable:
        if not is_right:
            messages.error(
                request,
                _(
                    "This text did not arrive as the editor writes it. Nothing was saved: open the "
                    "page again, then write it once more."
                ),
            )
            return redirect("courses_translating:desk", pair.own.pk)
        # What stands there is what is confirmed.
        form = None
    asked = {
        "by": request.user,
        "page_id": pair.own.pk,
        "place": place,
        "seen": request.POST.get("seen", ""),
        "was": request.POST.get("was", ""),
        "at": clock.now(),
    }
    try:
        if is_right:
            confirm_segment(**asked)
            messages.success(request, _("Noted: this text is right as it is."))
            return redirect("courses_translating:desk", pair.own.pk)
        if form is None:
            raise Http404
        if form.is_valid():
            translate_segment(**asked, text=form.cleaned_data["text"])
            messages.success(request, _("Saved in the draft of the translation."))
            return redirect("courses_translating:desk", pair.own.pk)
    except AcademyError as error:
        if form is not None:
            form.is_valid()
            form.add_error(None, error.message)
        else:
            messages.error(request, error.message)
    return _desk(request, pair, form, place)


def _form(pair: Pair, one: Compared, data: Any = None) -> SegmentForm | None:
    leaf = leaf_at(pair.kind, one.place, [pair.source_content, pair.source_draft])
    if leaf is None:
        return None
    return SegmentForm(
        data,
        leaf=leaf,
        place=one.place,
        language=pair.language,
        prefix=prefix_of(one.place),
        initial={"text": one.text},
    )


def _desk(
    request: SignedInRequest, pair: Pair, bound: SegmentForm | None = None, place: str = ""
) -> HttpResponse:
    every = pair.compared()
    to_do = left(every)
    listed = [*to_do, *(one for one in every if one.state is State.COMING)]
    # What was refused is shown, wherever it stands now.
    if place and all(one.place != place for one in listed):
        listed = [*(one for one in every if one.place == place), *listed]
    number = next((at // A_PAGE + 1 for at, one in enumerate(listed) if one.place == place), None)
    page = Paginator(listed, A_PAGE).get_page(number or request.GET.get("p"))
    rows: list[tuple[ShownSegment, SegmentForm | None]] = []
    for segment in shown(pair, page.object_list, terms_into(pair.language)):
        one = segment.one
        is_bound = bound is not None and one.place == place
        rows.append((segment, bound if is_bound else _form(pair, one)))
    media = sum((form.media for _segment, form in rows if form), forms.Media())
    root = path_of(pair.own)
    context = {
        "pair": pair,
        "rows": rows,
        "page": page,
        "to_do": len(to_do),
        "total": len([one for one in every if one.new or one.text]),
        "source_name": language_name(pair.source.locale.language_code),
        "own_name": language_name(pair.language),
        "source_language": pair.source.locale.language_code,
        "path_page": root,
        "media": media,
        "edit_url": in_editor(pair.own.pk),
        "has_draft": pair.own.has_unpublished_changes,
        "is_withheld": pair.source.live and not pair.own.live,
        "header_title": str(DESK),
        "header_icon": "globe",
        "breadcrumbs_items": crumbs(
            *(
                [(reverse("courses_translating:path", args=[root.pk]), root.title)]
                if root is not None
                else []
            ),
            ("", pair.own.get_admin_display_title()),
        ),
    }
    status = 422 if bound is not None else 200
    return TemplateResponse(request, "courses/translating/desk.html", context, status=status)


@require_http_methods(["GET", "POST"])
def meaning(request: SignedInRequest, page_id: int) -> HttpResponse:
    """Show what the draft of a source page changes for its translations, and take which of it has
    no effect on the meaning."""
    page: Any = Page.objects.filter(pk=page_id).first()
    page = page.specific if page is not None else None
    changes = changes_of(page) if page is not None else []
    root = path_of(page)
    if root is None or not can_translate(request.user, page) or pair_of(page) is not None:
        raise Http404
    problem = ""
    if request.method == "POST":
        try:
            count = mark_same_meaning(
                by=request.user,
                page_id=page_id,
                places=request.POST.getlist("place"),
                seen=request.POST.get("seen", ""),
                at=clock.now(),
            )
        except AcademyError as error:
            problem = error.message
        else:
            if count:
                messages.success(
                    request,
                    ngettext(
                        "Noted: %(count)s change has no effect on the meaning.",
                        "Noted: %(count)s changes have no effect on the meaning.",
                        count,
                    )
                    % {"count": count},
                )
                return redirect("wagtailadmin_pages:edit", page_id)
            problem = _("Tick the changes that have no effect on the meaning.")
    context = {
        "page": page,
        "problem": problem,
        "changes": [_changes_shown(pair, rows) for pair, rows in changes],
        "seen": page.latest_revision_id or "",
        "due_on": due_on(clock.now()) if is_asked_of_people(root.translation_key) else None,
        "edit_url": in_editor(page.pk),
        "header_title": _("What this draft changes for translations"),
        "header_icon": "globe",
        "breadcrumbs_items": crumbs(
            (reverse("courses_translating:path", args=[root.pk]), root.title),
            ("", page.get_admin_display_title()),
        ),
    }
    status = 422 if problem else 200
    return TemplateResponse(request, "courses/translating/meaning.html", context, status=status)


def _changes_shown(pair: Pair, rows: list[Compared]) -> dict[str, Any]:
    return {
        "language": language_name(pair.language),
        "code": pair.source.locale.language_code,
        "readers": readers_in_words(pair.path_key, pair.language),
        "segments": shown(pair, rows, ()),
        "known": set(pair.rows),
    }


def note_in_the_editor(request: SignedInRequest, page: Any) -> None:
    """Say above a translation what of it follows an older text, and above a source page what its
    draft changes for its translations."""
    pair = pair_of(page)
    if pair is not None:
        every = pair.compared()
        to_do = left(every)
        if to_do:
            wording = Wording(pair.kind, [pair.source_content, pair.source_draft, pair.own_draft])
            labels = [label_of(wording, steps_of(one.place)) for one in to_do]
            said = ngettext(
                "%(count)s of %(total)s segments follows an older text in %(language)s, or has "
                "none (%(labels)s).",
                "%(count)s of %(total)s segments follow an older text in %(language)s, or have "
                "none (%(labels)s).",
                len(to_do),
            ) % {
                "count": len(to_do),
                "total": len(every),
                "language": language_name(pair.source.locale.language_code),
                "labels": named(labels),
            }
            address = reverse("courses_translating:desk", args=[page.pk])
            messages.warning(request, said, buttons=[messages.button(address, str(DESK))])
        return
    if page.live:
        for one, rows in changes_of(page):
            _announce(request, page, one, len(rows))
        for language in languages_without(page):
            _announce_missing(request, page, language)


def _announce(request: SignedInRequest, page: Any, pair: Pair, count: int) -> None:
    said = ngettext(
        "This draft changes %(count)s text that the version in %(language)s follows.",
        "This draft changes %(count)s texts that the version in %(language)s follows.",
        count,
    ) % {"count": count, "language": language_name(pair.language)}
    said = f"{said} {readers_in_words(pair.path_key, pair.language)} {_after(pair)}"
    address = reverse("courses_translating:meaning", args=[page.pk])
    messages.warning(
        request, said, buttons=[messages.button(address, _("See what changes for translations"))]
    )


def _announce_missing(request: SignedInRequest, page: Any, language: str) -> None:
    words = {
        "language": language_name(language),
        "source": language_name(page.locale.language_code),
    }
    said = _(
        "This page isn’t published in %(language)s: whoever follows the path in %(language)s reads "
        "it in %(source)s."
    )
    root = path_of(page)
    ways = []
    if root is not None:
        address = reverse("courses_translating:path", args=[root.pk])
        ways.append(messages.button(address, str(LIST)))
    messages.warning(request, said % words, buttons=ways)


def _after(pair: Pair) -> str:
    """Return what comes once a source is published, in a sentence."""
    if is_asked_of_people(pair.path_key):
        day = day_in_words(due_on(clock.now()))
        return _(
            "The path is asked of people: published today, it has to be followed by %(day)s, and "
            "until then those who read the translation are told that the other version is newer."
        ) % {"day": day}
    return _("Until it follows, those who read it are told that the other version is newer.")
