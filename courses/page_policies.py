"""What one may do with pages in the editor: as Wagtail has it, but that a right to add to a
catalogue ends at its paths.

In Wagtail a right goes down the whole tree. That of every designer to add paths to a catalogue
would let each of them add to the paths of all others, read there what isn't published, and go on
editing what they began for an organism that they left.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.models import GroupPagePermission, Page, PagePermissionTester
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import policy_registry, register_permission_policy

from academy.organisms.policies import designer_organism_ids
from courses.models import CataloguePage, PathPage

_ADD = "add_page"
_CHANGE = "change_page"
# What no group may do.
_ADMINISTER = "administer"
_BEGUN = "_paths_begun"


class LearningPagePolicy(PagePermissionPolicy):
    """Rights over pages. The right to add to a catalogue holds inside of a path for those who may
    change the path, and for who began it for an organism of theirs."""

    def reaches(self, user: Any, permission: GroupPagePermission, place: str) -> bool:
        """Tell whether a right holds at the page whose `path` is `place`."""
        if not place.startswith(permission.page.path):
            return False
        if not _is_of_a_catalogue(permission) or place == permission.page.path:
            return True
        return any(place.startswith(own) for own in self._own_places(user))

    def _own_places(self, user: Any) -> list[str]:
        """Return where the person may change pages by a right, or began a path."""
        changed = [
            one.page.path
            for one in self.get_cached_permissions_for_user(user)
            if one.permission.codename == _CHANGE
        ]
        return [*changed, *_begun_by(user)]

    def user_has_any_permission_for_instance(
        self, user: Any, actions: Iterable[str], instance: Any
    ) -> bool:
        """Tell whether the person may do one of these with a page."""
        if (known := self._base_user_has_permission(user)) is not None:
            return bool(known)
        held = {
            one.permission.codename
            for one in self.get_cached_permissions_for_user(user)
            if self.reaches(user, one, instance.path)
        }
        if _ADD in held and instance.owner_id == user.pk:
            held.add(_CHANGE)
        return bool(self._get_permission_codenames(actions) & held)

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Iterable[str]
    ) -> QuerySet[Any]:
        """Return the pages with which the person may do one of these."""
        if (known := self._base_queryset_for_user(user)) is not None:
            return known
        actions = set(actions)
        wanted = self._get_permission_codenames(actions)
        found = Q(pk__in=[])
        for one in self.get_cached_permissions_for_user(user):
            is_own_alone = one.permission.codename == _ADD and "add" not in actions
            if one.permission.codename in wanted or (is_own_alone and "change" in actions):
                reached = self._reached(user, one)
                found |= reached & Q(owner=user) if is_own_alone else reached
        return self.model._default_manager.filter(found)

    def _reached(self, user: Any, permission: GroupPagePermission) -> Q:
        if not _is_of_a_catalogue(permission):
            return Q(path__startswith=permission.page.path)
        found = Q(path=permission.page.path)
        for own in self._own_places(user):
            if own.startswith(permission.page.path):
                found |= Q(path__startswith=own)
        return found


class LearningPagePermissions(PagePermissionTester):
    """The rights of a person over one page, by the policy above."""

    def __init__(self, user: Any, page: Page) -> None:
        super().__init__(user, page)
        if user.is_active and not user.is_superuser:
            policy = self.permission_policy
            self.permissions = {
                one.permission.codename.rsplit("_", maxsplit=1)[0]
                for one in policy.get_cached_permissions_for_user(user)
                if policy.reaches(user, one, page.path)
            }


def _is_of_a_catalogue(permission: GroupPagePermission) -> bool:
    is_catalogue = permission.page.specific_class is CataloguePage
    return is_catalogue and permission.permission.codename == _ADD


def _begun_by(user: Any) -> list[str]:
    """Return the places of the paths that the person began, but of those of organisms for which
    they design no more. Read once for a person, as their rights are."""
    known: list[str] | None = getattr(user, _BEGUN, None)
    if known is None:
        own = designer_organism_ids(user, timezone.localdate())
        known = []
        for path in PathPage.objects.filter(owner=user).prefetch_related("built_by"):
            builders = {one.pk for one in path.built_by.all()}
            if not builders or builders & own:
                known.append(path.path)
        setattr(user, _BEGUN, known)
    return known


def choosable(pages: QuerySet[Any], user: Any) -> QuerySet[Any]:
    """Return those among `pages` to which the person may lead: their own, and what others have
    published, but for those that are to have another title: the desk would say it."""
    own = policy_registry.get_by_type(Page).explorable_instances(user)
    found = Page.objects.filter(Q(pk__in=own.values("pk")) | Q(live=True, draft_title=F("title")))
    # By its key alone: what is searched can be narrowed by nothing that isn't in the index.
    return pages.filter(pk__in=found.values_list("pk", flat=True))


def register_policies() -> None:
    """Have Wagtail ask this policy of every page; before anything of the desk is made."""
    register_permission_policy(Page, LearningPagePolicy(Page))
    # It names the page of each kind that was edited last, whosever it is: administrators alone.
    PageTypesUsageReportView.any_permission_required = [_ADMINISTER]
    # Pages of every kind are asked, and those of which Wagtail has read no more than that.
    Page.permissions_for_user = lambda page, user: LearningPagePermissions(user, page)
