"""The panels of the editor that edit nothing: the plan of a path, its learners, what is found."""

from typing import Any

from wagtail.admin.panels import Panel

from .plan import plan_of


class PlanPanel(Panel):
    """The plan of the path that a page is, or is part of: courses, branches, minutes, faults."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "courses/plan_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Return the context of the panel, with the plan where there is a path."""
            path = self.instance if _is_path(self.instance) else self.form.path_page
            edited = self.instance if self.instance.pk else None
            plan = plan_of(path, edited) if path is not None and path.pk else None
            return super().get_context_data(parent_context) | {"plan": plan}


class LearnersPanel(Panel):
    """Whom publishing the page touches and what happens to them; of a lesson, how far people come.

    Its template reads what it shows (`courses.templatetags.desk`).
    """

    class BoundPanel(Panel.BoundPanel):
        template_name = "courses/touched/panel.html"

        def is_shown(self) -> bool:
            """Show it once the page was saved."""
            return bool(self.instance.pk) and super().is_shown()


class FindingsPanel(Panel):
    """What the check finds in the page as it was last saved, before it is published.

    Its template reads what it shows (`courses.templatetags.desk`).
    """

    class BoundPanel(Panel.BoundPanel):
        template_name = "courses/linting/panel.html"

        def is_shown(self) -> bool:
            """Show it once the page was saved."""
            return bool(self.instance.pk) and super().is_shown()


def _is_path(page: Any) -> bool:
    return hasattr(page, "optional_sets")
