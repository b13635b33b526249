"""The page of a course that says how its questions and lessons do, at the designers' desk."""

from collections.abc import Collection
from uuid import UUID

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from wagtail.permissions import policy_registry

from academy.accounts.requests import SignedInRequest
from courses.doubts.queries import worded
from courses.models import CoursePage, QuestionBank, QuestionDoubt

from .bank_queries import analysed_bank
from .languages import LEAST_IN_LANGUAGE
from .looking import LEAST_ANSWERS
from .queries import LONGEST_SITTING, MOST_PEOPLE, PATIENCE, analysed
from .wording import lessons_in_words, question_in_words, reliability_in_words

ANALYSIS = gettext_lazy("Analysis of questions")


@require_GET
def course(request: SignedInRequest, page_id: int) -> HttpResponse:
    """Show what answers say of the questions of a course; 404 for whoever may not edit it."""
    page = CoursePage.objects.filter(pk=page_id).first()
    if page is None or not page.permissions_for_user(request.user).can_edit():
        raise Http404
    found = analysed(page, timezone.now())
    title = _("Analysis of “%(title)s”") % {"title": page.title}
    context = {
        "page": page,
        "lessons": lessons_in_words(found.lessons, found.smallest),
        "undecided": _undecided(
            [lesson.page.translation_key for lesson in found.lessons], page.locale.language_code
        ),
        "reliability": reliability_in_words(found.analysis, found.smallest),
        "smallest": found.smallest,
        "least": LEAST_ANSWERS,
        "least_in_language": LEAST_IN_LANGUAGE,
        "most_people": MOST_PEOPLE,
        "patience": PATIENCE.days,
        "longest_hours": LONGEST_SITTING.seconds // 3600,
        "header_title": title,
        "header_icon": "view",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("wagtailadmin_explore", args=[page.pk]), "label": page.title},
            {"url": "", "label": title},
        ],
    }
    return TemplateResponse(request, "courses/items/course.html", context)


@require_GET
def bank(request: SignedInRequest, bank_id: int) -> HttpResponse:
    """Show what the answers in tests say of the questions of a bank, each version by itself; 404
    for whoever may not edit it."""
    policy = policy_registry.get_by_type(QuestionBank)
    own = policy.instances_user_has_any_permission_for(request.user, ["change"])
    found_bank = own.filter(pk=bank_id).first()
    if found_bank is None:
        raise Http404
    found = analysed_bank(found_bank)
    title = _("Analysis of “%(title)s”") % {"title": found_bank.title}
    context = {
        "bank": found_bank,
        "versions": [(one, question_in_words(one.shown, found.smallest)) for one in found.versions],
        "undecided": _undecided([found_bank.key], get_language() or "fr"),
        "smallest": found.smallest,
        "least": LEAST_ANSWERS,
        "least_in_language": LEAST_IN_LANGUAGE,
        "most_attempts": MOST_PEOPLE,
        "header_title": title,
        "header_icon": "view",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {
                "url": reverse("wagtailsnippets_courses_questionbank:edit", args=[found_bank.pk]),
                "label": found_bank.title,
            },
            {"url": "", "label": title},
        ],
    }
    return TemplateResponse(request, "courses/items/bank.html", context)


def _undecided(places: Collection[UUID], language: str) -> list[tuple[QuestionDoubt, str]]:
    """Return the doubts of these lessons or of a bank that wait for a decision, each with its
    question in `language` where it is in it."""
    return worded(QuestionDoubt.objects.filter(place__in=places, decision=""), language)
