"""The doubtful questions at the designers' desk: a list, and the page on which one decides."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from academy.accounts.requests import SignedInRequest
from academy.core.errors import AcademyError
from courses.editor_places import in_editor
from courses.items.wording import flags_in_words
from courses.models import BankQuestion, QuestionDoubt

from . import deciding
from .forms import DecisionForm
from .queries import doubts_visible_to, is_latest, lesson_of, worded

DOUBTS = gettext_lazy("Doubtful questions")
_A_PAGE = 50


@require_GET
def doubts(request: SignedInRequest) -> HttpResponse:
    """Show the doubtful questions that the person may decide about, those that wait first."""
    rows = doubts_visible_to(request.user).select_related("bank", "decided_by")
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise Http404
    waiting = rows.filter(decision="").order_by("found_at", "pk")
    decided = Paginator(rows.exclude(decision="").order_by("-decided_at", "-pk"), _A_PAGE)
    page = decided.get_page(request.GET.get("page"))
    # Together, in as many queries as one of them.
    every = worded([*waiting, *page.object_list], get_language() or "fr")
    context = {
        "waiting": [one for one in every if one[0].is_open],
        "decided": page,
        "decided_rows": [one for one in every if not one[0].is_open],
        "header_title": str(DOUBTS),
        "header_icon": "warning",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": str(DOUBTS)},
        ],
    }
    return TemplateResponse(request, "courses/doubts/list.html", context)


@require_http_methods(["GET", "POST"])
def doubt(request: SignedInRequest, doubt_id: int) -> HttpResponse:
    """Show a doubtful question, why it is, and take what is decided; 404 for whoever may not edit
    it."""
    found = (
        doubts_visible_to(request.user)
        .select_related("bank", "decided_by")
        .filter(pk=doubt_id)
        .first()
    )
    if found is None:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    form = DecisionForm(posted, initial={"decision": found.decision, "reason": found.reason})
    if form.is_valid():
        try:
            decided = deciding.decide(
                by=request.user,
                doubt_id=found.pk,
                decision=form.cleaned_data["decision"],
                reason=form.cleaned_data["reason"],
                at=timezone.now(),
            )
        except AcademyError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("It is decided, and written down with your reason."))
            if decided.is_remarking:
                messages.info(request, _under_way(decided))
            return redirect("courses_items:doubts")
    ((_found, prompt),) = worded([found], get_language() or "fr")
    context: dict[str, Any] = {
        "doubt": found,
        "prompt": prompt,
        "reasons": flags_in_words(found.flags),
        "under_way": _under_way(found) if found.is_remarking else "",
        "form": form if is_latest(found) else None,
        **_places(found),
        "header_title": prompt,
        "header_icon": "warning",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("courses_items:doubts"), "label": str(DOUBTS)},
            {"url": "", "label": prompt},
        ],
    }
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "courses/doubts/doubt.html", context, status=status)


def _under_way(found: QuestionDoubt) -> str:
    """Return what the worker does because of the decision, and what counts until it has."""
    if found.bank is not None:
        return _(
            "Tests that drew this question are being marked again. With many of them, it takes "
            "some minutes; you may leave this page. Until a test is marked, it counts as before, "
            "and no mark falls."
        )
    return _(
        "The marks of those who follow the path are being measured again. With many of them, it "
        "takes some minutes; you may leave this page. Until somebody’s marks are measured, they "
        "count as before, and nobody loses a pass."
    )


def _places(found: QuestionDoubt) -> dict[str, str]:
    """Return where the question is edited, and where its figures are; "" where it is gone."""
    language = get_language() or "fr"
    if found.bank is not None:
        rows = BankQuestion.objects.filter(bank=found.bank, translation_key=found.question)
        row = next(iter(rows.select_related("locale").order_by("locale_id")), None)
        edit = reverse("wagtailsnippets_courses_bankquestion:edit", args=[row.pk]) if row else ""
        return {
            "edit_url": edit,
            "figures_url": reverse("courses_items:bank", args=[found.bank.pk]),
            "place": found.bank.title,
        }
    lesson = lesson_of(found, language)
    if lesson is None:
        return {"edit_url": "", "figures_url": "", "place": ""}
    figures = reverse("courses_items:course", args=[lesson.get_parent().pk])
    return {
        "edit_url": in_editor(lesson.pk, str(found.question)),
        "figures_url": f"{figures}#question-{found.question}",
        "place": lesson.title,
    }
