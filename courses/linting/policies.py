"""Who may have a path checked, and whose ageing lessons one sees: those who may edit them."""

from django.db.models import QuerySet
from wagtail.models import Page
from wagtail.permissions import policy_registry

from academy.organisms.policies import Viewer
from courses.models import LessonPage, PathPage


def paths_to_check(user: Viewer) -> QuerySet[PathPage]:
    """Return the paths that the person may have checked, in whatever language."""
    return _editable(user, PathPage)


def lessons_to_keep(user: Viewer) -> QuerySet[LessonPage]:
    """Return the published lessons that the person may edit."""
    return _editable(user, LessonPage).filter(live=True)


def _editable(user: Viewer, model: type) -> QuerySet:
    rows: QuerySet = model._default_manager.all()  # type: ignore[attr-defined]
    if not user.is_authenticated:
        return rows.none()
    pages = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change")
    return rows.filter(pk__in=pages.values("pk"))
