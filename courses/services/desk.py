"""The designers' desk: what the designers of an organism may do in the editor.

Each organism has a group of its own in Wagtail, in which its designers are put when the role is
given. The group may open the editor, add paths to the catalogues (and so edit the ones its members
began), edit and publish the paths that its organism built, edit those in which it is invited to
write, and use a collection of its own. Nobody of them publishes alone what several organisms have
to approve.
"""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from academy.organisms.models import Organism, Role, RoleGrant
from courses.models import BuildingPart, CataloguePage, OrganismApproval, Part, PathPage

GROUP_PREFIX = "designers:"
ON_THE_CATALOGUE = ("add_page",)
ON_OWN_PATHS = ("add_page", "change_page", "publish_page", "lock_page")
# What an organism that is invited for one of these parts may do; the others read and remark.
PARTS_THAT_WRITE = (Part.AUTHOR, Part.PEDAGOGY, Part.LANGUAGE)
ON_PATHS_OF_OTHERS = ("change_page",)
ON_OWN_FILES = (
    "add_academyimage",
    "change_academyimage",
    "choose_academyimage",
    "add_academydocument",
    "change_academydocument",
    "choose_academydocument",
    "add_academymedia",
    "change_academymedia",
)


def groups_of(grant: RoleGrant) -> Iterable[str]:
    """Return the group that a grant of the designer's role puts its holder in."""
    if grant.role == Role.DESIGNER and grant.organism is not None:
        return (f"{GROUP_PREFIX}{grant.organism.code}",)
    return ()


@transaction.atomic
def open_desk(*, group: Group) -> None:
    """Give the designers' group of an organism what it needs; giving it again changes nothing."""
    organism = Organism.objects.filter(code=group.name.removeprefix(GROUP_PREFIX)).first()
    if not group.name.startswith(GROUP_PREFIX) or organism is None:
        return
    group.permissions.add(
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    )
    _allow(group, CataloguePage.objects.all(), ON_THE_CATALOGUE)
    invited = BuildingPart.objects.filter(organism=organism).values("path_key")
    for path in PathPage.objects.filter(
        Q(built_by=organism) | Q(translation_key__in=invited)
    ).distinct():
        share_path(path=path)
    collection = Collection.objects.filter(name=organism.name_fr, depth=2).first()
    if collection is None:
        collection = Collection.get_first_root_node().add_child(name=organism.name_fr)
    for permission in Permission.objects.filter(
        content_type__app_label="courses", codename__in=ON_OWN_FILES
    ):
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=collection, permission=permission
        )


@transaction.atomic
def share_path(*, path: PathPage) -> None:
    """Let the designers of the organisms that build `path` do their part of it, and no others.

    Those that it is built by edit and publish it; where several have to approve, they submit it
    instead. Those that are invited to write edit it.
    """
    approved = OrganismApproval.objects.filter(path_key=path.translation_key, active=True).exists()
    own = [name for name in ON_OWN_PATHS if name != "publish_page" or not approved]
    invited = BuildingPart.objects.filter(
        path_key=path.translation_key, part__in=PARTS_THAT_WRITE
    ).values_list("organism__code", flat=True)
    wanted: dict[str, Iterable[str]] = {
        f"{GROUP_PREFIX}{code}": ON_PATHS_OF_OTHERS for code in invited
    }
    wanted |= {f"{GROUP_PREFIX}{organism.code}": own for organism in path.built_by.all()}
    given = GroupPagePermission.objects.filter(page=path, group__name__startswith=GROUP_PREFIX)
    given.exclude(group__name__in=wanted).delete()
    for group in Group.objects.filter(name__in=wanted):
        codenames = wanted[group.name]
        given.filter(group=group).exclude(permission__codename__in=codenames).delete()
        _allow(group, [path], codenames)


def _allow(group: Group, pages: Iterable[Page], codenames: Iterable[str]) -> None:
    permissions = Permission.objects.filter(
        content_type__app_label="wagtailcore", codename__in=list(codenames)
    )
    known = set(
        GroupPagePermission.objects.filter(group=group).values_list("page_id", "permission_id")
    )
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=group, page_id=page.pk, permission=permission)
        for page in pages
        for permission in permissions
        if (page.pk, permission.pk) not in known
    )
