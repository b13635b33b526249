"""Bringing a question of a lesson over to the same lesson in another language."""

from typing import Any

from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.core.errors import NotAllowed, NotFound
from courses.models import LessonPage


def bring_question(*, source: LessonPage, target: LessonPage, block_id: str, user: User) -> None:
    """Copy the block `block_id` of the live page `source` into the draft of `target`.

    The block and its options keep their ids, so that it is one question in both languages. It goes
    after the block that it follows in `source`, or to the end; nothing happens when it is there.
    Raises NotAllowed when `user` may not edit `target`, NotFound when `source` has no such block.
    """
    rights = target.permissions_for_user(user)
    if not rights.can_edit() or rights.page_locked():
        raise NotAllowed(_("You may not edit the lesson “%(title)s”.") % {"title": target.title})
    blocks: list[dict[str, Any]] = source.body.get_prep_value()
    place = next((at for at, one in enumerate(blocks) if one["id"] == block_id), None)
    if place is None:
        raise NotFound(_("This lesson has no such question."))
    draft = target.get_latest_revision_as_object()
    body: list[dict[str, Any]] = draft.body.get_prep_value()
    held = [one["id"] for one in body]
    if block_id in held:
        return
    before = next((one["id"] for one in reversed(blocks[:place]) if one["id"] in held), None)
    body.insert(held.index(before) + 1 if before else len(body), blocks[place])
    draft.body = draft.body.stream_block.to_python(body)
    draft.save_revision(user=user, log_action=True)
