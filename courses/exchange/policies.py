"""Who may import and export paths: whoever could do the same by hand in the editor."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext
from wagtail.models import Collection
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permissions import policy_registry

from academy.accounts.models import User
from academy.core.errors import NotAllowed
from courses.models import (
    AcademyImage,
    AcademyMedia,
    CataloguePage,
    LessonPage,
    PathPage,
)

from .contents import PathContent

Catalogues = Mapping[str, CataloguePage]


@dataclass(frozen=True, slots=True)
class Rights:
    """What somebody may do with the pages of one path."""

    edit: bool
    publish: bool


def can_open_door(user: User, catalogues: Iterable[CataloguePage]) -> bool:
    """Tell whether the person may import paths at all: add pages to some catalogue."""
    return any(page.permissions_for_user(user).can_add_subpage() for page in catalogues)


def rights_over(
    user: User | None,
    *,
    pages: Mapping[str, PathPage],
    catalogues: Mapping[str, CataloguePage],
    languages: Sequence[str],
) -> Rights:
    """Return what the person may do with a path in `languages`.

    `pages` holds its pages that are there already, in whatever language. Where one of `languages`
    has none, what counts is the catalogue that it would be added to, and each of those pages: who
    brings a language in reads the drafts that it is translated from, and builds the path with the
    others. A command, which has no person, may do all.
    """
    if user is None:
        return Rights(edit=True, publish=True)
    edit = publish = True
    for language in languages:
        if language in pages:
            may = pages[language].permissions_for_user(user)
            edit, publish = edit and may.can_edit(), publish and may.can_publish()
        elif language in catalogues:
            may = catalogues[language].permissions_for_user(user)
            edit = edit and may.can_add_subpage()
            publish = publish and may.can_publish_subpage()
    if not pages.keys() >= set(languages):
        edit = edit and all(one.permissions_for_user(user).can_edit() for one in pages.values())
    return Rights(edit=edit, publish=edit and publish)


def can_export(user: User, page: PathPage) -> bool:
    """Tell whether the person may take the path away with its right answers: edit its page, and see
    the banks that its tests draw from, and the packages that its lessons hold."""
    if not page.permissions_for_user(user).can_edit():
        return False
    # Whoever takes a path away takes it in every language.
    paths = PathPage.objects.filter(translation_key=page.translation_key, live=True)
    lessons = [one for path in paths for one in LessonPage.objects.descendant_of(path).live()]
    held = {block.value["bank"] for one in lessons for block in one.test_blocks.values()}
    held |= {block.value["package"] for one in lessons for block in one.package_blocks.values()}
    return all(
        policy_registry.get_by_type(type(one)).user_has_permission_for_instance(user, "change", one)
        for one in held - {None}
    )


def collection_for(
    user: User | None, model: type[AcademyImage] | type[AcademyMedia]
) -> Collection | None:
    """Return the collection in which the person's images or videos belong, if there is one."""
    if user is None:
        return Collection.get_first_root_node()
    policy = CollectionOwnershipPermissionPolicy(
        model, auth_model=model, owner_field_name="uploaded_by_user"
    )
    return policy.collections_user_has_permission_for(user, "add").order_by("path").first()


def checked_rights(content: PathContent, catalogues: Catalogues, user: User | None) -> Rights:
    """Return what `user` may do with the path. Raises NotAllowed when that is nothing."""
    pages = PathPage.objects.filter(translation_key=UUID(content.key)).select_related("locale")
    rights = rights_over(
        user,
        pages={page.locale.language_code: page for page in pages},
        catalogues=catalogues,
        languages=content.languages,
    )
    if not rights.edit:
        raise NotAllowed(
            gettext(
                "You may not change the learning path “%(title)s”. Ask the organizations that "
                "built it."
            )
            % {"title": content.texts[content.source_language].title}
        )
    return rights
