"""What learners reported, in the editors' desk: the list, and the answer to one report."""

from datetime import timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView

from academy.accounts.requests import SignedInRequest
from academy.core.errors import AcademyError
from courses import services
from courses.editor_places import in_editor
from courses.forms import ReportAnswerForm
from courses.models import BlockReport, LessonPage, PathPage
from courses.policies import reports_visible_to
from courses.queries import ReportedPassage, in_order_of_age, like, overdue, reported_passages

LIST = gettext_lazy("Reported passages")
# How many passages the editor names above a lesson.
MOST_PASSAGES = 3


class ReportFilters(WagtailFilterSet):
    """By path, kind, state and age."""

    path_key = django_filters.ChoiceFilter(
        label=gettext_lazy("Learning path"), empty_label=pgettext_lazy("reports", "All")
    )
    kind = django_filters.ChoiceFilter(
        label=pgettext_lazy("of a report", "Kind"),
        choices=BlockReport.Kind.choices,
        empty_label=pgettext_lazy("reports", "All"),
    )
    state = django_filters.ChoiceFilter(
        label=pgettext_lazy("of a report", "State"),
        choices=BlockReport.State.choices,
        empty_label=pgettext_lazy("reports", "All"),
    )
    age = django_filters.ChoiceFilter(
        label=pgettext_lazy("of a report", "Age"),
        method="filter_age",
        choices=[
            ("7", gettext_lazy("More than 7 days")),
            ("30", gettext_lazy("More than 30 days")),
            ("90", gettext_lazy("More than 90 days")),
        ],
        empty_label=pgettext_lazy("reports", "All"),
    )
    lesson = django_filters.NumberFilter(field_name="page_id", widget=forms.HiddenInput)

    class Meta:
        model = BlockReport
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = reports_visible_to(self.request.user).order_by().values("path_key")
        titles = PathPage.objects.filter(translation_key__in=seen).values_list(
            "translation_key", "title"
        )
        self.filters["path_key"].extra["choices"] = sorted(
            {str(key): title for key, title in titles}.items(), key=lambda one: one[1]
        )

    def filter_age(self, reports: QuerySet, _name: str, days: str) -> QuerySet:
        """Keep what is older than so many days."""
        before = timezone.now() - timedelta(days=int(days))
        return reports.filter(reported_at__lt=before)


def _passage(report: BlockReport) -> str:
    return report.excerpt or _("The lesson as a whole")


class ReportList(ReportView):
    """The reports on the lessons that one may edit: what has waited too long comes first.

    Nothing in it says who reported.
    """

    page_title = LIST
    header_icon = "warning"
    model = BlockReport
    filterset_class = ReportFilters
    index_url_name = "courses_feedback:reports"
    index_results_url_name = "courses_feedback:reports-results"
    results_template_name = "courses/feedback/desk_reports.html"
    verbose_name_plural = BlockReport._meta.verbose_name_plural
    export_filename = "reports"
    list_export = [
        "lesson_title",
        "language",
        "excerpt",
        "get_kind_display",
        "get_state_display",
        "comment",
        "reported_at",
        "people",
        "answer",
        "answered_at",
    ]
    export_headings = {
        "get_kind_display": capfirst(BlockReport._meta.get_field("kind").verbose_name),
        "get_state_display": capfirst(BlockReport._meta.get_field("state").verbose_name),
        "people": pgettext_lazy("how many", "Reports"),
    }
    columns = [
        TitleColumn(
            "passage",
            label=gettext_lazy("Passage"),
            accessor=_passage,
            get_url=lambda report: reverse("courses_feedback:report", args=[report.pk]),
        ),
        Column("lesson_title", label=gettext_lazy("Lesson")),
        Column("kind", label=pgettext_lazy("of a report", "Kind"), accessor="get_kind_display"),
        Column("people", label=pgettext_lazy("how many", "Reports")),
        Column("state", label=pgettext_lazy("of a report", "State"), accessor="get_state_display"),
        Column("age", label=pgettext_lazy("of a report", "Age"), accessor="age_in_words"),
    ]

    def get_base_queryset(self) -> QuerySet[BlockReport]:
        """Return what the person may see, in order."""
        return in_order_of_age(reports_visible_to(self.request.user), timezone.now())

    def decorate_paginated_queryset(self, reports: Any) -> Any:
        """Say how old each report is."""
        for report in reports:
            report.age_in_words = _days(report)
        return reports

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add how many reports have waited too long."""
        context = super().get_context_data(*args, **kwargs)
        late = overdue(reports_visible_to(self.request.user), timezone.now())
        return context | {"late": late}


def _days(report: BlockReport) -> str:
    days = (timezone.localdate() - timezone.localdate(report.reported_at)).days
    if days == 0:
        return pgettext("age of a report", "today")
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}


def _visible(request: SignedInRequest, report_id: int) -> BlockReport:
    report = reports_visible_to(request.user).filter(pk=report_id).first()
    if report is None:
        raise Http404
    return report


@require_http_methods(["GET", "POST"])
def desk_report(request: SignedInRequest, report_id: int) -> HttpResponse:
    """Show a report and take the answer to it."""
    report = _visible(request, report_id)
    form = ReportAnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            answered = services.answer_report(
                by=request.user,
                report_id=report.pk,
                state=BlockReport.State(form.cleaned_data["state"]),
                answer=form.cleaned_data["answer"],
                at=timezone.now(),
            )
        except AcademyError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _told(answered))
            return redirect("courses_feedback:reports")
    context = {
        "report": report,
        "form": form,
        "age": _days(report),
        "anchor": _anchor(report),
        "merged": report.merged.order_by("reported_at"),
        "others": like(report).count() if report.state == BlockReport.State.OPEN else 0,
        "is_open": report.state == BlockReport.State.OPEN and report.merged_into_id is None,
        "header_title": report.lesson_title,
        "header_icon": "warning",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("courses_feedback:reports"), "label": LIST},
            {"url": "", "label": report.lesson_title},
        ],
    }
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "courses/feedback/desk_report.html", context, status=status)


def _told(report: BlockReport) -> str:
    if report.awaits_publishing:
        return _("Answered. Who reported it is told when the lesson is published next.")
    return _("Answered. Who reported it is told on the next visit.")


def _anchor(report: BlockReport) -> str:
    """Return where the passage is in the editor; "" where its lesson is gone."""
    if report.page_id is None:
        return ""
    return in_editor(report.page_id, report.block_id)


@require_POST
def merge(request: SignedInRequest, report_id: int) -> HttpResponse:
    """Merge the other reports of the same passage into this one."""
    report = _visible(request, report_id)
    try:
        count = services.merge_reports(by=request.user, report_id=report.pk, at=timezone.now())
    except AcademyError as error:
        messages.error(request, error.message)
    else:
        told = ngettext(
            "%(count)s report is merged into this one: it gets the same answer.",
            "%(count)s reports are merged into this one: they get the same answer.",
            count,
        )
        messages.success(request, told % {"count": count})
    return redirect("courses_feedback:report", report.pk)


class LateReports(Component):
    """On the desk's first page: how many reports have waited too long."""

    order = 50
    template_name = "courses/feedback/desk_late.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Count what the person may answer."""
        seen = reports_visible_to(parent_context["request"].user)
        return {"late": overdue(seen, timezone.now())}


def note_in_the_editor(request: SignedInRequest, page: Any) -> None:
    """Say above a lesson that is edited which of its passages have open reports."""
    if not isinstance(page, LessonPage) or not page.permissions_for_user(request.user).can_edit():
        return
    found = reported_passages(page)
    if not found:
        return
    count = sum(one.people for one in found)
    said = ngettext(
        "Learners reported passages of this lesson: %(count)s report waits for an answer.",
        "Learners reported passages of this lesson: %(count)s reports wait for an answer.",
        count,
    ) % {"count": count}
    passages = [
        messages.button(in_editor(page.pk, one.block_id), f"{_begins(one)} ({one.people})")
        for one in found[:MOST_PASSAGES]
    ]
    all_of_them = f"{reverse('courses_feedback:reports')}?lesson={page.pk}&state=open"
    messages.warning(
        request, said, buttons=[*passages, messages.button(all_of_them, _("Read the reports"))]
    )


def _begins(passage: ReportedPassage) -> str:
    return Truncator(passage.excerpt).chars(50) or _("The lesson as a whole")
