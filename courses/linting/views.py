"""The check of a path, and the report of ageing content, at the designers' desk."""

from typing import Any

import django_filters
from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.views.decorators.http import require_GET
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView

from academy.accounts.requests import SignedInRequest
from academy.core.templatetags.figures import day_in_words
from courses.editor_places import in_editor
from courses.models import LessonPage

from .policies import lessons_to_keep, paths_to_check
from .queries import CheckedPath, ageing, builders_of, built_by, checked, paths_of
from .rules import Severity
from .wording import in_words, severity_words

AGEING = gettext_lazy("Ageing content")
CHECK = gettext_lazy("Check this path")


@require_GET
def check_path(request: SignedInRequest, page_id: int) -> HttpResponse:
    """Show what is found in a path as it was last saved, in each language."""
    among = paths_to_check(request.user)
    path = among.filter(pk=page_id).first()
    if path is None:
        raise Http404
    found = checked(path, among, timezone.localdate())
    context = {
        "path": path,
        "languages": [_shown(one) for one in found],
        "stops": any(one.count(Severity.STOPS) for one in found),
        "header_title": str(CHECK),
        "header_icon": "clipboard-list",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("wagtailadmin_explore", args=[path.pk]), "label": path.title},
            {"url": "", "label": str(CHECK)},
        ],
    }
    return TemplateResponse(request, "courses/linting/check.html", context)


def _shown(found: CheckedPath) -> dict[str, Any]:
    return {
        "code": found.language,
        "name": str(dict(settings.LANGUAGES)[found.language]),
        "title": found.title,
        "lessons": found.lessons,
        "counts": [
            (one, severity_words(one), found.count(one))
            for one in Severity
            if found.count(one) or one is Severity.STOPS
        ],
        "pages": [
            {
                "id": page.page_id,
                "kind": page.kind,
                "title": page.title,
                "course": page.course,
                "url": in_editor(page.page_id),
                "findings": [in_words(one) for one in page.findings],
            }
            for page in found.pages
        ],
    }


class ToReadAgain(Component):
    """On the desk's first page: how many lessons were to be read again by now."""

    order = 51
    template_name = "courses/linting/home.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Count what the person may edit."""
        today = timezone.localdate()
        mine = lessons_to_keep(parent_context["request"].user)
        return {"past": mine.filter(review_by__lt=today).count()}


class AgeingFilters(WagtailFilterSet):
    """By organism, by language, and by whether the day is past."""

    organism = django_filters.ChoiceFilter(
        label=gettext_lazy("Organization"),
        method="filter_organism",
        empty_label=pgettext_lazy("organizations", "All"),
    )
    state = django_filters.ChoiceFilter(
        label=pgettext_lazy("of a lesson to read again", "State"),
        method="filter_state",
        choices=[
            ("past", pgettext_lazy("day to be read again", "Past")),
            ("soon", pgettext_lazy("day to be read again", "Within 60 days")),
        ],
        empty_label=pgettext_lazy("states", "All"),
    )
    language = django_filters.ChoiceFilter(
        label=gettext_lazy("Language"),
        field_name="locale__language_code",
        choices=settings.LANGUAGES,
        empty_label=pgettext_lazy("languages", "All"),
    )

    class Meta:
        model = LessonPage
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        due = ageing(lessons_to_keep(self.request.user), timezone.localdate())
        self.filters["organism"].extra["choices"] = [(one.pk, one.name) for one in builders_of(due)]

    def filter_organism(self, lessons: QuerySet, _name: str, organism: str) -> QuerySet:
        """Keep the lessons of the paths that an organism builds."""
        return built_by(lessons, int(organism))

    def filter_state(self, lessons: QuerySet, _name: str, state: str) -> QuerySet:
        """Keep those whose day is past, or still to come."""
        today = timezone.localdate()
        return (
            lessons.filter(review_by__lt=today)
            if state == "past"
            else lessons.filter(review_by__gte=today)
        )


class AgeingContent(ReportView):
    """The published lessons that one may edit and that are due to be read again."""

    page_title = AGEING
    header_icon = "time"
    model = LessonPage
    filterset_class = AgeingFilters
    index_url_name = "courses_linting:ageing"
    index_results_url_name = "courses_linting:ageing-results"
    results_template_name = "courses/linting/ageing.html"
    verbose_name_plural = LessonPage._meta.verbose_name_plural
    export_filename = "ageing-content"
    list_export = ["title", "path_title", "organisms", "language", "review_by", "state"]
    export_headings = {
        "title": gettext_lazy("Lesson"),
        "path_title": gettext_lazy("Learning path"),
        "organisms": gettext_lazy("Built by"),
        "language": gettext_lazy("Language"),
        "review_by": gettext_lazy("Review by"),
        "state": pgettext_lazy("of a lesson to read again", "State"),
    }
    columns = [
        TitleColumn(
            "title", label=gettext_lazy("Lesson"), get_url=lambda lesson: in_editor(lesson.pk)
        ),
        Column("path_title", label=gettext_lazy("Learning path")),
        Column("organisms", label=gettext_lazy("Built by")),
        Column("language", label=gettext_lazy("Language")),
        Column("day", label=gettext_lazy("Review by")),
        Column("state", label=pgettext_lazy("of a lesson to read again", "State")),
    ]

    def get_base_queryset(self) -> QuerySet[LessonPage]:
        """Return what the person may edit and is due, the oldest day first."""
        return ageing(lessons_to_keep(self.request.user), timezone.localdate())

    def decorate_paginated_queryset(self, lessons: Any) -> Any:
        """Say of each lesson its path, who builds it, and how far its day is."""
        today = timezone.localdate()
        paths = paths_of(lessons)
        for lesson in lessons:
            path = paths.get(lesson.pk)
            lesson.path_title = path.title if path else ""
            lesson.organisms = ", ".join(
                sorted(one.name for one in path.built_by.all()) if path else ()
            )
            lesson.language = str(dict(settings.LANGUAGES)[lesson.locale.language_code])
            lesson.day = day_in_words(lesson.review_by)
            lesson.state = _state((lesson.review_by - today).days)
        return lessons


def _state(days: int) -> str:
    if days < 0:
        words = ngettext("Past for %(count)s day", "Past for %(count)s days", -days)
    elif days == 0:
        return pgettext("day to be read again", "Today")
    else:
        words = ngettext("In %(count)s day", "In %(count)s days", days)
    return words % {"count": abs(days)}
