"""Bringing what a path has become into its adopted copy: a draft of each page, never published."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.locks import ScheduledForPublishLock, WorkflowLock
from wagtail.models import Page

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core.errors import AcademyError, NotAllowed
from courses.cobuilding.crediting import save_brought
from courses.merging import Conflict, Place, same
from courses.models import AdoptedPage, Adoption, LessonPage, PathPage
from courses.services import refreshed_once

from .adopting import copy_branch, locked_adoption, put_own_names, refuse_frozen
from .contents import LearningPage, put_content
from .licensing import take_under_licence
from .news import pages_copied
from .trees import Tree, TreePage, without
from .waiting import Choice, PageNews, Waiting, choices_of, waiting_for

MINE, THEIRS = "mine", "theirs"


class LookAgain(AcademyError):
    """What was decided about is no longer what there is: somebody merged, saved or published."""


class Undecided(AcademyError):
    """A conflict was given no answer."""


@dataclass(frozen=True, slots=True)
class Joined:
    """What a merge did: the pages that have a new draft, how many were added, and the drafts in
    which the editor finds something to correct."""

    changed: tuple[LearningPage, ...]
    added: int
    to_correct: tuple[LearningPage, ...]


@transaction.atomic
def merge_adoption(
    *,
    by: User,
    adoption_id: int,
    seen: str,
    chosen: Mapping[str, str],
    declined: Collection[str] = (),
    at: datetime,
) -> Joined:
    """Merge what waits for an adopted path into the last drafts of its pages.

    `seen`: the `token` of what the person decided about. `chosen`: `MINE` or `THEIRS` for each
    conflict, `declined` the changes that are not taken, all by the keys of their `Choice`. What the
    copy changed stays, published or not. Nothing is published, moved or unpublished.

    Raises NotFound where the person doesn't look after it; LookAgain where one side has changed
    since, so that of two merges at once one is made; Undecided where a conflict has no choice;
    NotAllowed where it is frozen, the licence no longer permits it or doesn't go with that of the
    copy, or somebody locked a page.
    """
    adoption = locked_adoption(by, adoption_id, at)
    refuse_frozen(adoption)
    waiting = waiting_for(adoption)
    if waiting.token != seen:
        raise LookAgain(
            _(
                "One of the two paths has changed since you looked: somebody merged, saved or "
                "published. Nothing was merged. Here is what waits now."
            )
        )
    _refuse_undecided(waiting.choices, chosen)
    for one in waiting.source_tree.values():
        if isinstance(one.page, PathPage):
            take_under_licence(adoption, one.page)
    changed = []
    with refreshed_once(at=at):
        for page in waiting.pages:
            draft = _merge_page(page, waiting, by, chosen, declined)
            if draft is not None:
                changed.append(draft)
        added = _add_pages(waiting, declined, by)
        if added:
            put_own_names(adoption, by=by)
        _know_own_translations(waiting)
        pages_copied.send(sender=Adoption, adoption=adoption, at=at)
    if waiting.pages:
        adoption.merged_at, adoption.merged_by = at, by
        adoption.save(update_fields=["merged_at", "merged_by"])
        audit.record(
            at=at,
            actor=by,
            action="courses.adoption_merged",
            target=str(adoption.own_key),
            organism_code=adoption.organism.code,
            details={"pages": len(changed), "added": added},
        )
    to_correct = tuple(page for page in changed if not is_sound(page))
    return Joined(tuple(changed), added, to_correct)


def merged_draft(
    page: PageNews, waiting: Waiting, chosen: Mapping[str, str], declined: Collection[str]
) -> LearningPage | None:
    """Return the draft that a merge would make of a page, unsaved; None where the copy is gone."""
    if page.own is None:
        return None
    draft: LearningPage = page.own.page.get_latest_revision_as_object()
    put_content(draft, waiting.names.put(_merged(page, chosen, declined)))
    return draft


def is_sound(page: LearningPage) -> bool:
    """Tell whether the editor would publish what a lesson holds."""
    if not isinstance(page, LessonPage):
        return True
    try:
        page.body.stream_block.clean(page.body)
    except ValidationError:
        return False
    return True


def _refuse_undecided(choices: Collection[Choice], chosen: Mapping[str, str]) -> None:
    open_ones = [
        one for one in choices if one.is_conflict and chosen.get(one.key) not in (MINE, THEIRS)
    ]
    if open_ones:
        raise Undecided(
            ngettext(
                "%(count)s conflict has no choice yet: say which text to keep.",
                "%(count)s conflicts have no choice yet: say for each which text to keep.",
                len(open_ones),
            )
            % {"count": len(open_ones)}
        )


def _merged(page: PageNews, chosen: Mapping[str, str], declined: Collection[str]) -> dict:
    """Return the content, in the names of the other path, that the choices give."""
    theirs_at: set[Place] = set()
    not_taken: set[Place] = set()
    for one in choices_of(page):
        if isinstance(one.change, Conflict) and chosen.get(one.key) == THEIRS:
            theirs_at.add(one.change.place)
        elif not isinstance(one.change, Conflict) and one.key in declined:
            not_taken.add(one.change.place)
    value: dict = page.merged(theirs_at, not_taken).value
    return value


def _merge_page(
    page: PageNews,
    waiting: Waiting,
    by: User,
    chosen: Mapping[str, str],
    declined: Collection[str],
) -> LearningPage | None:
    """Save the draft of one page, where it changes; from now on it is compared with `theirs`."""
    if page.own is None:
        return None
    row = page.row
    if page.source is None:
        row.is_gone = True
        row.save(update_fields=["is_gone"])
        return None
    merged = _merged(page, chosen, declined)
    row.base, row.is_gone = page.theirs, False
    row.save(update_fields=["base", "is_gone"])
    if same(merged, page.ours):
        return None
    # Whoever saves the page meanwhile waits, so that no draft comes between.
    Page.objects.select_for_update().values_list("pk").get(pk=page.own.page.pk)
    draft: LearningPage = page.own.page.get_latest_revision_as_object()
    held = why_held(draft, by)
    if held:
        raise NotAllowed(held)
    if not put_content(draft, waiting.names.put(merged)):
        return None
    save_brought(page=draft, by=by, origin=waiting.adoption.upstream_key)
    return draft


def why_held(page: LearningPage, user: User) -> str:
    """Return why `user` can't save a draft of `page` now, and what to do; "" where they can."""
    said = {"title": page.draft_title or page.title}
    rights = page.permissions_for_user(user)
    if not rights.can_edit():
        return _("You may not edit the page “%(title)s”.") % said
    if not rights.page_locked():
        return ""
    lock = page.get_lock()
    if isinstance(lock, WorkflowLock):
        return (
            _(
                "“%(title)s” is being approved, and what is approved can’t change. Wait for the "
                "answer or cancel the approval, then merge."
            )
            % said
        )
    if isinstance(lock, ScheduledForPublishLock):
        hour = page.scheduled_revision.approved_go_live_at
        said["hour"] = date_format(timezone.localtime(hour), "DATETIME_FORMAT")
        return (
            _(
                "“%(title)s” is to be published on %(hour)s, and can’t change before. Wait until "
                "then or cancel that hour, then merge."
            )
            % said
        )
    return _("Somebody has locked “%(title)s”. Ask them to unlock it, then merge.") % said


def _know_own_translations(waiting: Waiting) -> None:
    """Have pages that the organism translated itself follow those that came out there since.

    What they say now is ours; what becomes of the other page from now on is proposed.
    """
    known = {(str(page.row.upstream_key), page.row.language) for page in waiting.every_page}
    written = {str(page.row.upstream_key) for page in waiting.every_page if page.row.is_ours}
    AdoptedPage.objects.bulk_create(
        AdoptedPage(
            adoption=waiting.adoption,
            kind=source.kind,
            language=place[1],
            upstream_key=place[0],
            own_key=waiting.names.keys[place[0]],
            base=source.content,
            is_ours=place[0] in written,
        )
        for place, source in waiting.source_tree.items()
        if place not in known
        and (waiting.names.keys.get(place[0], ""), place[1]) in waiting.own_tree
    )


def _add_pages(waiting: Waiting, declined: Collection[str], by: User) -> int:
    """Copy what was added there as drafts, after what it comes after there; return how many.

    What moved there into a page that was added stays where the copy has it.
    """
    keys = dict(waiting.names.keys)
    added = 0
    for page in waiting.pages:
        if page.own is None or page.source is None:
            continue
        language = page.row.language
        tree = without(waiting.source_tree, language, page.known)
        refused = {one.change.place[-1] for one in choices_of(page) if one.key in declined}
        for key in page.added_below:
            source = tree.get((key, language))
            if source is None or key in refused:
                continue
            for new in _branch_keys(source, tree):
                keys.setdefault(new, str(uuid4()))
            copy = copy_branch(
                source, tree, page.own.page.pk, adoption=waiting.adoption, keys=keys, by=by
            )
            _place(copy, key, page, language, keys)
            added += 1
    return added


def _branch_keys(source: TreePage, tree: Tree) -> list[str]:
    language = source.place[1]
    below = [one for key in source.below for one in _branch_keys(tree[(key, language)], tree)]
    return [source.place[0], *below]


def _place(copy: Page, key: str, page: PageNews, language: str, keys: Mapping[str, str]) -> None:
    """Put a page that was added after the nearest one before it that the copy has too."""
    if page.source is None or page.own is None:
        return
    before = page.source.below[: page.source.below.index(key)]
    siblings = {
        str(one.translation_key): one
        for one in Page.objects.child_of(Page.objects.get(pk=page.own.page.pk))
    }
    known = [keys[one] for one in before if keys.get(one) in siblings]
    moved = Page.objects.get(pk=copy.pk)
    if known:
        moved.move(siblings[known[-1]], pos="right")
    elif len(siblings) > 1:
        moved.move(Page.objects.get(pk=page.own.page.pk), pos="first-child")
