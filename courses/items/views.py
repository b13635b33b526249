"""The page of a course that says how its questions and lessons do, at the designers' desk."""

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from academy.accounts.requests import SignedInRequest
from courses.models import CoursePage

from .judging import LEAST_ANSWERS, LEAST_IN_LANGUAGE
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
        "doubtful": [
            (lesson.page, question_in_words(question, found.smallest))
            for lesson, question in found.doubtful
        ],
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
