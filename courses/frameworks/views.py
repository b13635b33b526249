"""The report of what is covered, at the designers' desk."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Any

import django_filters
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail.permissions import policy_registry

from academy.core.spreadsheets import safe_cell
from courses.models import PublishedPath

from .coverage import (
    Row,
    TaughtPath,
    lessons_without_objective,
    objectives_without_question,
    rows_of,
)
from .queries import taught_paths
from .shipped import frameworks

COVERAGE = gettext_lazy("Coverage of frameworks")
STATES = {
    "asked": pgettext_lazy("entry of a framework", "Taught and asked"),
    "taught": pgettext_lazy("entry of a framework", "Taught without question"),
    "gap": pgettext_lazy("entry of a framework", "Not taught"),
}
# The columns of a file before those of the paths.
_FIELDS = ("framework", "code", "title", "state", "paths", "questions")


class CoverageFilters(WagtailFilterSet):
    """By framework and by state."""

    framework = django_filters.ChoiceFilter(
        label=gettext_lazy("Framework"), empty_label=pgettext_lazy("frameworks", "All")
    )
    state = django_filters.ChoiceFilter(
        label=pgettext_lazy("entry of a framework", "State"),
        choices=list(STATES.items()),
        empty_label=pgettext_lazy("states", "All"),
    )

    class Meta:
        model = PublishedPath
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(one.id, f"{one.name} {one.version}") for one in frameworks()]
        self.filters["framework"].extra["choices"] = named


class Coverage(ReportView):
    """Entries of frameworks by paths: which are taught, with how many questions, and the gaps."""

    page_title = COVERAGE
    header_icon = "table"
    filterset_class = CoverageFilters
    index_url_name = "courses_frameworks:coverage"
    index_results_url_name = "courses_frameworks:coverage-results"
    template_name = "courses/frameworks/report.html"
    results_template_name = "courses/frameworks/coverage.html"
    verbose_name_plural = gettext_lazy("entries of frameworks")
    export_filename = "coverage"
    paginate_by = 60

    @cached_property
    def paths(self) -> list[TaughtPath]:
        """The live paths, by title."""
        return taught_paths(get_language() or "")

    @property
    def list_export(self) -> list[str]:
        """The columns of a file: of the entry, then one for each path."""
        return [*_FIELDS, *(f"path {place}" for place in range(len(self.paths)))]

    def get_queryset(self) -> list[Row]:
        """Return the rows that the filters keep."""
        rows = rows_of(frameworks(), self.paths, get_language() or "")
        wanted = self.filters.form.cleaned_data if self.filters and self.filters.is_valid() else {}
        return [
            row
            for row in rows
            if wanted.get("framework") in ("", None, row.framework_id)
            and wanted.get("state") in ("", None, row.state)
        ]

    def filter_queryset(self, queryset: list[Row]) -> list[Row]:
        """They are filtered already: they are no rows of the database."""
        return queryset

    def get_heading(self, queryset: Sequence[Row], field: str) -> str:
        """Return what a column of a file is called."""
        if field.startswith("path "):
            # Wagtail writes headings as they are: a title must be no formula.
            return str(safe_cell(self.paths[int(field.removeprefix("path "))].title))
        return {
            "framework": _("Framework"),
            "code": pgettext("of an entry", "Code"),
            "title": _("Title"),
            "state": pgettext("entry of a framework", "State"),
            "paths": _("Learning paths"),
            "questions": _("Questions"),
        }[field]

    def to_row_dict(self, item: Row) -> OrderedDict[str, Any]:
        """Return the cells of a row of a file; empty where a path does not teach the entry."""
        own = {name: getattr(item, name) for name in _FIELDS} | {"state": str(STATES[item.state])}
        cells = {
            f"path {place}": cell.questions if cell.is_taught else ""
            for place, cell in enumerate(item.cells)
        }
        return OrderedDict(own | cells)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the columns of the paths, where the frameworks come from, and what hangs loose."""
        context = super().get_context_data(*args, **kwargs)
        said = "en" if (get_language() or "").startswith("en") else "fr"
        unasked = list(objectives_without_question(self.paths))
        unserved = list(lessons_without_objective(self.paths))
        return context | {
            "paths": self.paths,
            "editable": self._editable(
                [path.page_id for path in self.paths]
                + [one.page_id for one in (*unasked, *unserved)]
            ),
            "states": {key: str(name) for key, name in STATES.items()},
            "sources": [
                {
                    "name": f"{one.name} {one.version}",
                    "title": one.titles[said],
                    "publisher": one.publishers[said],
                    "notice": one.notices[said],
                    "url": one.source_url,
                    "licence": one.licence,
                }
                for one in frameworks()
            ],
            "unasked": unasked,
            "unserved": unserved,
        }

    def _editable(self, page_ids: Iterable[int]) -> set[int]:
        """Return which of these pages the person may edit: what others build has no link."""
        mine = policy_registry.get_by_type(Page).instances_user_has_permission_for(
            self.request.user, "change"
        )
        return set(mine.filter(pk__in=set(page_ids)).values_list("pk", flat=True))
