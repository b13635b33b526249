"""Taking over a path, following it, freezing it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Page

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core.errors import AcademyError, NotAllowed, NotFound
from academy.organisms.models import Organism
from courses.models import AdoptedPage, Adoption, PathPage
from courses.services import refreshed_once, share_path

from .contents import put_content
from .licensing import refuse_licence, take_under_licence
from .news import pages_copied
from .policies import adoptions_visible_to, can_adopt_for, is_open_to_all
from .trees import Tree, TreePage, draft_tree, open_tree, without
from .waiting import count_parts, names_of, waiting_for

LONGEST_SLUG = 200


@transaction.atomic
def adopt_path(
    *, by: User, page_id: int, organism: Organism, state: Adoption.State, at: datetime
) -> Adoption:
    """Copy a published path, in every language, as drafts that belong to `organism`.

    Each page of the copy has a key of its own; blocks keep their ids. Raises NotFound where there
    is no such published path, NotAllowed where the person doesn't design for `organism` or the
    licence doesn't permit it, AcademyError where the organism has this path already.
    """
    source = PathPage.objects.filter(pk=page_id).first()
    if source is None or not is_open_to_all(source):
        raise NotFound(_("There is no such published path."))
    if not can_adopt_for(by, organism, timezone.localdate(at)):
        raise NotAllowed(_("Choose an organization for which you design courses."))
    _refuse_what_is_theirs(source, organism)
    tree = open_tree(source.translation_key)
    keys = {key: str(uuid4()) for key, _language in tree}
    adoption = _new_adoption(by, source, keys, organism, state, at)
    with refreshed_once(at=at):
        for one in tree.values():
            if one.kind == "path":
                copy_branch(
                    one, tree, one.page.get_parent().pk, adoption=adoption, keys=keys, by=by
                )
        _make_own(adoption, by, at)
    audit.record(
        at=at,
        actor=by,
        action="courses.path_adopted",
        target=str(adoption.own_key),
        organism_code=organism.code,
        details={"from": str(adoption.upstream_key), "state": str(state)},
    )
    return adoption


def _make_own(adoption: Adoption, by: User, at: datetime) -> None:
    """Give pages that were copied a moment ago what is the organism's own, and tell of them."""
    put_own_names(adoption, by=by)
    for page in PathPage.objects.filter(translation_key=adoption.own_key):
        share_path(path=page)
    pages_copied.send(sender=Adoption, adoption=adoption, at=at)


@transaction.atomic
def adopt_language(*, by: User, adoption_id: int, language: str, at: datetime) -> Adoption:
    """Copy the pages of the other path in a language in which it has come out since, as drafts.

    They are the same activities as the copy's pages in its other languages. What the organism
    removed from its copy stays out. Raises NotFound where the person doesn't look after the
    adoption, AcademyError where that language doesn't wait, NotAllowed where the adoption is frozen
    or the licence no longer permits it.
    """
    adoption = locked_adoption(by, adoption_id, at)
    refuse_frozen(adoption)
    waiting = waiting_for(adoption)
    if language not in waiting.languages:
        raise AcademyError(
            _("The other path isn’t published in this language, or you have its pages already.")
        )
    source = waiting.source_tree[str(adoption.upstream_key), language]
    take_under_licence(adoption, source.page)
    keys = dict(waiting.names.keys)
    has = {key for key, _language in waiting.own_tree}
    removed = {theirs for theirs, ours in keys.items() if ours not in has}
    tree = without(waiting.source_tree, language, removed)
    for key, _language in tree:
        keys.setdefault(key, str(uuid4()))
    with refreshed_once(at=at):
        parent = source.page.get_parent().pk
        copy_branch(tree[source.place], tree, parent, adoption=adoption, keys=keys, by=by)
        _make_own(adoption, by, at)
    audit.record(
        at=at,
        actor=by,
        action="courses.adoption_language_added",
        target=str(adoption.own_key),
        organism_code=adoption.organism.code,
        details={"language": language},
    )
    return adoption


def refuse_frozen(adoption: Adoption) -> None:
    """Raise NotAllowed where nothing of the other path is taken until it follows again."""
    if adoption.is_frozen:
        raise NotAllowed(_("This adopted path is frozen. Have it follow again, then merge."))


def _refuse_what_is_theirs(source: PathPage, organism: Organism) -> None:
    refuse_licence(source)
    if source.built_by.filter(pk=organism.pk).exists():
        raise AcademyError(
            _("%(organism)s built this path: edit it instead.") % {"organism": organism.name}
        )


def _new_adoption(
    by: User,
    source: PathPage,
    keys: Mapping[str, str],
    organism: Organism,
    state: Adoption.State,
    at: datetime,
) -> Adoption:
    try:
        with transaction.atomic():
            return Adoption.objects.create(
                upstream_key=source.translation_key,
                own_key=UUID(keys[str(source.translation_key)]),
                organism=organism,
                state=state,
                adopted_at=at,
                adopted_by=by,
                state_changed_at=at,
                state_changed_by=by,
                licences=[source.licence.strip()],
            )
    except IntegrityError as error:
        raise AcademyError(
            _("%(organism)s has adopted this path already.") % {"organism": organism.name}
        ) from error


def copy_branch(
    source: TreePage,
    tree: Tree,
    parent_id: int,
    *,
    adoption: Adoption,
    keys: Mapping[str, str],
    by: User,
) -> Page:
    """Copy a published page and those below it as drafts, as the last under the page `parent_id`.

    `keys`: of each page there, the key of its copy. `put_own_names` is to follow.
    """
    key, language = source.place
    parent = Page.objects.get(pk=parent_id)
    changes: dict[str, Any] = {"translation_key": UUID(keys[key])}
    if source.kind == "path":
        changes["slug"] = _free_slug(parent, source.page.slug, adoption.organism)
    copy = source.page.copy(
        to=parent,
        recursive=False,
        copy_revisions=False,
        keep_live=False,
        update_attrs=changes,
        user=by,
    )
    if source.kind == "path":
        copy.built_by.set([adoption.organism])
        copy.save(clean=False, log_action=None)
        copy.save_revision(user=by, changed=False, clean=False)
    AdoptedPage.objects.create(
        adoption=adoption,
        kind=source.kind,
        language=language,
        upstream_key=UUID(key),
        own_key=UUID(keys[key]),
        base=source.content,
        parts=count_parts(source.content),
    )
    for below in source.below:
        copy_branch(tree[(below, language)], tree, copy.pk, adoption=adoption, keys=keys, by=by)
    return copy


def _free_slug(parent: Page, slug: str, organism: Organism) -> str:
    """Return an address for the copy of a path that no other page beside it has."""
    stem = f"{slug[:LONGEST_SLUG]}-{slugify(organism.code)}".rstrip("-")
    taken = set(parent.get_children().values_list("slug", flat=True))
    names = (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def put_own_names(adoption: Adoption, *, by: User) -> None:
    """Have the copy's pages name each other where they named pages of the other path."""
    tree = draft_tree(adoption.own_key)
    rows = list(adoption.pages.all())
    names = names_of(rows, open_tree(adoption.upstream_key), tree)
    for one in tree.values():
        wanted = names.put(one.content)
        if wanted != one.content:
            page = one.page.get_latest_revision_as_object()
            if put_content(page, wanted):
                _save_draft(page, by)


def _save_draft(page: Any, by: User) -> None:
    if not page.live:
        page.save(clean=False, log_action=None)
    page.save_revision(user=by, changed=True, clean=False)


@transaction.atomic
def choose_state(*, by: User, adoption_id: int, state: Adoption.State, at: datetime) -> Adoption:
    """Have an adopted path follow the other one from now on, or freeze it; who and when are kept.

    Raises NotFound where the person doesn't look after it. The same state again changes nothing.
    """
    adoption = locked_adoption(by, adoption_id, at)
    if adoption.state == state:
        return adoption
    adoption.state = state
    adoption.state_changed_at, adoption.state_changed_by = at, by
    adoption.save(update_fields=["state", "state_changed_at", "state_changed_by"])
    frozen = state == Adoption.State.FROZEN
    audit.record(
        at=at,
        actor=by,
        action="courses.adoption_frozen" if frozen else "courses.adoption_follows",
        target=str(adoption.own_key),
        organism_code=adoption.organism.code,
    )
    return adoption


@transaction.atomic
def forget_adoption(*, own_key: UUID) -> None:
    """Forget an adoption once the last page of the copy is deleted, so that it may be made again.

    What it offered goes with it.
    """
    if not PathPage.objects.filter(translation_key=own_key).exists():
        Adoption.objects.filter(own_key=own_key).delete()


def locked_adoption(by: User, adoption_id: int, at: datetime) -> Adoption:
    """Return an adoption that `by` looks after, locked; to be called in a transaction.

    Raises NotFound for any other.
    """
    visible = adoptions_visible_to(by, timezone.localdate(at)).filter(pk=adoption_id)
    if not visible.exists():
        raise NotFound(_("There is no such adopted path."))
    rows = Adoption.objects.select_for_update(of=("self",)).select_related("organism")
    return rows.get(pk=adoption_id)
