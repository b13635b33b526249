"""Several drafts of a path at once: submitted for approval, approved by an organism.

A path of twelve lessons in two languages is some thirty pages. Each stays a draft of its own, with
voices of its own; what is written here saves asking for each of them apart.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.core.errors import AcademyError, NotFound
from academy.organisms.models import Organism
from courses.models import CheckedAtPublication, PathPage

from . import approving, queries
from .policies import takes_part


@dataclass(frozen=True, slots=True)
class Done:
    """What became of several drafts: of how many it was done, how many of those were published,
    and in whole sentences why not of the others."""

    count: int
    published: int = 0
    refused: tuple[str, ...] = ()


@transaction.atomic
def submit_all(*, by: User, path: PathPage, at: datetime) -> Done:
    """Submit every draft of `path` that is not published as it is, in each language, that `by` may
    submit; a draft that the editor wouldn't publish stays, and it is said why.

    Raises NotFound where the person takes no part, AcademyError where nobody has to approve.
    """
    if not takes_part(by, path, timezone.localdate(at)):
        raise NotFound(_("No path of yours is at this address."))
    if queries.approval_rule(path) is None:
        raise AcademyError(_("Nobody has to approve this path: publish its pages in the editor."))
    # Of two who submit at once, one waits, and finds nothing left.
    pages = queries.pages_of(path.translation_key).select_for_update(of=("self",))
    list(pages.values_list("pk", flat=True))
    count, refused = 0, []
    for page in queries.to_submit(by, path):
        draft = page.get_latest_revision_as_object()
        problems = draft.publication_problems if isinstance(draft, CheckedAtPublication) else []
        if problems:
            refused.append(f"{page.get_admin_display_title()}: {' '.join(problems)}")
            continue
        page.get_workflow().start(page, by)
        count += 1
    return Done(count, refused=tuple(refused))


def approve_several(
    *, by: User, path: PathPage, organism: Organism, state_ids: Collection[int], at: datetime
) -> Done:
    """Approve several drafts of `path` for `organism`, each as if it were alone: what can't be
    approved is left, and it is said why.

    Raises NotFound where the person takes no part, AcademyError where none is chosen.
    """
    if not takes_part(by, path, timezone.localdate(at)):
        raise NotFound(_("No path of yours is at this address."))
    if not state_ids:
        raise AcademyError(_("Choose the drafts that your organization approves."))
    own = {asked.state.pk: asked for asked in queries.approvals_of(path)}
    count, published, refused = 0, 0, []
    for state_id in sorted(set(state_ids)):
        asked = own.get(state_id)
        if asked is None:
            refused.append(
                _("A draft that you ticked is decided already, or isn’t yours to approve.")
            )
            continue
        try:
            counted = approving.speak(
                by=by, state_id=state_id, organism=organism, approves=True, reason="", at=at
            )
        except AcademyError as error:
            refused.append(f"{asked.page.get_admin_display_title()}: {error.message}")
        else:
            count += 1
            published += counted.is_reached
    return Done(count, published, tuple(refused))
