"""The translator's desk: the texts of a page that follow an older source, one by one."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.models import Page

from academy.accounts.requests import SignedInRequest
from academy.core import clock
from academy.core.errors import AcademyError
from courses.models import BankQuestion, Survey, SurveySide

from .comparing import Compared, State, left
from .deadline import due_on, language_name
from .forms import SegmentForm
from .grounds import desk_of, editor_of, is_asked, meaning_of, readers_of_pair, title_of, way_to
from .list_views import crumbs
from .policies import can_translate
from .queries import LANGUAGES, Pair, pair_of, terms_into, whole_of
from .segments import leaf_at
from .services import changes_of, confirm_segment, mark_same_meaning, translate_segment
from .shown import ShownSegment, prefix_of, shown

DESK = gettext_lazy("Translate by segments")
A_PAGE = 12


@require_http_methods(["GET", "POST"])
def desk(request: SignedInRequest, page_id: int) -> HttpResponse:
    """Show the texts of a page that are to be translated, and take one of them."""
    return _answer(request, _page(page_id))


@require_http_methods(["GET", "POST"])
def question(request: SignedInRequest, question_id: int) -> HttpResponse:
    """Do the same with a question of a bank."""
    return _answer(request, BankQuestion.objects.filter(pk=question_id).first())


@require_http_methods(["GET", "POST"])
def survey(request: SignedInRequest, survey_id: int, language: str) -> HttpResponse:
    """Do the same with a survey, whose texts in `language` are held against the other ones."""
    found = Survey.objects.filter(pk=survey_id).first()
    if found is None or language not in LANGUAGES:
        raise Http404
    return _answer(request, SurveySide(found, language))


def _page(page_id: int) -> Any:
    page = Page.objects.filter(pk=page_id).first()
    return page.specific if page is not None else None


def _answer(request: SignedInRequest, page: Any) -> HttpResponse:
    pair = pair_of(page) if page is not None else None
    if pair is None or not can_translate(request.user, pair.own):
        raise Http404
    return _take(request, pair) if request.method == "POST" else _desk(request, pair)


def _take(request: SignedInRequest, pair: Pair) -> HttpResponse:
    place = request.POST.get("place", "")
    one = next((one for one in pair.compared() if one.place == place), None)
    form = _form(pair, one, request.POST) if one is not None else None
    if one is None:
        messages.error(
            request,
            _("This text is no longer in the page. Nothing was saved; here is what is to be done."),
        )
        return redirect(desk_of(pair.own))
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
            return redirect(desk_of(pair.own))
        # What stands there is what is confirmed.
        form = None
    asked: dict[str, Any] = {
        "by": request.user,
        "page": pair.own,
        "place": place,
        "seen": request.POST.get("seen", ""),
        "was": request.POST.get("was", ""),
        "at": clock.now(),
    }
    try:
        if is_right:
            confirm_segment(**asked)
            messages.success(request, _("Noted: this text is right as it is."))
            return redirect(desk_of(pair.own))
        if form is None:
            raise Http404
        if form.is_valid():
            translate_segment(**asked, text=form.cleaned_data["text"])
            messages.success(request, _saved(pair))
            return redirect(desk_of(pair.own))
    except AcademyError as error:
        if form is not None:
            form.is_valid()
            form.add_error(None, error.message)
        else:
            messages.error(request, error.message)
    return _desk(request, pair, form, place)


def _saved(pair: Pair) -> str:
    if isinstance(pair.own, SurveySide):
        return _("Saved: learners are asked in these words from now on.")
    return _("Saved in the draft of the translation.")


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
    way = way_to(pair.own)
    context = {
        "pair": pair,
        "rows": rows,
        "page": page,
        "to_do": len(to_do),
        "total": len([one for one in every if one.new or one.text]),
        "source_name": language_name(pair.source.locale.language_code),
        "own_name": language_name(pair.language),
        "source_language": pair.source.locale.language_code,
        "way": way,
        "media": media,
        "desk_url": desk_of(pair.own),
        "edit_url": editor_of(pair.own),
        "has_draft": pair.own.has_unpublished_changes,
        "kind": pair.kind,
        "is_withheld": pair.source.live and not pair.own.live,
        "header_title": str(DESK),
        "header_icon": "globe",
        "breadcrumbs_items": crumbs(
            *([(way.url, way.label)] if way else []), ("", title_of(pair.own))
        ),
    }
    status = 422 if bound is not None else 200
    return TemplateResponse(request, "courses/translating/desk.html", context, status=status)


@require_http_methods(["GET", "POST"])
def meaning(request: SignedInRequest, page_id: int) -> HttpResponse:
    """Show what the draft of a source page changes for its translations, and take which of it has
    no effect on the meaning."""
    return _meaning(request, _page(page_id))


@require_http_methods(["GET", "POST"])
def question_meaning(request: SignedInRequest, question_id: int) -> HttpResponse:
    """Do the same with a question of a bank."""
    return _meaning(request, BankQuestion.objects.filter(pk=question_id).first())


def _meaning(request: SignedInRequest, page: Any) -> HttpResponse:
    whole = whole_of(page)
    if whole is None or not can_translate(request.user, page) or pair_of(page) is not None:
        raise Http404
    changes = changes_of(page)
    problem = ""
    if request.method == "POST":
        try:
            count = mark_same_meaning(
                by=request.user,
                page=page,
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
                return redirect(editor_of(page))
            problem = _("Tick the changes that have no effect on the meaning.")
    way = way_to(page)
    context = {
        "page": page,
        "problem": problem,
        "changes": [_changes_shown(pair, rows) for pair, rows in changes],
        "seen": page.latest_revision_id or "",
        "due_on": due_on(clock.now()) if is_asked(page) else None,
        "meaning_url": meaning_of(page),
        "edit_url": editor_of(page),
        "header_title": _("What this draft changes for translations"),
        "header_icon": "globe",
        "breadcrumbs_items": crumbs(*([(way.url, way.label)] if way else []), ("", title_of(page))),
    }
    status = 422 if problem else 200
    return TemplateResponse(request, "courses/translating/meaning.html", context, status=status)


def _changes_shown(pair: Pair, rows: list[Compared]) -> dict[str, Any]:
    return {
        "language": language_name(pair.language),
        "code": pair.source.locale.language_code,
        "readers": readers_of_pair(pair),
        "segments": shown(pair, rows, ()),
        "known": set(pair.rows),
    }
