"""Who may translate: whoever may edit the page, the question or the survey."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Page
from wagtail.permissions import policy_registry

from academy.organisms.policies import Viewer, designer_organism_ids, is_administrator
from courses.adoption.contents import SHARED
from courses.models import PathPage, QuestionBank, Survey, SurveySide


def can_translate(user: Viewer, page: Any) -> bool:
    """Tell whether the person may write in a page, or say what a change of it means."""
    if type(page) in SHARED.values():
        row = page.survey if isinstance(page, SurveySide) else page
        policy: Any = policy_registry.get_by_type(type(row))
        return bool(policy.user_has_permission_for_instance(user, "change", row))
    return bool(user.is_authenticated and page.permissions_for_user(user).can_edit())


def paths_to_translate(user: Viewer) -> QuerySet[PathPage]:
    """Return the paths that the person may edit, in whatever language."""
    if not user.is_authenticated:
        return PathPage.objects.none()
    pages = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change")
    return PathPage.objects.filter(pk__in=pages.values("pk"))


def banks_to_translate(user: Viewer) -> QuerySet[QuestionBank]:
    """Return the question banks that the person may change."""
    return _own(QuestionBank, user)


def surveys_to_translate(user: Viewer) -> QuerySet[Survey]:
    """Return the surveys that the person may change."""
    return _own(Survey, user)


def _own(model: type, user: Viewer) -> QuerySet[Any]:
    policy: Any = policy_registry.get_by_type(model)
    found: QuerySet[Any] = policy.instances_user_has_any_permission_for(user, ["change"])
    return found


def keeps_glossary(user: Viewer) -> bool:
    """Tell whether the person may change the glossary: designers and administrators."""
    today = timezone.localdate()
    return is_administrator(user, today) or bool(designer_organism_ids(user, today))
